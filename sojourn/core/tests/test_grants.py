"""What a grant comes to: exact for every date, never more than its cap, never a cent lost on the way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import grants

FIRST = date(2024, 9, 2)
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("unit", "last", "sum_"),
    [
        ("lump", date(2024, 12, 1), 100_000),
        ("month", date(2024, 12, 1), 300_000),
        ("month", date(2024, 12, 2), 303_333),
        ("month", date(2024, 10, 1), 100_000),
        ("week", date(2024, 9, 8), 100_000),
        ("week", date(2024, 9, 9), 114_286),
        ("week", date(2024, 9, 1), 0),
    ],
)
def test_a_unit_is_counted_by_the_calendar(unit, last, sum_):
    assert grants.worth(100_000, unit, first=FIRST, last=last) == sum_


@given(st.integers(0, 5_000_000), st.sampled_from(("lump", "month", "week")), DAYS, st.integers(0, 400))
def test_a_longer_stay_is_never_worth_less(amount, unit, first, length):
    last = first + timedelta(days=length)
    here = grants.worth(amount, unit, first=first, last=last)
    assert here <= grants.worth(amount, unit, first=first, last=last + timedelta(days=1))
    assert grants.worth(amount, unit, first=first, last=last, cap=here // 2) == here // 2


@given(st.integers(0, 5_000_000), st.integers(1, 400), st.integers(0, 400))
def test_a_shorter_stay_takes_no_more_and_a_longer_one_no_less(amount, planned, days):
    short = grants.shortened(amount, planned=planned, days=days)
    long = grants.lengthened(amount, planned=planned, days=days)
    assert 0 <= short <= amount <= long
    assert (short, long)[days >= planned] >= amount * days // planned - (days < planned)
    assert grants.lengthened(amount, planned=planned, days=days, cap=amount) == amount


def test_nothing_of_a_stay_that_never_began():
    assert grants.shortened(300_000, planned=91, days=0) == 0
