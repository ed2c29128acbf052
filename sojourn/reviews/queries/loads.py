"""How much each member of a committee takes on, and who is late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from sojourn.applications import states as application_states
from sojourn.calls.models import Programme
from sojourn.people import queries as people
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Load
from sojourn.reviews.queries.plans import SMALL
from sojourn.reviews.queries.sight import without_conflict
from sojourn.societies import queries as societies
from sojourn.societies.models import Seat


def load_of(programme: Programme, reviewer: Any) -> Load | None:
    return Load.objects.filter(programme=programme, reviewer=reviewer).first()


def loads_of(programme: Programme, viewer: Any) -> list[dict[str, Any]]:
    """Each seat with its files and its limit; without what bars the viewer."""
    rows = without_conflict(_rows(programme), viewer)
    numbers = {
        row["reviewer_id"]: row
        for row in rows.order_by()
        .values("reviewer_id")
        .annotate(
            asked=Count("pk", filter=Q(state__in=states.ACTIVE)),
            done=Count("pk", filter=Q(state="final")),
            back=Count("pk", filter=Q(state__in=states.HANDED_BACK)),
        )
    }
    stated = {row.reviewer_id: row for row in Load.objects.filter(programme=programme)}
    lines = []
    for seat in societies.seats(programme.society):
        number = numbers.get(seat.user_id, {"asked": 0, "done": 0, "back": 0})
        if seat.role == "substitute" and not number["asked"] and not number["back"]:
            continue
        load = stated.get(seat.user_id)
        lines.append(
            {"seat": seat, **number, "most": load and load.most, "topics": load.topics if load else []}
        )
    highest = max((line["asked"] for line in lines), default=0) or 1
    for line in lines:
        line["share"], line["share_done"] = line["asked"] / highest, line["done"] / highest
    return lines


def late_reviewers(programme: Programme, viewer: Any) -> list[tuple[Any, int]]:
    """Who has open files, with their number; to be asked once the scores are due."""
    rows = without_conflict(_rows(programme).filter(state__in=states.OPEN), viewer)
    numbers = dict(rows.order_by().values_list("reviewer_id").annotate(number=Count("pk")))
    users = people.people().filter(pk__in=numbers).order_by("family_name", "pk")
    return [(user, numbers[user.pk]) for user in users]


def together(programme: Programme) -> bool:
    """Whether the committee is small enough that everybody scores everything."""
    return societies.seats(programme.society).exclude(role="substitute").count() <= SMALL


def seats_limited_by(user: Any, *, at: datetime) -> QuerySet[Seat]:
    """One's own seats, and those of societies whose office one does."""
    if not user.is_authenticated:
        return Seat.objects.none()
    office = societies.officer_of(user).values("pk")
    return Seat.objects.filter(Q(user=user) | Q(society__in=office)).select_related("user", "society")


def programmes_of_seat(seat: Seat) -> QuerySet[Programme]:
    return Programme.objects.filter(society=seat.society, call__state="announced").select_related(
        "call", "society"
    )


def _rows(programme: Programme) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        application__programme=programme, application__state__in=application_states.REVIEWED
    )
