from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import periods
from sojourn.core.periods import Window, add_months, add_years, length_fits, weekdays, whole_months

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


def test_a_day_the_month_lacks_becomes_its_last() -> None:
    assert add_months(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2024, 12, 15), 1) == date(2025, 1, 15)


@given(DAYS, st.integers(-400, 400))
def test_adding_months_lands_in_the_month_asked_for(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(DAYS, DAYS, st.integers(-20, 20))
def test_anniversaries_keep_the_order_of_days(one: date, other: date, years: int) -> None:
    assert (one <= other) <= (add_years(one, years) <= add_years(other, years))


def test_the_29th_of_february_counts_as_the_28th() -> None:
    assert add_years(date(2024, 2, 29), -3) == date(2021, 2, 28)
    assert add_years(date(2024, 2, 29), -4) == date(2020, 2, 28)


@given(DAYS, DAYS)
def test_whole_months_fit_between_two_days(one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    months = whole_months(earlier, later)
    assert add_months(earlier, months) <= later < add_months(earlier, months + 1)
    assert whole_months(later, earlier) == -months


def test_spans_are_spoken() -> None:
    assert periods.spoken_span(date(2020, 5, 12), date(2024, 3, 18)) == "3 years and 10 months"
    assert periods.spoken_span(date(2023, 3, 18), date(2024, 3, 18)) == "1 year"
    assert periods.spoken_span(date(2024, 3, 17), date(2024, 3, 18)) == "1 day"


@given(DAYS, st.integers(0, 60))
def test_weekdays_are_counted_like_by_hand(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    by_hand = sum((first + timedelta(days=step)).weekday() < 5 for step in range(length + 1))
    assert weekdays(first, last) == by_hand
    assert weekdays(last + timedelta(days=1), last) == 0


def test_a_window_includes_both_ends_and_may_be_open() -> None:
    window = Window(date(2024, 1, 1), date(2024, 6, 30))
    assert date(2024, 1, 1) in window and date(2024, 6, 30) in window and date(2024, 7, 1) not in window
    assert window.holds(date(2024, 4, 1), date(2024, 6, 30))
    assert not window.holds(date(2024, 4, 2), date(2024, 7, 1))
    assert window.overlaps(Window(date(2024, 6, 30), None))
    assert not window.overlaps(Window(date(2024, 7, 1), None))
    assert Window().holds(date(1999, 1, 1), date(2099, 1, 1))


def test_three_months_fit_exactly_and_with_tolerance() -> None:
    first = date(2024, 1, 15)
    assert length_fits(first, date(2024, 4, 14), least_months=3, most_months=3)
    assert length_fits(first, date(2024, 4, 13), least_months=3, most_months=3).code == "too-short"
    assert length_fits(first, date(2024, 4, 15), least_months=3, most_months=3).code == "too-long"
    assert length_fits(first, date(2024, 4, 12), least_months=3, most_months=3, tolerance_days=2)
    assert length_fits(first, date(2024, 4, 16), least_months=3, most_months=3, tolerance_days=2)
    assert length_fits(first, date(2024, 1, 14), least_months=3, most_months=3).code == "order"
