"""Instants and days in words: the weekday always, the zone always, UTC beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

ZONE = "Europe/Vienna"
SOON = 7  # days


def place(zone: str) -> str:
    """
    >>> place("America/Argentina/Buenos_Aires")
    'Buenos Aires'
    """
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def day(value: date) -> str:
    """
    >>> day(date(2024, 3, 18))
    'Monday 18 March 2024'
    """
    return f"{value:%A} {value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def instant(value: datetime, zone: str = ZONE) -> str:
    """
    >>> instant(datetime(2024, 3, 18, 22, 59, tzinfo=UTC))
    'Monday 18 March 2024, 23:59 Vienna (22:59 UTC)'
    >>> instant(datetime(2024, 3, 18, 23, 30, tzinfo=UTC))
    'Tuesday 19 March 2024, 00:30 Vienna (Monday 23:30 UTC)'
    """
    there, utc = value.astimezone(ZoneInfo(zone)), value.astimezone(UTC)
    if zone == "UTC":
        return f"{day(utc)}, {utc:%H:%M} UTC"
    other_day = "" if there.date() == utc.date() else f"{utc:%A} "
    return f"{day(there)}, {there:%H:%M} {place(zone)} ({other_day}{utc:%H:%M} UTC)"


def aware(value: date | datetime, zone: str = ZONE) -> datetime:
    """A date stands for its last minute in `zone`: due on a day means until the day is over."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59), tzinfo=ZoneInfo(zone))


def reader(value: datetime, own: str, zone: str = ZONE) -> str:
    """The same instant on the reader's clock, where it differs from what is printed already.

    >>> reader(datetime(2024, 3, 18, 22, 59, tzinfo=UTC), "Asia/Kolkata")
    'Tuesday 04:29 on your clock (Kolkata)'
    >>> reader(datetime(2024, 3, 18, 22, 59, tzinfo=UTC), "Europe/Rome")
    ''
    """
    if not own or own == "UTC" or own not in available_timezones():
        return ""
    here, there = value.astimezone(ZoneInfo(own)), value.astimezone(ZoneInfo(zone))
    if here.utcoffset() == there.utcoffset():
        return ""
    return f"{here:%A %H:%M} on your clock ({place(own)})"


def distance(value: date | datetime, at: datetime, zone: str = ZONE) -> tuple[str, str]:
    """How far off, in words, and its tone: `over`, `soon` or `later`. Days are the zone's days.

    Hours are hours that pass: the night of the clock change has one fewer or one more.

    >>> distance(datetime(2024, 3, 18, 22, 59, tzinfo=UTC), datetime(2024, 3, 12, 9, tzinfo=UTC))
    ('in 6 days', 'soon')
    >>> distance(datetime(2024, 3, 31, 21, 59, tzinfo=UTC), datetime(2024, 3, 30, 22, 59, tzinfo=UTC))
    ('in 23 hours, tomorrow', 'soon')
    """
    # in UTC: two instants of one zone would be subtracted by their wall clocks
    end, now, here = aware(value, zone).astimezone(UTC), at.astimezone(UTC), ZoneInfo(zone)
    days = (end.astimezone(here).date() - now.astimezone(here).date()).days
    if end < now:
        ago = -days
        return ("today, already past" if ago == 0 else "yesterday" if ago == 1 else f"{ago} days ago"), "over"
    if end - now < timedelta(days=1) or days == 0:
        return f"in {_left(int((end - now).total_seconds()) // 60)}, {('today', 'tomorrow')[days]}", "soon"
    words = (
        "tomorrow" if days == 1 else f"in {days} days" if days <= 90 else f"in {round(days / 30.4)} months"
    )
    return words, "soon" if days <= SOON else "later"


def _left(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return "less than a minute"
    if not hours:
        return _count(rest, "minute")
    exact = rest and hours < 6  # near the end every minute counts
    return _count(hours, "hour") + (f" {_count(rest, 'minute')}" if exact else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
