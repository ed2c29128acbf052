"""Days that follow from the first and the last: month ends, leap years, interruptions."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import periods
from sojourn.placements.queries import Dates
from sojourn.placements.rules import stay

DAY = timedelta(1)
DAYS = st.dates(date(2019, 1, 1), date(2033, 12, 31))


@given(DAYS, st.integers(1, 12))
def test_the_last_start_fits_the_window_and_the_next_day_does_not(last, months):
    start = stay.last_start(last, months)
    assert periods.stay_end(start, months) <= last
    assert periods.stay_end(start + DAY, months) > last


@given(DAYS, st.integers(28, 200), st.integers(1, 60), st.integers(1, 27))
def test_weeks_and_the_middle_count_the_days_there_and_no_others(start, length, after, away):
    pause = (start + after * DAY, start + (after + away - 1) * DAY)
    plain = Dates(start, start + (length - 1) * DAY)
    paused = Dates(start, plain.ends_on + away * DAY, (pause,)) if pause[0] <= plain.ends_on else plain
    assert paused.days == plain.days == length
    weeks = list(paused.weeks())
    assert len(weeks) == len(list(plain.weeks())) == -(-length // 7)
    assert (weeks[0][1], weeks[-1][2]) == (start, paused.ends_on)
    every = (start + n * DAY for n in range((paused.ends_on - start).days + 1))
    there = [day for day in every if not paused.away_on(day)]
    assert paused.middle == there[(length - 1) // 2]
    assert [first for _, first, _ in weeks] == there[::7]
