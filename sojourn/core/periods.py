"""Dates in calendar months and years, without a clock and without times of day.

>>> add_months(date(2024, 1, 31), 1)
datetime.date(2024, 2, 29)
>>> spoken_span(date(2020, 5, 12), date(2024, 3, 18))
'3 years and 10 months'
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.core.verdict import YES, Verdict, no


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier); a day the month does not have becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The anniversary, counting 29 February as 28 whatever the years: bounds then never move by a day."""
    return add_months(without_leap_day(day), 12 * years)


def without_leap_day(day: date) -> date:
    """29 February becomes 28 February; every other day is itself. Keeps the order of days."""
    return day.replace(day=28) if (day.month, day.day) == (2, 29) else day


def whole_months(earlier: date, later: date) -> int:
    """Full calendar months from `earlier` to `later`; negative if they come in the other order."""
    if later < earlier:
        return -whole_months(later, earlier)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if add_months(earlier, months) <= later else months - 1


def months_between(first: date, last: date) -> list[str]:
    """The calendar months of which at least half lies between these days, both included.

    >>> months_between(date(2024, 9, 2), date(2024, 12, 1))
    ['2024-09', '2024-10', '2024-11']
    """
    found, month = [], first.replace(day=1)
    while month <= last:
        days = calendar.monthrange(month.year, month.month)[1]
        inside = (min(last, month.replace(day=days)) - max(first, month)).days + 1
        if 2 * inside >= days:
            found.append(f"{month:%Y-%m}")
        month = add_months(month, 1)
    return found


def longest_run(months: Iterable[str]) -> int:
    """How many of these months follow one another without a gap, at most."""
    numbers = sorted({int(one[:4]) * 12 + int(one[5:7]) for one in months})
    best = run = 0
    for n, number in enumerate(numbers):
        run = run + 1 if n and number == numbers[n - 1] + 1 else 1
        best = max(best, run)
    return best


def spoken_span(earlier: date, later: date) -> str:
    """ "3 years and 10 months", "5 months", "12 days": for sentences, from whole months."""
    months = whole_months(earlier, later)
    if months == 0:
        return _counted((later - earlier).days, "day")
    years, rest = divmod(months, 12)
    words = [_counted(number, unit) for number, unit in ((years, "year"), (rest, "month")) if number]
    return " and ".join(words)


def spoken(day: date) -> str:
    """ "12 May 2020", independent of the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekdays(first: date, last: date) -> int:
    """Mondays to Fridays from `first` to `last`, both included; 0 if they come in the other order."""
    days = max(0, (last - first).days + 1)
    weeks, rest = divmod(days, 7)
    return 5 * weeks + sum((first.weekday() + step) % 7 < 5 for step in range(rest))


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last`, both included; None leaves that side open."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def holds(self, first: date, last: date) -> bool:
        """Whether a whole stay lies inside."""
        return first <= last and first in self and last in self

    def overlaps(self, other: Window) -> bool:
        """Whether the two share a day."""
        return _not_after(self.first, other.last) and _not_after(other.first, self.last)


def stay_end(first: date, months: int) -> date:
    """The last day of a stay of whole months: three months from 15 January end on 14 April."""
    return add_months(first, months) - timedelta(days=1)


def length_fits(
    first: date, last: date, *, least_months: int, most_months: int, tolerance_days: int = 0
) -> Verdict:
    """Whether a stay (both days included) is long enough and not too long, give or take some days."""
    if last < first:
        return no("order", f"The stay ends on {spoken(last)}, before it starts on {spoken(first)}.")
    slack = timedelta(days=tolerance_days)
    shortest, longest = stay_end(first, least_months), stay_end(first, most_months)
    if last + slack < shortest:
        return no(
            "too-short",
            f"From {spoken(first)} the stay has to last {_counted(least_months, 'month')}, "
            f"until {spoken(shortest)}; it ends on {spoken(last)}.",
            shortest=shortest,
        )
    if last - slack > longest:
        return no(
            "too-long",
            f"From {spoken(first)} the stay may last {_counted(most_months, 'month')}, "
            f"until {spoken(longest)}; it ends on {spoken(last)}.",
            longest=longest,
        )
    return YES


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _not_after(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
