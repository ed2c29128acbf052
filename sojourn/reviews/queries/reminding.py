"""Who owes scores, and who is to be reminded of them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.calls import queries as calls
from sojourn.calls.models import Call, Programme
from sojourn.core.reminding import Owed
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Closing, Reminder
from sojourn.reviews.queries.sight import mine


def owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    """Files that still wait for their reviewer."""
    call = programme.call
    if call.reviews_by is None or call.closes_at >= at:
        return
    if Closing.objects.filter(programme=programme).exists():
        return
    asked = Assignment.objects.filter(application__programme=programme, state__in=states.OPEN)
    told = _told(call)
    for row in asked.select_related("reviewer", "application").order_by("assigned_at", "pk"):
        yield Owed(
            "reviewer", programme, row, row.reviewer.get_full_name(), call.reviews_by, call.zone,
            since=row.assigned_at, told=told.get(row.reviewer_id),
            about=row.application.applicant_id,
        )  # fmt: skip


def to_remind(at: datetime) -> list[tuple[Any, Call, int, list[Assignment]]]:
    """Reviewer, call, days before its scores are due, and the files that still wait; once a person and day.

    The files are those the person can open now: none in conflict, none of closed reviews.
    """
    found, told_today = [], set()
    schedule = calls.reminders.Schedule("reviewer")
    for call in Call.objects.filter(state="announced", closes_at__lt=at, reviews_by__isnull=False):
        today = at.astimezone(ZoneInfo(call.zone)).date()
        told_today |= set(Reminder.objects.filter(on=today).values_list("reviewer_id", flat=True))
        due: dict[Any, set[Programme]] = defaultdict(set)
        for programme in call.programmes.select_related("call").order_by("pk"):
            plan = schedule.of(programme)
            if plan.passed(call.reviews_by, call.zone, at) is None:
                continue
            for one in owed(programme, at):
                if one.thing.reviewer_id not in told_today and one.now(plan, at):
                    due[one.thing.reviewer].add(programme)
        days = (call.reviews_by.astimezone(ZoneInfo(call.zone)).date() - today).days
        for reviewer, programmes in due.items():
            rows = mine(reviewer, at).filter(state__in=states.OPEN, application__programme__in=programmes)
            if files := list(rows):
                told_today.add(reviewer.pk)
                found.append((reviewer, call, days, files))
    return found


def _told(call: Call) -> dict[Any, datetime]:
    """Reviewer -> when she was reminded of this call last."""
    zone = ZoneInfo(call.zone)
    rows = Reminder.objects.filter(call=call).order_by("on").values_list("reviewer_id", "on")
    return {pk: datetime.combine(on, time(12), tzinfo=zone) for pk, on in rows}
