"""The reviews of a programme end, and what the room does by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.reviews import queries, rules
from sojourn.reviews.actions.finding import sweep
from sojourn.reviews.actions.reminding import remind
from sojourn.reviews.models import Advice, Assignment, Closing, Habit, Load, Remark
from sojourn.ui.gates import require


def close(programme: Programme, *, by: Any, at: datetime) -> Closing:
    """No score of this programme changes from now on."""
    require(rules.may_close(programme, by=by, at=at))
    with transaction.atomic():
        row = Closing.objects.create(programme=programme, closed_by=by, closed_at=at)
        journal.note("reviews.close", thing=programme, by=by, at=at)
    return row


def open_again(programme: Programme, *, by: Any, at: datetime) -> None:
    require(rules.may_open_again(programme, by=by, at=at))
    with transaction.atomic():
        Closing.objects.filter(programme=programme).delete()
        journal.note("reviews.open_again", thing=programme, by=by, at=at)


def tick(*, at: datetime) -> int:
    """Look for conflicts wherever something changed since, then remind; how many of both."""
    changed = queries.to_sweep(at)
    for programme, facts in changed:
        sweep(programme, facts=facts, at=at)
    return len(changed) + remind(at=at)


def forget(person: Any, *, at: datetime) -> None:
    """Remove the free words about a person, and those a reviewer wrote; scores stay with the decision."""
    about = Assignment.objects.filter(application__applicant=person)
    written = Assignment.objects.filter(reviewer=person)
    for rows in (about, written):
        rows.update(comment="", feedback="", reason="", abstained_because="")
    Advice.objects.filter(Q(assignment__in=about) | Q(assignment__in=written)).delete()
    Remark.objects.filter(Q(application__applicant=person) | Q(author=person)).delete()
    Habit.objects.filter(person=person).delete()
    Load.objects.filter(reviewer=person).delete()
