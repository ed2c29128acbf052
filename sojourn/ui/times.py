"""Instants and days in words: the weekday always, the zone always, UTC beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

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


def distance(value: date | datetime, at: datetime, zone: str = ZONE) -> tuple[str, str]:
    """How far off, in words, and its tone: `over`, `soon` or `later`. Days are the zone's days.

    >>> distance(datetime(2024, 3, 18, 22, 59, tzinfo=UTC), datetime(2024, 3, 12, 9, tzinfo=UTC))
    ('in 6 days', 'soon')
    """
    end, here = aware(value, zone), ZoneInfo(zone)
    days = (end.astimezone(here).date() - at.astimezone(here).date()).days
    if end < at:
        ago = -days
        return ("today, already past" if ago == 0 else "yesterday" if ago == 1 else f"{ago} days ago"), "over"
    if days == 0:
        hours, minutes = divmod(int((end - at).total_seconds()) // 60, 60)
        left = _count(hours, "hour") if hours else _count(minutes, "minute")
        return f"in {left}, today", "soon"
    words = (
        "tomorrow" if days == 1 else f"in {days} days" if days <= 90 else f"in {round(days / 30.4)} months"
    )
    return words, "soon" if days <= SOON else "later"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
