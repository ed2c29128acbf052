"""When a file may be given to somebody to review."""

from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.reviews import queries
from sojourn.reviews.models import Assignment
from sojourn.reviews.rules.parts import after_closing, in_review, not_closed, officer
from sojourn.societies import queries as societies


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
