"""The page of a centre, fellow to fellow: written and read by its fellows, and by nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.alumni.models import Hint
from sojourn.centres import queries as centres
from sojourn.centres.models import Centre
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.societies import queries as societies

OLD = timedelta(days=2 * 365)  # after that a line says that it may have changed
COMING = ("agreeing", "proposed", "agreed", "arrived", "completed")
RELATED = ("centre__institution", "centre__society")


def _stays(user: Any, centre: Centre) -> QuerySet[Placement]:
    """Accepted and not ended before it began: past, present and next fellows of this very centre."""
    came = Q(state__in=COMING) | Q(state="ended_early", arrived_on__isnull=False)
    return placements.mine(user).filter(came, offer__centre=centre)


def is_fellow_of(user: Any, centre: Centre) -> bool:
    return _stays(user, centre).exists()


def stay_at(user: Any, centre: Centre) -> Placement | None:
    """The newest stay there that has begun: whoever was there can tell."""
    return _stays(user, centre).filter(arrived_on__isnull=False).order_by("-arrived_on").first()


def centres_of(user: Any) -> list[Centre]:
    """Centres whose page this person may open: as fellow, or as coordinator what is meant for the staff."""
    as_fellow = placements.mine(user).filter(
        Q(state__in=COMING) | Q(state="ended_early", arrived_on__isnull=False)
    )
    rows = Centre.objects.filter(
        Q(pk__in=as_fellow.values("offer__centre"))
        | Q(institution__in=centres.coordinated_by(user), state__in=("approved", "retired"))
    )
    return list(rows.select_related("institution", "society").order_by("institution__name", "pk"))


def keeps(user: Any, centre: Centre) -> bool:
    """Whether this person answers for the institution."""
    return centres.coordinated_by(user).filter(pk=centre.institution_id).exists()


def readable(user: Any, centre: Centre) -> QuerySet[Hint]:
    """Fellows: what is not hidden, and their own. The centre's staff: what its writer left open to them."""
    rows = Hint.objects.filter(centre=centre).select_related(*RELATED)
    if is_fellow_of(user, centre):
        return rows.filter(~Q(state="hidden") | Q(author=user))
    if keeps(user, centre):
        return rows.filter(for_staff=True).exclude(state="hidden")
    return rows.none()


def doubted(user: Any) -> QuerySet[Hint]:
    """What fellows called wrong or out of place: for the society's office alone."""
    return Hint.objects.filter(
        state="doubted", centre__society__in=societies.officer_of(user)
    ).select_related(*RELATED)


def moderates(user: Any) -> bool:
    return societies.officer_of(user).exists()


def hints_of(user: Any) -> QuerySet[Hint]:
    """Lines that somebody may act upon: readable ones, and for the office those doubted or hidden."""
    mine = [centre.pk for centre in centres_of(user)]
    found = [hint.pk for pk in mine for hint in readable(user, Centre.objects.get(pk=pk))]
    office = Q(state__in=("doubted", "hidden"), centre__society__in=societies.officer_of(user))
    return Hint.objects.filter(Q(pk__in=found) | office).select_related(*RELATED)


def grouped(rows: list[Hint], *, at: datetime) -> list[tuple[str, list[tuple[Hint, bool]]]]:
    """By topic in their order, the newest first; each with whether it is old."""
    words = dict(Hint.TOPICS)
    return [
        (words[topic], [(row, row.checked_at < at - OLD) for row in rows if row.topic == topic])
        for topic in words
        if any(row.topic == topic for row in rows)
    ]
