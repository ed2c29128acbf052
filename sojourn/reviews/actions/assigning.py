"""Who gets what to review."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.reviews import queries, rules
from sojourn.reviews.models import Assignment
from sojourn.societies import actions as societies
from sojourn.ui import times
from sojourn.ui.gates import require


def assign_all(programme: Programme, *, by: Any, at: datetime) -> list[Assignment]:
    """Note the conflicts found, then give every application its reviewers. Only adds; the new assignments."""
    require(rules.may_assign_all(programme, by=by, at=at))
    with transaction.atomic():
        plan = queries.plan(programme)
        for found in plan.found:
            societies.find(
                programme.society,
                found.seat.user,
                against=found.application.applicant,
                institution="",
                ground=found.ground,
                grade=found.grade,
                explanation=found.explanation,
                by=by,
                at=at,
            )
        made = Assignment.objects.bulk_create(
            Assignment(
                application=application,
                reviewer=seat.user,
                substitute=seat.role == "substitute",
                assigned_at=at,
            )
            for application, seat in plan.pairs
        )
        if made:
            facts = {"assignments": [str(row.pk) for row in made], "short": sum(plan.short.values())}
            journal.note("reviews.assign_all", thing=programme, by=by, at=at, facts=facts)
            _tell(made, programme, at)
    return made


def assign(
    application: Application, reviewer: Any, *, substitute: bool = False, by: Any, at: datetime
) -> Assignment:
    """Give one application to one person with a seat; asking twice gives the same assignment."""
    require(rules.may_assign(application, reviewer, by=by, at=at))
    with transaction.atomic():
        row, new = Assignment.objects.get_or_create(
            application=application,
            reviewer=reviewer,
            defaults={"substitute": substitute, "assigned_at": at},
        )
        if new:
            journal.note("reviews.assign", thing=row, by=by, at=at)
            _tell([row], application.programme, at)
    return row


def _tell(made: list[Assignment], programme: Programme, at: datetime) -> None:
    """One letter per reviewer, whatever the number."""
    given = defaultdict(list)
    for row in made:
        given[row.reviewer].append(row)
    for reviewer, rows in given.items():
        call = programme.call
        due = times.instant(call.reviews_by, call.zone) if call.reviews_by else ""
        context = {"programme": programme, "number": len(rows), "call": call, "due": due}
        post.write("reviews.assign", to=reviewer, thing=rows[0], at=at, context=context)


def unassign(assignment: Assignment, *, by: Any, at: datetime) -> None:
    """Take back an assignment that has not begun."""
    require(rules.may_unassign(assignment, by=by, at=at))
    with transaction.atomic():
        journal.note("reviews.unassign", thing=assignment, by=by, at=at)
        assignment.delete()
