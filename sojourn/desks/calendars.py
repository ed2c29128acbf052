"""A person's due dates as a calendar (RFC 5545): what to do and by when, without a name.

It leaves for calendar programs and their servers: so no line tells whom or what it is about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from sojourn.ui.waiting import Waiting

BEFORE = timedelta(days=1)


def of(lines: Iterable[Waiting], *, at: datetime) -> bytes:
    """Lines without a date are on the desk only."""
    made = Calendar()
    made.add("prodid", "-//Sojourn//Due dates//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Sojourn: due dates")
    for line in lines:
        if line.due_at is not None:
            made.add_component(_event(line, at))
    return made.to_ical()


def _event(line: Waiting, at: datetime) -> Event:
    event, alarm = Event(), Alarm()
    mark = hashlib.sha256(f"{line.verb} {line.url}".encode()).hexdigest()[:32]
    event.add("uid", f"{mark}@{settings.HOST}")
    event.add("dtstamp", at)
    event.add("dtstart", line.due_at)
    event.add("dtend", line.due_at)
    event.add("summary", f"Due in Sojourn: {line.verb.lower()}")
    event.add("url", settings.SITE_URL + line.url)
    event.add("class", "PRIVATE")
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Due in Sojourn tomorrow")
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    return event
