"""What follows from the first day, the last day and the interruptions of a stay, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sojourn.placements.models import Placement

DAY = timedelta(1)
CLOSING = timedelta(14)  # from two weeks before the end the closing can be done


@dataclass(frozen=True)
class Dates:
    """First and last day, both included, and the interruptions in between, in order.

    >>> stay = Dates(date(2024, 9, 2), date(2024, 12, 1), ((date(2024, 9, 9), date(2024, 9, 15)),))
    >>> stay.days, stay.middle.isoformat(), len(list(stay.weeks()))
    (84, '2024-10-20', 12)
    """

    starts_on: date
    ends_on: date
    pauses: tuple[tuple[date, date], ...] = ()

    @property
    def days(self) -> int:
        """Days at the centre, weekends counted, interruptions not."""
        away = sum((until - first).days + 1 for first, until in self.pauses)
        return (self.ends_on - self.starts_on).days + 1 - away

    def nth(self, number: int) -> date:
        """The day on which so many days at the centre are behind one."""
        day = self.starts_on + timedelta(number)
        for first, until in self.pauses:
            if first <= day:
                day += until - first + DAY
        return day

    @property
    def middle(self) -> date:
        return self.nth((self.days - 1) // 2)

    def weeks(self) -> Iterator[tuple[int, date, date]]:
        """(number, first day, last day) of seven days at the centre each; the last may be shorter."""
        for number, first in enumerate(range(0, self.days, 7), 1):
            yield number, self.nth(first), self.nth(min(first + 6, self.days - 1))

    def away_on(self, day: date) -> bool:
        return any(first <= day <= until for first, until in self.pauses)


def dates_of(placement: Placement, **changed: Any) -> Dates:
    """The dates of a stay that has some, with what `changed` puts in their place."""
    pauses = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in placement.pauses)
    return Dates(
        changed.get("starts_on") or placement.starts_on,
        changed.get("ends_on") or placement.ends_on,
        tuple(sorted((*pauses, *changed.get("pauses", ())))),
    )


def midterm_on(placement: Placement) -> date:
    """The middle of the stay."""
    return dates_of(placement).middle


def final_from(placement: Placement) -> date:
    return placement.ends_on - CLOSING


def is_away(placement: Placement, day: date) -> bool:
    """Whether the stay is interrupted on this day."""
    return bool(placement.pauses) and dates_of(placement).away_on(day)
