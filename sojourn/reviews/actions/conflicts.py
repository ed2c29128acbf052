"""What a reviewer declares before a file opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import queries as calls
from sojourn.journal import actions as journal
from sojourn.reviews import rules, states
from sojourn.reviews.actions.finding import look_at
from sojourn.reviews.models import Assignment
from sojourn.societies import actions as societies
from sojourn.ui.gates import require


def declare(
    assignment: Assignment,
    *,
    ground: str,
    explanation: str = "",
    grade: str = "",
    by: Any,
    at: datetime,
) -> Assignment:
    """A conflict: the society notes it; a barring one recuses, and from then on the person learns nothing.

    Without a grade it is the programme's for this ground.
    """
    require(rules.may_declare(assignment, by=by, at=at))
    application = assignment.application
    grades = calls.conflict_grades(application.programme)
    grade = grade or ("disclosed" if grades.get(ground) == "disclosed" else "bars")
    with transaction.atomic():
        societies.declare(
            application.programme.society,
            assignment.reviewer,
            against=application.applicant,
            ground=ground,
            grade=grade,
            explanation=explanation,
            by=by,
            at=at,
        )
        if grade == "bars":
            journal.turn(assignment, "declare", moves=states.MOVES, by=by, at=at, facts={"ground": ground})
    return assignment


def declare_none(assignment: Assignment, *, by: Any, at: datetime) -> Assignment:
    """No conflict: the file opens."""
    require(rules.may_declare_none(assignment, by=by, at=at))
    look_at(assignment.application, assignment.reviewer, by=by, at=at)
    require(rules.may_declare_none(assignment, by=by, at=at))
    if assignment.declared_at is None:
        with transaction.atomic():
            assignment.declared_at = at
            assignment.save(update_fields=["declared_at"])
            journal.note("reviews.declare_none", thing=assignment, by=by, at=at)
    return assignment
