"""The days on which a role of a programme is reminded; who may set them is asked by the office's letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import queries
from sojourn.calls.models import Programme, Reminder
from sojourn.journal import actions as journal


def keep_reminder(
    programme: Programme, rule: str, *, days: list[int], on: bool, by: Any, at: datetime
) -> None:
    """From now on: a day that has passed reaches nobody afterwards."""
    with transaction.atomic():
        journal.locked(programme)
        if on and days == queries.reminders.usual(rule, programme):
            rows = Reminder.objects.filter(programme=programme, rule=rule)
            if not rows.exists():
                return
        values = {"days": days, "on": on, "since": at}
        Reminder.objects.update_or_create(programme=programme, rule=rule, defaults=values)
        facts = {"rule": rule, "days": days, "on": on}
        journal.note("calls.keep_reminder", thing=programme, by=by, at=at, facts=facts)
