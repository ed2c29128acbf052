"""When the reviews of a programme may end, and begin again."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.reviews import queries
from sojourn.reviews.rules.parts import after_closing, leads, not_closed


def may_close(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(leads(programme, by=by), after_closing(programme, at=at), not_closed(programme))


def may_open_again(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        leads(programme, by=by),
        YES if queries.closing(programme) else no("open", "The reviews of this programme are open."),
    )
