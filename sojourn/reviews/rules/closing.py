"""When the reviews of a programme may end, and begin again."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.reviews import queries
from sojourn.reviews.rules.parts import after_closing, leads, not_closed
from sojourn.societies import queries as societies


def may_close(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(leads(programme, by=by), after_closing(programme, at=at), not_closed(programme))


def may_export_scores(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    """The office reads scores with the ranking, not one by one."""
    seat = societies.seat_of(by, programme.society)
    return first_no(
        YES if seat and seat.role == "chair" else no("not_chair", "Only the chair takes the scores out."),
        after_closing(programme, at=at),
    )


def may_open_again(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        leads(programme, by=by),
        YES if queries.closing(programme) else no("open", "The reviews of this programme are open."),
    )
