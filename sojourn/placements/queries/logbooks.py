"""The logbook: what was done against what was planned, by part, and beside earlier fellows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from statistics import fmean
from typing import Any

from django.db.models import Q, Sum

from sojourn.core import seals
from sojourn.placements.models import CheckIn, LogEntry, Placement
from sojourn.placements.queries import dates

STEP = 5  # as with ratings: the difference of two published means is that of five people at least
MARKED = ("objective_id", "done_on", "activity", "modality", "role", "count", "note")
ROLES = [role for role, _ in LogEntry.ROLES]


def objective_progress(placement: Placement) -> list[dict[str, Any]]:
    """Per objective: done (queried entries don't count), planned, by part, countersigned."""
    counted = ~Q(entries__state="queried")
    sums = {role: Sum("entries__count", filter=counted & Q(entries__role=role), default=0) for role in ROLES}
    rows = placement.objectives.annotate(
        done=Sum("entries__count", filter=counted, default=0),
        signed=Sum("entries__count", filter=Q(entries__state="countersigned"), default=0),
        **sums,
    )
    return [
        {
            "objective": line,
            "done": line.done,
            "planned": line.planned,
            "signed": line.signed,
            "roles": [getattr(line, role) for role in ROLES],
        }
        for line in rows.order_by("order")
    ]


def done_against_planned(placement: Placement) -> list[tuple[str, int, int]]:
    return [(row["objective"].text, row["done"], row["planned"]) for row in objective_progress(placement)]


def growth(placement: Placement) -> list[tuple[str, int | None, int | None]]:
    """(objective, level at the start, level at the end), for the picture."""
    return [(line.text, line.level_start, line.level_end) for line in placement.objectives.all()]


def last_entry(placement: Placement) -> LogEntry | None:
    """What was logged last: its values are offered for the next."""
    return placement.entries.order_by("-logged_at", "-pk").first()


def earlier_means(placement: Placement) -> dict[str, float]:
    """Objective's text -> how much earlier fellows of the society logged of it, as a mean of five or more.

    Fellows are counted in the order in which they were completed and in steps of five, so that nobody's
    number follows from two means.
    """
    society = placement.award.application.programme.society_id
    texts = [line.text for line in placement.objectives.all() if not line.own]
    done = Sum("entries__count", filter=Q(entries__state="countersigned"), default=0)
    rows = (
        placement.objectives.model.objects.filter(
            placement__state="completed",
            placement__award__application__programme__society=society,
            text__in=texts,
            own=False,
        )
        .exclude(placement=placement)
        .annotate(done=done)
        .order_by("placement__completed_at", "placement")
    )
    found: dict[str, dict[Any, int]] = defaultdict(dict)  # a text that stands twice in a plan is one fellow's
    for text, stay, number in rows.values_list("text", "placement", "done"):
        found[text][stay] = found[text].get(stay, 0) + number
    return {
        text: round(fmean([*numbers.values()][: len(numbers) // STEP * STEP]), 1)
        for text, numbers in found.items()
        if len(numbers) >= STEP
    }


def mark(row: LogEntry | CheckIn) -> str:
    """Changes with what an entry or a week's line says: sent back with the page on which it was read."""
    names = MARKED if isinstance(row, LogEntry) else ("number", "note")
    said = [str(getattr(row, name)) for name in names]
    return seals.seal(said)[:12]


def week_of(placement: Placement, day: date) -> int:
    """The number of the week of the stay in which this day lies; the nearest one before it in a pause."""
    before = [number for number, first, _ in dates.dates_of(placement).weeks() if first <= day]
    return before[-1] if before else 1


def check_ins(placement: Placement) -> list[CheckIn]:
    return list(placement.check_ins.all())


def unanswered(placement: Placement) -> list[CheckIn]:
    return [row for row in placement.check_ins.order_by("number") if not row.answered_at]
