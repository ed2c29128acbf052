"""When a reminder of something that is due goes out, by the days of a rule.

A rule is a list of days before the due day, negative after it. Its moments are seven in the morning of these
days where the call lives, or their midnight where it is due before seven. Of several moments that have
passed only the last one counts, so that a worker which slept sends one letter and not a heap; whoever was
asked, or told, less than a day before a moment is not reminded on top of it. A moment more than a week ago
is nobody's any more, nor one that had passed when the rule was changed.

>>> from datetime import UTC
>>> due, week = datetime(2024, 3, 10, 22, 59, tzinfo=UTC), Plan((7, 1))
>>> one = Owed("referee", None, None, "Ben", due, "Europe/Vienna", since=datetime(2024, 1, 1, tzinfo=UTC))
>>> one.now(week, datetime(2024, 3, 3, 6, 1, tzinfo=UTC)).isoformat()
'2024-03-03T07:00:00+01:00'
>>> one.now(week, datetime(2024, 3, 3, 5, 59, tzinfo=UTC)) is None
True
>>> one.coming(week, datetime(2024, 3, 4, tzinfo=UTC)).isoformat()
'2024-03-09T07:00:00+01:00'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MORNING = 7  # o'clock, where the call lives
DAY = timedelta(days=1)
MADE_GOOD = timedelta(days=7)  # for so long a missed moment is caught up with


def moment(due: datetime, days: int, zone: str) -> datetime:
    """When the reminder of this day before `due` leaves."""
    there = ZoneInfo(zone)
    day = due.astimezone(there).date() - timedelta(days=days)
    hour = MORNING if due.astimezone(there).hour >= MORNING else 0
    return datetime(day.year, day.month, day.day, hour, tzinfo=there)


@dataclass(frozen=True)
class Plan:
    """The days of a rule, and since when they are these."""

    days: tuple[int, ...] = ()
    since: datetime | None = None

    def moments(self, due: datetime, zone: str) -> list[tuple[datetime, int]]:
        """In their order, each with its day."""
        found = [(moment(due, one, zone), one) for one in self.days]
        return sorted(one for one in found if self.since is None or one[0] > self.since)

    def passed(self, due: datetime, zone: str, at: datetime) -> tuple[datetime, int] | None:
        """The last one that has passed, and not long ago."""
        found = max((one for one in self.moments(due, zone) if one[0] <= at), default=None)
        return found if found is not None and found[0] > at - MADE_GOOD else None


@dataclass(frozen=True)
class Owed:
    """What somebody owes by a day. `since` is when it was asked for, `told` when its reader was last
    reminded; `about` is the applicant whom it concerns, so that a conflict of interest can bar its reader."""

    rule: str
    programme: Any
    thing: Any
    name: str
    due_at: datetime
    zone: str
    since: datetime | None = None
    told: datetime | None = None
    about: Any = None

    def now(self, plan: Plan, at: datetime) -> datetime | None:
        """The moment whose letter is to be written now; None: none is."""
        found = plan.passed(self.due_at, self.zone, at)
        if found is None or (self.since is not None and self.since > found[0] - DAY):
            return None
        return None if self.told is not None and self.told >= found[0] else found[0]

    def day(self, instant: datetime) -> int:
        """Of which day of the rule a moment is."""
        there = ZoneInfo(self.zone)
        return (self.due_at.astimezone(there).date() - instant.astimezone(there).date()).days

    def coming(self, plan: Plan, at: datetime) -> datetime | None:
        """When its reader is reminded next, as far as it is known now."""
        for instant, _ in plan.moments(self.due_at, self.zone):
            rested = self.since is None or self.since <= instant - DAY
            fresh = self.told is None or self.told < instant
            if instant > at and rested and fresh:
                return instant
        return None
