"""Who may assign, score and see, and when."""

from datetime import datetime
from typing import Any

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.reviews import queries, states
from sojourn.reviews.models import Assignment
from sojourn.societies import queries as societies

OFFICE = no("not_officer", "Only the society's officer does this.")
CONFLICT = no("conflict", "A conflict of interest stands between you and this application.")


def may_assign_all(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(officer(programme, by=by), after_closing(programme, at=at), not_closed(programme))


def may_assign(application: Application, reviewer: Any, *, by: Any, at: datetime) -> Verdict:
    programme = application.programme
    seat = societies.seat_of(reviewer, programme.society)
    return first_no(
        officer(programme, by=by),
        after_closing(programme, at=at),
        not_closed(programme),
        in_review(application),
        YES if seat else no("no_seat", "This person has no seat in the society's committee."),
        no("conflict", "A conflict of interest bars this person from the application.")
        if queries.barred(reviewer, application)
        else YES,
    )


def may_unassign(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        officer(assignment.application.programme, by=by),
        YES
        if assignment.state == "assigned"
        else no("begun", "This review has begun; the reviewer can step back, nobody else can take it away."),
    )


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
    )


def may_close(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(leads(programme, by=by), after_closing(programme, at=at), not_closed(programme))


def may_open_again(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        leads(programme, by=by),
        YES if queries.closing(programme) else no("open", "The reviews of this programme are open."),
    )


def officer(programme: Programme, *, by: Any) -> Verdict:
    return YES if by is not None and societies.is_officer(by, programme.society) else OFFICE


def leads(programme: Programme, *, by: Any) -> Verdict:
    seat = societies.seat_of(by, programme.society) if by is not None else None
    if seat is not None and seat.role == "chair":
        return YES
    if officer(programme, by=by):
        return YES
    return no("not_chair", "Only the chair or the society's officer does this.")


def own(assignment: Assignment, *, by: Any) -> Verdict:
    mine = by is not None and by.pk == assignment.reviewer_id
    return YES if mine else no("not_yours", "This review is somebody else's.")


def no_conflict(assignment: Assignment, *, by: Any) -> Verdict:
    return CONFLICT if queries.barred(by, assignment.application) else YES


def in_review(application: Application) -> Verdict:
    if application.state in application_states.REVIEWED:
        return YES
    return no("not_in_review", "This application is not before the committee.")


def after_closing(programme: Programme, *, at: datetime) -> Verdict:
    if queries.begun(programme.call, at):
        return YES
    return no("not_closed", "The call is still open; nobody reads applications before it has closed.")


def not_closed(programme: Programme) -> Verdict:
    if queries.closing(programme):
        return no(
            "reviews_closed", "The reviews of this programme are closed; the chair can open them again."
        )
    return YES
