"""When a file may be given to somebody to review."""

from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.reviews import queries, states
from sojourn.reviews.models import Assignment
from sojourn.reviews.rules.parts import after_closing, in_review, not_closed, officer, own
from sojourn.societies import queries as societies


def may_assign_all(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(officer(programme, by=by), after_closing(programme, at=at), not_closed(programme))


may_assign_by_hand = may_assign_all


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


CHANGED = no(
    "changed",
    "Something has changed since this plan was shown. Nothing was assigned; look at the plan as it is now.",
)


def may_release(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """Files of late reviewers go to others only once they are late."""
    due = programme.call.reviews_by
    return first_no(
        may_assign_all(programme, by=by, at=at),
        YES if due and at >= due else no("not_late", "The scores are not due yet; nobody is late."),
    )


def may_decline(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        own(assignment, by=by),
        in_review(assignment.application),
        not_closed(assignment.application.programme),
        tables.legal(states.MOVES, "decline", assignment.state),
    )


def may_limit(programme: Programme, reviewer: Any, *, by: Any, at: datetime) -> Verdict:
    """A person with a seat for herself, the office for everybody."""
    seat = societies.seat_of(reviewer, programme.society)
    return first_no(
        YES if seat else no("no_seat", "This person has no seat in the society's committee."),
        YES if by is not None and by == reviewer else officer(programme, by=by),
        not_closed(programme),
    )


def may_unassign(assignment: Assignment, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        officer(assignment.application.programme, by=by),
        YES
        if assignment.state == "assigned"
        else no("begun", "This review has begun; the reviewer can step back, nobody else can take it away."),
    )
