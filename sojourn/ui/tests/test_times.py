"""Instants in words: weekday, zone and UTC, and how far off they are."""

from datetime import UTC, date, datetime, timedelta

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
        (timedelta(hours=5, minutes=10), "in 5 hours, today", "soon"),
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
