"""Who is to be reminded of scores that are due, today."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.calls.models import Call
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Closing, Reminder
from sojourn.reviews.queries.sight import mine


def to_remind(at: datetime) -> list[tuple[Any, Call, int, list[Assignment]]]:
    """Reviewer, call, days before its scores are due, and the files that still wait; once a person and day.

    The files are those the person can open now: none in conflict, none of closed reviews.
    """
    found, told = [], set()
    for call in Call.objects.filter(state="announced", closes_at__lt=at, reviews_by__isnull=False):
        zone = ZoneInfo(call.zone)
        today = at.astimezone(zone).date()
        days = (call.reviews_by.astimezone(zone).date() - today).days
        if days not in call.reviewer_chasers:
            continue
        told |= set(Reminder.objects.filter(on=today).values_list("reviewer_id", flat=True))
        closed = Closing.objects.filter(programme__call=call).values("programme_id")
        asked = Assignment.objects.filter(application__programme__call=call, state__in=states.OPEN)
        for row in asked.exclude(application__programme__in=closed).select_related("reviewer"):
            if row.reviewer_id in told:
                continue
            told.add(row.reviewer_id)
            waiting = mine(row.reviewer, at).filter(state__in=states.OPEN, application__programme__call=call)
            rows = list(waiting.exclude(application__programme__in=closed))
            if rows:
                found.append((row.reviewer, call, days, rows))
    return found
