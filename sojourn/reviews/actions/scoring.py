"""A review is written, finished and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.reviews import queries, rules, states
from sojourn.reviews.models import Advice, Assignment, Score
from sojourn.ui.gates import require


class Stale(Exception):
    """Somebody (the same person in another tab) saved in between; `assignment` is the row as it is now."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__("saved in between")
        self.assignment = assignment


def score(
    assignment: Assignment, values: Mapping[Any, Any], *, version: int | None = None, by: Any, at: datetime
) -> Assignment:
    """Save what is given: criterion id -> level, `comment`, `feedback`, `advice`; a draft may lack some.

    `advice` maps a criterion's id to what would have helped; empty words take it away.

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
        _advise(assignment, {key: text for key, text in values.get("advice", {}).items() if key in criteria})
    return assignment


def _advise(assignment: Assignment, given: Mapping[int, str]) -> None:
    Advice.objects.filter(
        assignment=assignment, criterion__in=[key for key in given if not given[key]]
    ).delete()
    Advice.objects.bulk_create(
        (Advice(assignment=assignment, criterion_id=key, text=text) for key, text in given.items() if text),
        update_conflicts=True,
        unique_fields=["assignment", "criterion"],
        update_fields=["text"],
    )


def abstain(assignment: Assignment, *, reason: str, by: Any, at: datetime) -> Assignment:
    """Answered, without a score; the chair reads why. A draft's levels stay and do not count."""
    require(rules.may_abstain(assignment, by=by, at=at))
    also = {"abstained_because": reason}
    return journal.turn(assignment, "abstain", moves=states.MOVES, by=by, at=at, reason=reason, also=also)


def finish_ready(programme: Programme, *, by: Any, at: datetime) -> int:
    """Make every draft final that has all its scores; how many."""
    rows = queries.ready(by, at, programme)
    with transaction.atomic():
        for row in rows:
            finish(row, by=by, at=at)
    return len(rows)


def finish(assignment: Assignment, *, by: Any, at: datetime) -> Assignment:
    """Final: from now on the colleagues' final scores can be read, and one's own by them."""
    require(rules.may_finish(assignment, by=by, at=at))
    return journal.turn(assignment, "finish", moves=states.MOVES, by=by, at=at, also={"finished_at": at})


def reopen(assignment: Assignment, *, by: Any, at: datetime) -> Assignment:
    """Take one's own final review up again; the journal keeps that the colleagues' scores had been open."""
    require(rules.may_reopen(assignment, by=by, at=at))
    return journal.turn(
        assignment,
        "reopen",
        moves=states.MOVES,
        by=by,
        at=at,
        also={"finished_at": None, "abstained_because": ""},
    )


def opened(application: Application, *, by: Any, at: datetime) -> None:
    """Somebody of the committee took the dossier: reads of personal files are remembered."""
    journal.note("reviews.dossier", thing=application, by=by, at=at)


def looked(application: Application, *, by: Any, at: datetime) -> None:
    """Somebody read the file on the page; once a day is enough to know it."""
    if not queries.looked_today(application, by, at):
        journal.note("reviews.look", thing=application, by=by, at=at)
