"""Rules of reminders, and the clock that keeps to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from sojourn.calls import actions as calls
from sojourn.calls.models import Programme
from sojourn.letters import queries, rules
from sojourn.letters.models import Reminded, Round
from sojourn.post import actions as post
from sojourn.ui import times
from sojourn.ui.gates import require
from sojourn.ui.waiting import Waiting, in_order


def set_days(programme: Programme, rule: str, *, days: list[int], on: bool, by: Any, at: datetime) -> None:
    """On which days the role of this rule is reminded, and whether at all."""
    require(rules.may_set_days(programme, by=by, at=at))
    calls.keep_reminder(programme, rule, days=days, on=on, by=by, at=at)


def remind(*, at: datetime) -> int:
    """Once a day: one letter to each who has something due on a day of the rules; how many."""
    if at.hour < queries.reminders.MORNING or queries.reminders.looked() == at.date():
        return 0
    sent = 0
    for person, programme, lines in queries.reminders.to_remind(at):
        with transaction.atomic():
            _, new = Reminded.objects.get_or_create(user=person, on=at.date())
            if new:
                _tell(person, programme, lines, at=at)
                sent += 1
    Round.objects.get_or_create(on=at.date())
    return sent


def _tell(person: Any, programme: Programme, lines: list[Waiting], *, at: datetime) -> None:
    zone = programme.call.zone
    told = [
        {
            "what": f"{line.verb} {f'{line.count} ' if line.count else ''}{line.title}",
            "due": times.instant(line.due_at, zone),
            "url": settings.SITE_URL + line.url,
        }
        for line in in_order(lines)
    ]
    context = {"lines": told, "number": len(told), "first": told[0]["what"], "programme": programme}
    post.write("letters.remind", to=person, thing=programme, at=at, context=context)


def tick(*, at: datetime) -> int:
    return remind(at=at)
