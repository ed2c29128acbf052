"""Reviewers are reminded before, on and after the day on which their scores are due."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from sojourn.post import actions as post
from sojourn.reviews import queries
from sojourn.reviews.models import Reminder
from sojourn.ui import times


def remind(*, at: datetime) -> int:
    """One letter a day at most for each person; how many were written."""
    sent = 0
    for reviewer, call, days, rows in queries.to_remind(at):
        with transaction.atomic():
            on = at.astimezone(ZoneInfo(call.zone)).date()
            _, new = Reminder.objects.get_or_create(
                reviewer=reviewer, on=on, defaults={"call": call, "days": days}
            )
            if new:
                due = times.instant(call.reviews_by, call.zone)
                context = {"call": call, "number": len(rows), "due": due, "days": days, "first": rows[0]}
                post.write("reviews.remind", to=reviewer, thing=rows[0], at=at, context=context)
                sent += 1
    return sent
