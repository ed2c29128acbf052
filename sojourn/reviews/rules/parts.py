"""Parts that several rules share."""

from datetime import datetime
from typing import Any

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, no
from sojourn.reviews import queries
from sojourn.reviews.models import Assignment
from sojourn.societies import queries as societies

OFFICE = no("not_officer", "Only the society's officer does this.")

CONFLICT = no("conflict", "A conflict of interest stands between you and this application.")


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
