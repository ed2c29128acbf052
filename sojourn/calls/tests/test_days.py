"""Days are those of the call's own zone: across zones, summer time, month ends and leap years."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.calls import queries
from sojourn.calls.models import Call
from sojourn.core.eligibility import Rule, check
from sojourn.core.periods import add_years

ZONES = ["Europe/Vienna", "Europe/Lisbon", "UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"]
zones = st.sampled_from(ZONES)
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def closing(day: date, hour: time, zone: str) -> Call:
    """A call that closes then on the wall clock of its zone."""
    at = datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Call(zone=zone, opens_at=at - timedelta(days=40), closes_at=at)


@given(days, zones, st.sampled_from([time(0, 0), time(12, 0), time(23, 59)]))
def test_the_closing_day_is_that_on_the_calls_own_wall_wherever_the_server_stands(day, zone, hour):
    assert queries.closes_on(closing(day, hour, zone)) == day


@given(days, zones)
def test_who_was_certified_years_before_the_day_of_the_call_is_in_by_the_day(day, zone):
    call = closing(day, time(23, 59), zone)
    rule, bound = Rule("years_since", {"at_most": 3}), add_years(day, -3)
    for certified_on, outcome in ((bound, "yes"), (bound - timedelta(days=1), "no")):
        (found,) = check([rule], {"certified_on": certified_on}, closes_on=queries.closes_on(call))
        assert found.outcome == outcome


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Europe/Vienna", "2024-03-18T22:59", date(2024, 3, 18)),
        ("Europe/Vienna", "2024-03-18T23:00", date(2024, 3, 19)),
        ("Europe/Vienna", "2024-07-18T21:59", date(2024, 7, 18)),  # summer: two hours ahead
        ("Europe/Vienna", "2024-07-18T22:00", date(2024, 7, 19)),
        ("Europe/Vienna", "2024-03-31T00:59", date(2024, 3, 31)),  # the night the clocks go forward
        ("Europe/Vienna", "2024-10-27T00:30", date(2024, 10, 27)),  # and back: 02:30 happens twice
        ("Europe/Vienna", "2024-10-27T01:30", date(2024, 10, 27)),
        ("Europe/Lisbon", "2024-02-29T23:59", date(2024, 2, 29)),
        ("Asia/Tokyo", "2024-02-28T15:00", date(2024, 2, 29)),
        ("Asia/Tokyo", "2023-12-31T15:00", date(2024, 1, 1)),
        ("America/New_York", "2024-03-01T04:59", date(2024, 2, 29)),
        ("Pacific/Kiritimati", "2024-02-29T10:00", date(2024, 3, 1)),
    ],
)
def test_an_instant_has_its_day_in_the_calls_zone(zone, instant, day):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert queries.day_of(Call(zone=zone), at) == day
