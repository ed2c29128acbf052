"""A table of applications and seats in which somebody marks who reviews what, and what would come of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Load
from sojourn.reviews.queries.conflicts import book
from sojourn.reviews.queries.finding import Found, find_conflicts
from sojourn.reviews.queries.sight import without_conflict
from sojourn.societies import queries as societies
from sojourn.societies.models import Seat


@dataclass(frozen=True)
class Cell:
    """One application, one seat: given or not, and whether that may be changed here, else why not."""

    seat: Seat
    given: bool
    fixed: str = ""


@dataclass
class Hand:
    """What the marks would change; `refused`: a conflict bars them; `loads`: (seat, now, then, limit)."""

    added: list[tuple[Application, Seat]] = field(default_factory=list)
    removed: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Application, Seat]] = field(default_factory=list)
    short: list[tuple[Application, int]] = field(default_factory=list)
    loads: list[tuple[Seat, int, int, int | None]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    digest: str = ""


def before_committee(programme: Programme, viewer: Any) -> QuerySet[Application]:
    """What is to be reviewed, without what bars the viewer, in the order of submission."""
    rows = Application.objects.filter(programme=programme, state__in=application_states.REVIEWED)
    return (
        without_conflict(rows, viewer, path="")
        .select_related("programme__society", "programme__call", "applicant")
        .order_by("submitted_at", "number", "pk")
    )


def table(programme: Programme, applications: Iterable[Application]) -> tuple[list[Seat], list[Any]]:
    """The seats, and a line of cells for each application."""
    applications = list(applications)
    seats = list(societies.seats(programme.society))
    conflicts = book([seat.user_id for seat in seats])
    held = _held(applications)
    lines = []
    for one in applications:
        cells = []
        for seat in seats:
            row = held.get((one.pk, seat.user_id))
            given = row is not None and row.state in states.HELD
            fixed = ""
            if conflicts.barred(seat.user_id, one):
                given, fixed = False, "conflict"
            elif row is not None and given and row.state != "assigned":
                fixed = "begun"
            cells.append(Cell(seat, given, fixed))
        lines.append((one, cells))
    return seats, lines


def by_hand(
    programme: Programme, viewer: Any, *, of: Collection[Any], wanted: Collection[tuple[Any, int]]
) -> Hand:
    """Marks taken away take back what has not begun; new ones give, unless a conflict bars."""
    applications = list(before_committee(programme, viewer).filter(pk__in=list(of)))
    seats, lines = table(programme, applications)
    marked = {(str(key), int(seat)) for key, seat in wanted}
    plan = Hand(found=find_conflicts(programme, applications, seats))
    barring = {(one.application.pk, one.seat.pk) for one in plan.found if one.grade == "bars"}
    held = _held(applications)
    change: dict[int, int] = defaultdict(int)
    for one, cells in lines:
        number = 0
        for cell in cells:
            mark = (str(one.pk), cell.seat.pk) in marked
            if cell.fixed == "begun":
                number += held[one.pk, cell.seat.user_id].state in states.ACTIVE
            elif mark and (cell.fixed or (one.pk, cell.seat.pk) in barring):
                plan.refused.append((one, cell.seat))
            elif mark:
                number += 1
                if not cell.given:
                    plan.added.append((one, cell.seat))
                    change[cell.seat.pk] += 1
            elif cell.given:
                plan.removed.append(held[one.pk, cell.seat.user_id])
                change[cell.seat.pk] -= 1
        if number < programme.min_reviews:
            plan.short.append((one, programme.min_reviews - number))
    plan.loads = _loads(programme, viewer, seats, change)
    told = (
        sorted((str(one.pk), seat.pk) for one, seat in plan.added),
        sorted(str(row.pk) for row in plan.removed),
        sorted((str(one.pk), seat.pk) for one, seat in plan.refused),
        [(seat.pk, now, then, most) for seat, now, then, most in plan.loads],
        sorted((str(one.application.pk), one.seat.pk, one.ground, one.grade) for one in plan.found),
    )
    plan.digest = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    return plan


def _held(applications: list[Application]) -> dict[tuple[Any, Any], Assignment]:
    rows = Assignment.objects.filter(application__in=[one.pk for one in applications])
    return {(row.application_id, row.reviewer_id): row for row in rows.select_related("reviewer")}


def _loads(
    programme: Programme, viewer: Any, seats: list[Seat], change: dict[int, int]
) -> list[tuple[Seat, int, int, int | None]]:
    """Over the whole programme, not only the table."""
    rows = Assignment.objects.filter(
        application__programme=programme,
        application__state__in=application_states.REVIEWED,
        state__in=states.ACTIVE,
    )
    now: dict[Any, int] = defaultdict(int)
    for user in without_conflict(rows, viewer).values_list("reviewer_id", flat=True):
        now[user] += 1
    most = dict(Load.objects.filter(programme=programme).values_list("reviewer_id", "most"))
    return [
        (seat, now[seat.user_id], now[seat.user_id] + change[seat.pk], most.get(seat.user_id))
        for seat in seats
        if seat.role != "substitute" or now[seat.user_id] or change[seat.pk]
    ]
