"""Assign, declare, score, finish, reopen; close the reviews of a programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.reviews import queries, rules, states
from sojourn.reviews.models import Assignment, Closing, Score
from sojourn.societies import actions as societies
from sojourn.ui import times
from sojourn.ui.gates import require


class Stale(Exception):
    """Somebody (the same person in another tab) saved in between; `assignment` is the row as it is now."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__("saved in between")
        self.assignment = assignment


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


def declare(
    assignment: Assignment,
    *,
    ground: str,
    explanation: str = "",
    grade: str = "bars",
    by: Any,
    at: datetime,
) -> Assignment:
    """A conflict: the society notes it; a barring one recuses, and from then on the person learns nothing."""
    require(rules.may_declare(assignment, by=by, at=at))
    application = assignment.application
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
    if assignment.declared_at is None:
        with transaction.atomic():
            assignment.declared_at = at
            assignment.save(update_fields=["declared_at"])
            journal.note("reviews.declare_none", thing=assignment, by=by, at=at)
    return assignment


def score(
    assignment: Assignment, values: Mapping[Any, Any], *, version: int | None = None, by: Any, at: datetime
) -> Assignment:
    """Save what is given: criterion id -> level, `comment`, `feedback`; a draft may lack some.

    Raises Stale where `version` is not that of the row.
    """
    require(rules.may_score(assignment, by=by, at=at))
    criteria = {one.pk: one for one in queries.criteria_of(assignment.application.programme)}
    levels = {
        int(key): value for key, value in values.items() if str(key).isdigit() and value not in (None, "")
    }
    wrong = [key for key in levels if key not in criteria]
    if wrong:
        require(no("unknown_criterion", "This criterion is not of this programme."))
    with transaction.atomic():
        row = journal.locked(assignment)
        if version is not None and row.version != version:
            raise Stale(row)
        also = {name: values[name] for name in ("comment", "feedback") if name in values}
        also["version"] = row.version + 1
        journal.turn(assignment, "score", moves=states.MOVES, by=by, at=at, also=also)
        Score.objects.bulk_create(
            (
                Score(
                    assignment=assignment,
                    criterion=criteria[key],
                    value=int(value),
                    lowest=criteria[key].lowest,
                    highest=criteria[key].highest,
                )
                for key, value in levels.items()
            ),
            update_conflicts=True,
            unique_fields=["assignment", "criterion"],
            update_fields=["value", "lowest", "highest"],
        )
    return assignment


def finish(assignment: Assignment, *, by: Any, at: datetime) -> Assignment:
    """Final: from now on the colleagues' final scores can be read, and one's own by them."""
    require(rules.may_finish(assignment, by=by, at=at))
    return journal.turn(assignment, "finish", moves=states.MOVES, by=by, at=at, also={"finished_at": at})


def reopen(assignment: Assignment, *, by: Any, at: datetime) -> Assignment:
    """Take one's own final review up again; the journal keeps that the colleagues' scores had been open."""
    require(rules.may_reopen(assignment, by=by, at=at))
    return journal.turn(assignment, "reopen", moves=states.MOVES, by=by, at=at, also={"finished_at": None})


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


def opened(application: Application, *, by: Any, at: datetime) -> None:
    """Somebody of the committee took the dossier: reads of personal files are remembered."""
    journal.note("reviews.dossier", thing=application, by=by, at=at)


def tick(*, at: datetime) -> None:
    """The clock changes nothing here: what is late is seen on the desk."""


def forget(person: Any, *, at: datetime) -> None:
    """Remove the free words about a person, and those a reviewer wrote; scores stay with the decision."""
    about = Assignment.objects.filter(application__applicant=person)
    written = Assignment.objects.filter(reviewer=person)
    for rows in (about, written):
        rows.update(comment="", feedback="")
