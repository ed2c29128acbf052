"""When a reviewer may declare, read, score, finish and reopen."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.reviews import queries, states
from sojourn.reviews.models import Assignment
from sojourn.reviews.rules import phases
from sojourn.reviews.rules.parts import after_closing, in_review, no_conflict, not_closed, own


def may_declare(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    return first_no(own(assignment, by=by), tables.legal(states.MOVES, "declare", assignment.state))


def may_declare_none(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        own(assignment, by=by),
        after_closing(assignment.application.programme, at=at),
        no("recused", "You declared a conflict; the file stays closed.")
        if assignment.state == "recused"
        else YES,
        no_conflict(assignment, by=by),
    )


def may_read(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    """Whether the file may be opened under this assignment."""
    return first_no(
        may_declare_none(assignment, by=by, at=at),
        YES
        if assignment.declared_at
        else no("undeclared", "Say first whether you have a conflict of interest; then the file opens."),
    )


def may_score(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        may_read(assignment, by=by, at=at),
        in_review(assignment.application),
        not_closed(assignment.application.programme),
        no("final", "Your review is final. Reopen it to change something.")
        if assignment.state == "final"
        else YES,
        no("abstained", "You abstained. Open it again to score it after all.")
        if assignment.state == "abstained"
        else YES,
        phases.allows(assignment.application.programme, "may_score", at=at),
        trained(assignment.application.programme, by=by),
    )


def may_finish(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    verdict = may_score(assignment, by=by, at=at)
    missing = queries.missing_scores(assignment) if verdict else []
    names = ", ".join(one.title for one in missing)
    return first_no(verdict, no("incomplete", f"Still without a score: {names}.") if missing else YES)


def may_reopen(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        may_read(assignment, by=by, at=at),
        not_closed(assignment.application.programme),
        tables.legal(states.MOVES, "reopen", assignment.state),
        phases.allows(assignment.application.programme, "may_change", at=at),
    )


def may_abstain(assignment: Assignment, *, by: Any, at: datetime, scoring: Verdict | None = None) -> Verdict:
    """Answered without a score. `scoring`: whether it may be scored, where that is known."""
    return first_no(
        may_score(assignment, by=by, at=at) if scoring is None else scoring,
        tables.legal(states.MOVES, "abstain", assignment.state),
    )


def trained(programme: Programme, *, by: Any) -> Verdict:
    left = queries.training_left(programme, by)
    if not left:
        return YES
    return no("training", "Score the shared training cases first; then the real files open.")
