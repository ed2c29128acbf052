"""Pages of this room; not built yet."""

from django.http import Http404


def _soon(request, **ids):
    raise Http404


certificate = issue = mine = office = pdf = revoke = verify = verify_code = _soon
