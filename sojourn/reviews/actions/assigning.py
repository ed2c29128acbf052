"""Who gets what to review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.reviews import queries, rules, states
from sojourn.reviews.actions.finding import look_at, note_found, sweep
from sojourn.reviews.models import Assignment, Load
from sojourn.ui import times
from sojourn.ui.gates import require


def assign_all(
    programme: Programme,
    *,
    way: str = "balanced",
    late: Collection[Any] = (),
    shown: str = "",
    by: Any,
    at: datetime,
) -> list[Assignment]:
    """Note the conflicts found, then give every application its reviewers. The new assignments.

    `shown` is the digest of the plan that somebody confirms: where the facts have changed since, nothing is
    done. `late` are ids of reviewers who hand their open files over, after the date of the reviews only.
    """
    require(rules.may_assign_all(programme, by=by, at=at))
    if late:
        require(rules.may_release(programme, by=by, at=at))
    with transaction.atomic():
        journal.locked(programme)  # two officers who confirm at once: the second sees that it has changed
        plan = queries.plan(programme, by, way=way, late=late)
        if shown and shown != plan.digest:
            require(rules.CHANGED)
        note_found(programme, plan.found, by=by, at=at)
        _sweep_once(programme, at)
        for row in plan.released:
            journal.turn(row, "release", moves=states.MOVES, by=by, at=at)
        _tell_late(plan.released, programme, at)
        made = _give(plan.pairs, by=by, at=at)
        if made:
            facts = {"assignments": [str(row.pk) for row in made], "short": sum(plan.short.values())}
            journal.note("reviews.assign_all", thing=programme, by=by, at=at, facts=facts)
            _tell(made, programme, at)
    return made


def _give(wanted: list[tuple[Application, Any]], *, by: Any, at: datetime) -> list[Assignment]:
    """An assignment for each pair of application and seat; what was begun once is taken up again."""
    known = {
        (row.application_id, row.reviewer_id): row
        for row in Assignment.objects.filter(application__in=[one for one, _ in wanted])
    }
    pairs = [(one, seat, known.get((one.pk, seat.user_id))) for one, seat in wanted]
    made = Assignment.objects.bulk_create(
        Assignment(
            application=application,
            reviewer=seat.user,
            substitute=seat.role == "substitute",
            assigned_at=at,
        )
        for application, seat, row in pairs
        if row is None
    )
    return made + [_again(row, by=by, at=at) for _, _, row in pairs if row is not None]


def _sweep_once(programme: Programme, at: datetime) -> None:
    """Files open to the chair once conflicts were looked for in all of them: not only when the clock does."""
    if not queries.swept(programme):
        sweep(programme, at=at)


def _again(row: Assignment, *, by: Any, at: datetime) -> Assignment:
    """The conflict was cleared, or somebody is asked once more: what was begun is still there."""
    also = {"assigned_at": at, "declared_at": None, "reason": ""}
    return journal.turn(row, "assign", moves=states.MOVES, by=by, at=at, also=also)


def assign_by_hand(
    programme: Programme,
    wanted: Collection[tuple[Any, int]],
    *,
    of: Collection[Any],
    shown: str,
    by: Any,
    at: datetime,
) -> tuple[int, int]:
    """A table of applications x seats as it was shown and confirmed; how many were given and taken back.

    `of` are ids of the applications in the table, `wanted` pairs of application and seat that are marked.
    """
    require(rules.may_assign_by_hand(programme, by=by, at=at))
    with transaction.atomic():
        journal.locked(programme)
        plan = queries.by_hand(programme, by, of=of, wanted=wanted)
        if shown != plan.digest:
            require(rules.CHANGED)
        note_found(programme, plan.found, by=by, at=at)
        _sweep_once(programme, at)
        for row in plan.removed:
            journal.note("reviews.unassign", thing=row, by=by, at=at)
            row.delete()
        made = _give(plan.added, by=by, at=at)
        facts = {"assignments": [str(row.pk) for row in made], "taken_back": len(plan.removed)}
        journal.note("reviews.assign_by_hand", thing=programme, by=by, at=at, facts=facts)
        _tell(made, programme, at)
    return len(made), len(plan.removed)


def assign(
    application: Application, reviewer: Any, *, substitute: bool = False, by: Any, at: datetime
) -> Assignment:
    """Give one application to one person with a seat; asking twice gives the same assignment."""
    require(rules.may_assign_all(application.programme, by=by, at=at))
    look_at(application, reviewer, by=by, at=at)  # before anything is sent to anybody
    _sweep_once(application.programme, at)
    require(rules.may_assign(application, reviewer, by=by, at=at))
    with transaction.atomic():
        row, new = Assignment.objects.get_or_create(
            application=application,
            reviewer=reviewer,
            defaults={"substitute": substitute, "assigned_at": at},
        )
        if new:
            journal.note("reviews.assign", thing=row, by=by, at=at)
        elif row.state in states.MOVES["assign"][0]:
            row = _again(row, by=by, at=at)
        else:
            return row
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


def _tell_late(released: list[Assignment], programme: Programme, at: datetime) -> None:
    """One letter for all that somebody hands over."""
    taken = defaultdict(list)
    for row in released:
        taken[row.reviewer].append(row)
    for reviewer, rows in taken.items():
        context = {"programme": programme, "number": len(rows), "call": programme.call}
        post.write("reviews.release", to=reviewer, thing=rows[0], at=at, context=context)


def decline(assignment: Assignment, *, reason: str, by: Any, at: datetime) -> Assignment:
    """The reviewer hands a file back; the office gives it to somebody else."""
    require(rules.may_decline(assignment, by=by, at=at))
    return journal.turn(assignment, "decline", moves=states.MOVES, by=by, at=at, also={"reason": reason})


def limit(
    programme: Programme, reviewer: Any, *, most: int | None, topics: list[str], by: Any, at: datetime
) -> Load:
    """How much somebody takes on, and of which topics; the next plan keeps to it."""
    require(rules.may_limit(programme, reviewer, by=by, at=at))
    with transaction.atomic():
        values = {"most": most, "topics": topics, "stated_at": at}
        row, _ = Load.objects.update_or_create(programme=programme, reviewer=reviewer, defaults=values)
        journal.note("reviews.limit", thing=row, by=by, at=at, facts={"most": most})
    return row


def unassign(assignment: Assignment, *, by: Any, at: datetime) -> None:
    """Take back an assignment that has not begun."""
    require(rules.may_unassign(assignment, by=by, at=at))
    with transaction.atomic():
        journal.note("reviews.unassign", thing=assignment, by=by, at=at)
        assignment.delete()
