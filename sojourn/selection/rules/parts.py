"""Parts that several rules share."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Call, Programme
from sojourn.core.verdict import YES, Verdict, no
from sojourn.reviews import queries as reviews
from sojourn.selection import queries
from sojourn.societies import queries as societies

NOT_CHAIR = no("not_chair", "Only the chair of the committee does this.")

NOT_OFFICE = no("not_office", "Only the federation's officer does this.")

NOT_YOURS = no("not_yours", "This is not yours to decide.")


def leads(programme: Programme, *, by: Any) -> Verdict:
    if queries.is_chair(by, programme) or societies.is_officer(by, programme.society):
        return YES
    return NOT_CHAIR


def decides_some(programme: Programme, *, by: Any) -> Verdict:
    """Who leads, or the vice chair where a conflict bars the chair."""
    found = leads(programme, by=by)
    return YES if not found and queries.deputises(by, programme) else found


def after_closing(programme: Programme, *, at: datetime) -> Verdict:
    if reviews.begun(programme.call, at):
        return YES
    return no("not_closed", "The call is still open.")


def parts_left(call: Call) -> Verdict:
    """Told to the federation's office only: a chair must not learn that there is such a part."""
    names = ", ".join(one.society.acronym for one in queries.unfinished(call))
    return (
        no("left", f"The part of the ranking that the chair may not see is not decided yet: {names}.")
        if names
        else YES
    )


def many(number: int, noun: str) -> str:
    return f"{number} {noun} is" if number == 1 else f"{number} {noun}s are"
