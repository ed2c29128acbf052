"""Rules of reminders, and the clock that keeps to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.letters import queries, rules
from sojourn.letters.models import Reminded, Round, Rule
from sojourn.post import actions as post
from sojourn.ui import times
from sojourn.ui.gates import require


def set_days(programme: Programme, values: dict[str, list[int]], *, by: Any, at: datetime) -> None:
    """Role -> the days on which it is reminded; none: never."""
    require(rules.may_set_days(programme, by=by, at=at))
    with transaction.atomic():
        for role, days in values.items():
            Rule.objects.update_or_create(programme=programme, role=role, defaults={"days": days})
        journal.note("letters.set_days", thing=programme, by=by, at=at, facts=values)


def remind(*, at: datetime) -> int:
    """Once a day: one letter to each who has something due on a day of the rules; how many."""
    if at.hour < queries.reminders.MORNING or queries.reminders.looked(at.date()):
        return 0
    sent = 0
    for person, programme, lines in queries.reminders.to_remind(at):
        with transaction.atomic():
            _, new = Reminded.objects.get_or_create(user=person, on=at.date())
            if new:
                zone = programme.call.zone
                told = [
                    {"what": f"{line.verb} {f'{line.count} ' if line.count else ''}{line.title}",
                     "due": times.instant(line.due_at, zone),
                     "url": settings.SITE_URL + line.url}
                    for line in lines
                ]  # fmt: skip
                context = {
                    "lines": told,
                    "number": len(told),
                    "first": told[0]["what"],
                    "programme": programme,
                }
                post.write("letters.remind", to=person, thing=programme, at=at, context=context)
                sent += 1
    Round.objects.get_or_create(on=at.date())
    return sent


def tick(*, at: datetime) -> int:
    return remind(at=at)
