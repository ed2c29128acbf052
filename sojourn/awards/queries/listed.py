"""The public list of those selected: by consent, after the release, and without places given back."""

from __future__ import annotations

from datetime import datetime

from sojourn.awards import states
from sojourn.awards.models import Award
from sojourn.calls.models import CentreOffer, Programme
from sojourn.selection import queries as selection
from sojourn.selection.models import Result


def public_list(programme: Programme, *, at: datetime) -> list[tuple[Result, CentreOffer]]:
    """Who agreed, with the centre held now: an exchange or a move later shows, a declined place does not."""
    agreed = selection.listed(programme, at=at)
    held: dict[object, Award] = {
        row.application_id: row
        for row in Award.objects.filter(application__in=[one.application_id for one in agreed])
        .exclude(state="recalled")
        .select_related("offer__centre__institution")
        .order_by("round", "pk")
    }
    found = []
    for one in agreed:
        award = held.get(one.application_id)
        if award is None:
            if one.offer is not None:  # the offer is made some seconds after the instant; who waits has none
                found.append((one, one.offer))
        elif award.state not in states.FREED:
            found.append((one, award.offer))
    return found
