"""Who may say that something is seen to before the arrival."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.placements import queries, states
from sojourn.placements.models import Errand


def may_finish_errand(row: Errand, *, by: Any, at: datetime) -> Verdict:
    """Its owner, or the office, which hears of it by telephone."""
    return first_no(_theirs(row, by), tables.legal(states.ERRAND_MOVES, "finish_errand", row.state))


def may_spare_errand(row: Errand, *, by: Any, at: datetime) -> Verdict:
    """Whoever asked for it lets it go: the centre, or the office. What only some need, the fellow knows."""
    own = row.of_whom == "visa" and queries.is_fellow(by, row.placement)
    asks = own or queries.is_centre(by, row.placement) or queries.is_office(by, row.placement)
    return first_no(
        YES if asks else no("not-asking", "Only the centre or the office lets this go."),
        tables.legal(states.ERRAND_MOVES, "spare_errand", row.state),
    )


def may_reopen_errand(row: Errand, *, by: Any, at: datetime) -> Verdict:
    return first_no(_theirs(row, by), tables.legal(states.ERRAND_MOVES, "reopen_errand", row.state))


def _theirs(row: Errand, by: Any) -> Verdict:
    placement = row.placement
    owner = {"fellow": queries.is_fellow, "centre": queries.is_centre, "office": queries.is_office}[row.owner]
    if owner(by, placement) or queries.is_office(by, placement):
        return YES
    return no("not-theirs", f"{row.get_owner_display()} sees to this.")
