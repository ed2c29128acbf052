"""What a grant comes to for a stay of given dates: whole cents, exact, the same whoever asks.

>>> months(date(2024, 9, 2), date(2024, 12, 1))
Fraction(3, 1)
>>> worth(100_000, "month", first=date(2024, 9, 2), last=date(2024, 12, 16))
350000
>>> shortened(300_000, planned=91, days=30)
98901
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from sojourn.core import periods


def days(first: date, last: date) -> int:
    """Both ends included; 0 where they come in the other order."""
    return max(0, (last - first).days + 1)


def months(first: date, last: date) -> Fraction:
    """Whole months, and the rest as a part of the month that it begins; a month counts as 30 days there."""
    if last < first:
        return Fraction(0)
    after = last + timedelta(days=1)
    whole = periods.whole_months(first, after)
    rest = (after - periods.add_months(first, whole)).days
    return whole + min(Fraction(rest, 30), Fraction(1))


def worth(amount: int, unit: str, *, first: date, last: date, cap: int | None = None) -> int:
    """`unit` lump, month or week; half a cent is rounded up, and `cap` bounds the whole."""
    times = {"lump": Fraction(1), "month": months(first, last), "week": Fraction(days(first, last), 7)}[unit]
    found = rounded(amount * times)
    return found if cap is None else min(found, cap)


def shortened(amount: int, *, planned: int, days: int) -> int:
    """In proportion to the days, never more than the whole."""
    if planned <= 0 or days >= planned:
        return amount
    return rounded(Fraction(amount * max(days, 0), planned))


def lengthened(amount: int, *, planned: int, days: int, cap: int | None = None) -> int:
    """In proportion to the days where there are more of them."""
    if planned <= 0 or days <= planned:
        return amount
    found = rounded(Fraction(amount * days, planned))
    return found if cap is None else min(found, max(cap, amount))


def rounded(exact: Fraction) -> int:
    """To the nearest cent, half of one up."""
    return int((exact * 2 + 1) // 2)
