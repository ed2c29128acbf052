"""Conflicts that the system finds are noted before anybody is given a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.reviews import queries, states
from sojourn.reviews.models import Assignment, Sweep
from sojourn.societies import actions as societies
from sojourn.societies import queries as committees


def sweep(programme: Programme, *, facts: str = "", at: datetime) -> int:
    """Look for conflicts in everything that may come before the committee; the number of those found.

    Reviews that a conflict bars since they were given count no longer, whoever noted it.
    """
    with transaction.atomic():
        facts = facts or queries.swept_facts(programme)
        applications = queries.swept_applications(programme)
        seats = list(committees.seats(programme.society).select_related("user"))
        found = queries.find_conflicts(programme, applications, seats)
        note_found(programme, found, by=None, at=at)
        Sweep.objects.update_or_create(programme=programme, defaults={"facts": facts, "swept_at": at})
    return len(found)


def look_at(application: Application, reviewer: Any, *, by: Any, at: datetime) -> None:
    """The same for one application and one person, at the moment of giving or opening it."""
    seats = committees.seats(application.programme.society).select_related("user").filter(user=reviewer)
    found = queries.find_conflicts(application.programme, [application], seats)
    note_found(application.programme, found, by=by, at=at)


def note_found(programme: Programme, found: Iterable[queries.Found], *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        for one in found:
            societies.find(
                programme.society,
                one.seat.user,
                against=one.application.applicant,
                institution="",
                ground=one.ground,
                grade=one.grade,
                explanation=one.explanation,
                by=by,
                at=at,
            )
        bar(programme, at=at)


def bar(programme: Programme, *, at: datetime) -> int:
    """Whom a conflict bars has no review any more, begun or final."""
    rows = list(
        Assignment.objects.filter(application__programme=programme, state__in=states.ACTIVE).select_related(
            "application"
        )
    )
    conflicts = queries.book({row.reviewer_id for row in rows})
    barred = [row for row in rows if conflicts.barred(row.reviewer_id, row.application)]
    for row in barred:
        journal.turn(row, "bar", moves=states.MOVES, by=None, at=at)
    return len(barred)
