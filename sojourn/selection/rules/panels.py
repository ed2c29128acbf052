"""When a committee may decide, sign and open again."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.reviews import queries as reviews
from sojourn.selection import queries, states
from sojourn.selection.models import Panel
from sojourn.selection.rules.parts import NOT_CHAIR, after_closing, leads, many


def may_open_panel(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(YES if by is None else leads(programme, by=by), after_closing(programme, at=at))


def may_decide(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    """The chair; or an officer, for the rows that the chair may not see."""
    return first_no(
        leads(panel.programme, by=by),
        after_closing(panel.programme, at=at),
        YES
        if panel.state == "open"
        else no(
            "signed", "The ranking is signed. The chair can reopen it with a reason until the match is run."
        ),
    )


def may_sign(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    verdict = first_no(
        YES if queries.is_chair(by, panel.programme) else NOT_CHAIR,
        tables.legal(states.PANEL_MOVES, "sign", panel.state),
    )
    if not verdict:
        return verdict
    chair, office = queries.open_decisions(panel.programme)
    waiting = reviews.open_reviews(panel.programme)
    closed = reviews.closing(panel.programme)
    return first_no(
        no("undecided", f"{many(chair, 'application')} still without a decision.") if chair else YES,
        no("office", "The office has not finished its part of this ranking.") if office else YES,
        no(
            "reviews_open",
            f"{many(waiting, 'review')} not final yet. Close the reviews first, so that no score changes "
            "under your ranking.",
        )
        if waiting and not closed
        else YES,
    )


def may_reopen(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if queries.is_chair(by, panel.programme) or people.is_federation_officer(by) else NOT_CHAIR,
        tables.legal(states.PANEL_MOVES, "reopen", panel.state),
        no("matched", "The match has been run with this ranking; it stays as it was signed.")
        if queries.live_match(panel.programme.call)
        else YES,
    )
