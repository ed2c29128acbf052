"""What a stay owes, by when, and what is overdue: computed here, read by payments and certificates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sojourn.placements.models import Placement
from sojourn.placements.queries.dates import Dates, dates_of

TITLES = {
    "midterm": "Mid-term evaluations due",
    "final": "Final evaluations due",
    "report": "Report due",
}
DAYS = {"midterm": 14, "final": 14, "report": 28}  # after the middle, the end, the end


def due_days(placement: Placement, of: Dates) -> Iterator[tuple[str, date]]:
    """Duty -> its latest day, for these dates."""
    for name in TITLES:
        first = of.middle if name == "midterm" else of.ends_on
        yield name, first + timedelta(DAYS[name])


def due_days_of(placement: Placement) -> dict[str, date]:
    return dict(due_days(placement, dates_of(placement)))
