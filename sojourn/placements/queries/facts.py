"""What money asks of stays: dates, the steps reached, how they ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from sojourn.placements.models import Evaluation, Placement, Report
from sojourn.placements.queries.dates import dates_of
from sojourn.placements.queries.duties import Duty, overdue_by_stay


@dataclass(frozen=True)
class Facts:
    """One stay. `last` is the last day that was, or will be, spent there; `cause` why it ended early."""

    placement: Any
    state: str = "agreeing"
    first: date | None = None
    last: date | None = None
    days: int = 0  # at the centre, interruptions left out
    agreed: bool = False
    arrived: bool = False
    cause: str = ""
    midterm: bool = False
    report: bool = False
    filed: bool = False
    statement: bool = False
    evaluated: bool = False
    reached: frozenset[str] = field(default=frozenset())
    overdue: tuple[Duty, ...] = ()


def facts(awards: Iterable[UUID], *, at: datetime | None = None) -> dict[UUID, Facts]:
    """Award id -> the facts of its stay, if it has one; with `at`, what is overdue too."""

    def given(**which: str) -> Exists:
        return Exists(Evaluation.objects.filter(placement=OuterRef("pk"), **which))

    def told(*states: str) -> Exists:
        return Exists(Report.objects.filter(placement=OuterRef("pk"), state__in=states))

    rows = (
        Placement.objects.filter(award__in=list(awards))
        .select_related("award__application__programme__call")
        .annotate(
            is_midterm=given(moment="midterm", side="tutor"),
            is_statement=given(moment="final", side="tutor"),
            is_evaluated=given(moment="final", side="fellow"),
            is_report=told("accepted"),
            is_filed=told("filed", "accepted"),
        )
    )
    found = list(rows)
    owed = overdue_by_stay(found, at) if at else {}
    return {row.award_id: _facts(row, owed.get(row.pk, ())) for row in found}


def _facts(row: Any, owed: Iterable[Duty]) -> Facts:
    agreed, arrived = row.agreed_at is not None, row.arrived_on is not None
    first, last = (row.starts_on, row.ends_on) if agreed else (None, None)
    if row.state == "ended_early" and first and last:
        left = row.left_on or first - timedelta(days=1)  # who never came spent not a day there
        last = min(last, left) if arrived else first - timedelta(days=1)
    pauses = dates_of(row).pauses if first else ()
    steps = {
        "agreed": agreed,
        "arrived": arrived,
        "midterm": row.is_midterm,
        "report": row.is_report,
        "statement": row.is_report and row.is_statement,
        "reported": row.is_report and row.is_statement and row.is_evaluated,
    }
    return Facts(
        placement=row,
        state=row.state,
        first=first,
        last=last,
        days=_there(first, last, pauses) if first and last else 0,
        agreed=agreed,
        arrived=arrived,
        cause=(row.cause or "other") if row.state == "ended_early" else "",
        midterm=row.is_midterm,
        report=row.is_report,
        filed=row.is_filed,
        statement=row.is_statement,
        evaluated=row.is_evaluated,
        reached=frozenset(name for name, is_so in steps.items() if is_so),
        overdue=tuple(owed),
    )


def _there(first: date, last: date, pauses: Iterable[tuple[date, date]]) -> int:
    """Days at the centre: interruptions do not count."""
    away = sum(max(0, (min(until, last) - max(since, first)).days + 1) for since, until in pauses)
    return max(0, (last - first).days + 1 - away)
