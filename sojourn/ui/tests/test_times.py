"""Instants in words: weekday, zone and UTC, and how far off they are."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sojourn.ui import times

CLOSES = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)


def test_an_instant_names_weekday_zone_and_utc():
    assert times.instant(CLOSES) == "Monday 18 March 2024, 23:59 Vienna (22:59 UTC)"
    assert times.instant(CLOSES, "UTC") == "Monday 18 March 2024, 22:59 UTC"


def test_an_instant_says_so_when_utc_is_on_another_day():
    late = datetime(2024, 3, 19, 2, 0, tzinfo=UTC)
    assert (
        times.instant(late, "America/New_York") == "Monday 18 March 2024, 22:00 New York (Tuesday 02:00 UTC)"
    )


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(minutes=1), "in 1 minute, today", "soon"),
        (timedelta(hours=5, minutes=10), "in 5 hours 10 minutes, today", "soon"),
        (timedelta(days=1), "tomorrow", "soon"),
        (timedelta(days=7), "in 7 days", "soon"),
        (timedelta(days=8), "in 8 days", "later"),
        (timedelta(days=120), "in 4 months", "later"),
        (timedelta(days=-1), "yesterday", "over"),
        (timedelta(days=-3), "3 days ago", "over"),
    ],
)
def test_how_far_off(left, words, tone):
    assert times.distance(CLOSES, CLOSES - left) == (words, tone)


def test_over_since_this_morning():
    noon = datetime(2024, 3, 18, 11, 0, tzinfo=UTC)
    assert times.distance(noon, noon + timedelta(minutes=5)) == ("today, already past", "over")


def test_the_days_counted_are_those_of_the_zone():
    before_midnight_in_utc = datetime(2024, 3, 17, 23, 30, tzinfo=UTC)
    assert times.distance(CLOSES, before_midnight_in_utc)[0] == "in 23 hours, today"


def test_a_date_lasts_until_its_last_minute():
    assert times.distance(date(2024, 3, 18), datetime(2024, 3, 18, 12, 0, tzinfo=UTC))[1] == "soon"
    assert times.distance(date(2024, 3, 18), datetime(2024, 3, 18, 23, 0, tzinfo=UTC))[1] == "over"


# The nights when the clocks change in Vienna: 31 March and 27 October 2024.

SPRING, AUTUMN = datetime(2024, 3, 31, 21, 59, tzinfo=UTC), datetime(2024, 10, 27, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "before", "words"),
    [
        (SPRING, datetime(2024, 3, 30, 22, 59, tzinfo=UTC), "in 23 hours, tomorrow"),  # 23:59 to 23:59
        (SPRING, datetime(2024, 3, 30, 23, 0, tzinfo=UTC), "in 22 hours, today"),  # midnight to 23:59
        (SPRING, datetime(2024, 3, 30, 21, 59, tzinfo=UTC), "tomorrow"),
        (SPRING, datetime(2024, 3, 24, 22, 59, tzinfo=UTC), "in 7 days"),
        (AUTUMN, datetime(2024, 10, 26, 21, 59, tzinfo=UTC), "tomorrow"),  # 25 hours
        (AUTUMN, datetime(2024, 10, 26, 22, 0, tzinfo=UTC), "in 24 hours, today"),  # midnight to 23:59
        (AUTUMN, datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "in 22 hours, today"),  # the first 02:30
        (AUTUMN, datetime(2024, 10, 27, 1, 30, tzinfo=UTC), "in 21 hours, today"),  # the second 02:30
        (AUTUMN, datetime(2024, 10, 20, 21, 59, tzinfo=UTC), "in 7 days"),
        (AUTUMN, AUTUMN - timedelta(minutes=59), "in 59 minutes, today"),
        (AUTUMN, AUTUMN - timedelta(seconds=30), "in less than a minute, today"),
        (AUTUMN, AUTUMN + timedelta(seconds=1), "today, already past"),
    ],
)
def test_the_hours_left_are_hours_that_pass(end, before, words):
    assert times.distance(end, before)[0] == words
    here = ZoneInfo("Europe/Vienna")
    assert times.distance(end.astimezone(here), before.astimezone(here))[0] == words


@pytest.mark.parametrize(
    ("value", "own", "said"),
    [
        (SPRING, "America/New_York", "Sunday 17:59 on your clock (New York)"),
        (SPRING, "Asia/Kolkata", "Monday 03:29 on your clock (Kolkata)"),
        (SPRING, "Pacific/Auckland", "Monday 10:59 on your clock (Auckland)"),  # still summer there
        (AUTUMN, "America/New_York", "Sunday 18:59 on your clock (New York)"),  # a week before its change
        (AUTUMN, "Asia/Kolkata", "Monday 04:29 on your clock (Kolkata)"),
        (AUTUMN, "Pacific/Auckland", "Monday 11:59 on your clock (Auckland)"),
        (AUTUMN, "Europe/Rome", ""),
        (AUTUMN, "Africa/Tunis", ""),  # the same clock as Vienna in winter,
        (SPRING, "Africa/Tunis", "Sunday 22:59 on your clock (Tunis)"),  # and not in summer
        (AUTUMN, "UTC", ""),
        (AUTUMN, "Europe/Nowhere", ""),
        (AUTUMN, "", ""),
    ],
)
def test_the_reader_is_told_on_her_own_clock(value, own, said):
    assert times.reader(value, own) == said


def test_an_instant_in_the_call_zone_on_both_sides_of_the_change():
    assert times.instant(SPRING) == "Sunday 31 March 2024, 23:59 Vienna (21:59 UTC)"
    assert times.instant(AUTUMN) == "Sunday 27 October 2024, 23:59 Vienna (22:59 UTC)"
