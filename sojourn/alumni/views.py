"""Pages of this room; not built yet."""

from django.http import Http404


def _soon(request, **ids):
    raise Http404


edit_story = join = leave = mine = _soon
