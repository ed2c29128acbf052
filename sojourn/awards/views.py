"""Pages of this room; not built yet."""

from django.http import Http404


def _soon(request, **ids):
    raise Http404


accept = decline = ledger = letter = mine = offer = office = pay = payers = payments = round_file = (
    waiting
) = _soon
