"""When a committee may decide, sign and open again."""

from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.reviews import queries as reviews
from sojourn.selection import queries, states
from sojourn.selection.models import Panel, Ruling
from sojourn.selection.rules.parts import NOT_CHAIR, NOT_YOURS, after_closing, decides_some, many

MATCHED = no("matched", "The match has been run with this ranking; it stays as it was signed.")

SIGNED = no("signed", "The ranking is signed. The chair can reopen it with a reason until the match is run.")


def may_open_panel(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(YES if by is None else decides_some(programme, by=by), after_closing(programme, at=at))


def may_decide(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    """The chair; or the vice chair, or an officer, for the rows that the chair may not see."""
    return first_no(
        decides_some(panel.programme, by=by),
        after_closing(panel.programme, at=at),
        _not_signed(panel, by=by),
    )


def _not_signed(panel: Panel, *, by: Any) -> Verdict:
    """The chair's signature ends the chair's part. What the chair may not see goes on until the match: its
    state must not show in whether the chair may sign."""
    if panel.state == "open":
        return YES
    if queries.is_chair(by, panel.programme):
        return SIGNED
    return MATCHED if queries.live_match(panel.programme.call) else YES


def may_sign(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    verdict = first_no(
        YES if queries.is_chair(by, panel.programme) else NOT_CHAIR,
        tables.legal(states.PANEL_MOVES, "sign", panel.state),
    )
    if not verdict:
        return verdict
    # nothing here moves with a file from which a conflict bars the chair
    programme = panel.programme
    _, undecided = queries.own_part(programme, by)
    unruled, low = queries.unruled(programme, by), queries.ranked_below(programme, by)
    waiting = reviews.open_reviews(programme, by)
    closed = reviews.closing(programme)
    return first_no(
        no("undecided", f"{many(undecided, 'application')} still without a decision.") if undecided else YES,
        no("borderline", f"{many(unruled, 'application')} borderline and the eligibility not decided.")
        if unruled
        else YES,
        no("below", f"{many(low, 'application')} in the ranking and below a minimum score.") if low else YES,
        no(
            "reviews_open",
            f"{many(waiting, 'review')} not final yet. Close the reviews first, so that no score changes "
            "under your ranking.",
        )
        if waiting and not closed
        else YES,
    )


def may_judge(application: Application, *, by: Any, at: datetime) -> Verdict:
    """The committee on eligibility: only where the rules leave it open, before the ranking is signed."""
    panel = queries.panel_of(application.programme)
    return first_no(
        decides_some(application.programme, by=by),
        after_closing(application.programme, at=at),
        YES if queries.decides(by, application) else NOT_YOURS,
        YES
        if application.state == "borderline"
        else no("not_borderline", "The rules leave nothing open here; the office has decided by them."),
        _not_signed(panel, by=by) if panel is not None else YES,
    )


def may_place(application: Application, *, ruling: Ruling | None, below: list[str]) -> Verdict:
    """Whether an application may stand in the ranking."""
    return first_no(
        no("ruled_out", f"{application.number}: the committee decided that it is not eligible.")
        if application.state == "borderline" and ruling is not None and not ruling.eligible
        else YES,
        no("below", f"{application.number}: {', '.join(below)}.") if below else YES,
    )


def may_reopen(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if queries.is_chair(by, panel.programme) or people.is_federation_officer(by) else NOT_CHAIR,
        tables.legal(states.PANEL_MOVES, "reopen", panel.state),
        MATCHED if queries.live_match(panel.programme.call) else YES,
    )
