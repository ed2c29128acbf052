"""What must be seen to before the arrival, and how late it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.centres import queries as centres
from sojourn.core.reminding import Owed
from sojourn.placements.models import Errand, Placement
from sojourn.ui import times

SOON = 14  # days before the latest one: red comes before it is too late
RELATED = (
    "placement__fellow",
    "placement__tutor",
    "placement__award__application__programme__call",
    "placement__award__application__programme__society",
    "placement__offer__centre__institution",
)


@dataclass(frozen=True)
class Line:
    """An errand on a day: `sign` is done, spared, late (past its latest day), soon, or open."""

    errand: Errand
    due_on: date | None
    days_left: int | None
    sign: str


def errand_lines(placement: Placement, *, at: datetime, starts_on: date | None = None) -> list[Line]:
    """In the order of their latest days, counted back from `starts_on`, else from the agreed start."""
    start = starts_on or placement.starts_on
    return [line_of(row, start, day_of(placement, at)) for row in placement.errands.all()]


def line_of(row: Errand, start: date | None, today: date) -> Line:
    start = row.counted_from or start
    due = start - timedelta(row.days_before) if start else None
    left = (due - today).days if due else None
    if row.state != "open":
        return Line(row, due, left, row.state)
    if left is None or left > SOON:
        return Line(row, due, left, "open")
    return Line(row, due, left, "late" if left < 0 else "soon")


def day_of(placement: Placement, at: datetime) -> date:
    return at.astimezone(ZoneInfo(placement.award.application.programme.call.zone)).date()


def asked_by_centre(placement: Placement) -> list[dict[str, Any]]:
    """What its country and the centre ask for, as rows of a new placement's errands."""
    centre = placement.offer.centre
    return [
        {
            "order": row.order,
            "title": row.title,
            "owner": row.owner,
            "days_before": row.days_before,
            "of_whom": row.of_whom,
        }
        for row in centres.asked_before(centre)
        if row.of_whom != "hands_on" or centre.mode == "hands_on"
    ]


def errands_of(user: Any, visible: QuerySet[Placement]) -> QuerySet[Errand]:
    return Errand.objects.filter(placement__in=visible).select_related(*RELATED)


def errands_behind(placement: Placement) -> QuerySet[Errand]:
    return placement.errands.select_related(*RELATED)


def errands_to_remind(at: datetime) -> list[tuple[Errand, datetime]]:
    """Open ones before the arrival for which a moment of the rule has come; what was late when the stay was
    opened is told once all the same."""
    schedule = calls.reminders.Schedule("errand")
    found = []
    for one in map(owed_errand, _coming(at)):
        plan = schedule.of(one.programme)
        moments = plan.moments(one.due_at, one.zone)
        instant = one.now(plan, at)
        if instant is None and one.told is None and moments and moments[0][0] <= at:
            instant = moments[0][0]
        if instant is not None:
            found.append((one.thing, instant))
    return found


def _coming(at: datetime) -> QuerySet[Errand]:
    rows = Errand.objects.filter(state="open", placement__starts_on__isnull=False).select_related(*RELATED)
    rows = rows.filter(
        Q(placement__state="agreed", placement__starts_on__gte=at.date() - timedelta(1))
        | Q(placement__state="arrived", counted_from__gte=at.date() - timedelta(1))
    )
    return rows.order_by("placement", "pk")


def owed_errands(programme: Programme, at: datetime) -> Iterator[Owed]:
    rows = _coming(at).filter(placement__award__application__programme=programme)
    yield from map(owed_errand, rows)


def owed_errand(row: Errand) -> Owed:
    programme = row.placement.award.application.programme
    fellow = row.placement.fellow
    whose = {"fellow": fellow.get_full_name() if fellow else "", "centre": str(row.placement.offer.centre)}
    due = (row.counted_from or row.placement.starts_on) - timedelta(row.days_before)
    zone = programme.call.zone
    return Owed(
        "errand", programme, row, whose.get(row.owner, "The office"), times.aware(due, zone), zone,
        told=row.reminded_at, about=row.placement.fellow_id,
    )  # fmt: skip


def late_for(owner: str, placements: QuerySet[Placement], at: datetime) -> list[Line]:
    """What is soon or late among errands of one owner, in these placements."""
    coming = Q(placement__state="agreed") | Q(
        placement__state="arrived", counted_from__gte=at.date() - timedelta(1)
    )
    rows = Errand.objects.filter(coming, state="open", owner=owner, placement__in=placements).select_related(
        *RELATED
    )
    found = [line_of(row, row.placement.starts_on, day_of(row.placement, at)) for row in rows]
    return [line for line in found if line.sign in ("soon", "late")]
