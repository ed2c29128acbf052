"""When a committee may meet, call a file up, vote, write and decide."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.selection import queries, states
from sojourn.selection.models import Ballot, Item, Meeting, Pack
from sojourn.selection.rules.panels import SIGNED
from sojourn.selection.rules.parts import NOT_CHAIR, NOT_YOURS, after_closing, decides_some, leads

NOT_OPEN = no("not_open", "The meeting is not open.")
NOT_CURRENT = no("not_current", "This file is not before the committee now.")


def may_see_reviewers(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return YES if queries.is_chair(by, programme) else NOT_CHAIR


def may_plan_meeting(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    panel = queries.panel_of(programme)
    return first_no(
        leads(programme, by=by),
        after_closing(programme, at=at),
        SIGNED if panel is not None and panel.state != "open" else YES,
        no("planned", "A meeting is planned or open already.") if queries.live_meeting(programme) else YES,
    )


def may_open_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Verdict:
    panel = queries.panel_of(meeting.programme)
    return first_no(
        leads(meeting.programme, by=by),
        SIGNED if panel is not None and panel.state != "open" else YES,
        tables.legal(states.MEETING_MOVES, "open_meeting", meeting.state),
    )


def may_close_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        leads(meeting.programme, by=by), tables.legal(states.MEETING_MOVES, "close_meeting", meeting.state)
    )


def may_cancel_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        leads(meeting.programme, by=by), tables.legal(states.MEETING_MOVES, "cancel_meeting", meeting.state)
    )


def _leading(item: Item, by: Any) -> Verdict:
    """The chair, or whoever decides what the chair may not see; only while the meeting is open."""
    return first_no(
        decides_some(item.meeting.programme, by=by),
        YES if queries.decides(by, item.application) else NOT_YOURS,
        YES if item.meeting.state == "open" else NOT_OPEN,
    )


def may_call_up(item: Item, *, by: Any, at: datetime) -> Verdict:
    return first_no(_leading(item, by), tables.legal(states.ITEM_MOVES, "call_up", item.state))


def may_put_off(item: Item, *, by: Any, at: datetime) -> Verdict:
    return first_no(_leading(item, by), tables.legal(states.ITEM_MOVES, "put_off", item.state))


def may_open_ballot(item: Item, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _leading(item, by),
        no("consensus", "This meeting decides by consensus.") if item.meeting.way != "votes" else YES,
        YES if item.state == "current" else NOT_CURRENT,
        no("voting", "A vote on this file is open.") if queries.open_ballot(item) else YES,
    )


def may_close_ballot(ballot: Ballot, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _leading(ballot.item, by), tables.legal(states.BALLOT_MOVES, "close_ballot", ballot.state)
    )


def may_cast(ballot: Ballot, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES
        if by in queries.voters(ballot.item)
        else no("no_vote", "Only members of the committee without a conflict vote on this file."),
        YES if ballot.item.meeting.state == "open" else NOT_OPEN,
        YES if ballot.state == "open" else no("ballot_closed", "This vote is closed."),
    )


def may_write_note(item: Item, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if queries.writes(by, item) else no("not_scribe", "The scribe writes, or who leads the meeting."),
        YES if item.meeting.state == "open" else NOT_OPEN,
    )


def may_decide_item(item: Item, *, by: Any, at: datetime) -> Verdict:
    panel = queries.panel_of(item.application.programme)
    verdict = first_no(
        _leading(item, by),
        YES if item.state == "current" else NOT_CURRENT,
        SIGNED if panel is not None and panel.state != "open" else YES,
    )
    if not verdict or item.meeting.way != "votes":
        return verdict
    last = queries.ballot(item)
    return first_no(
        no("not_voted", "This meeting decides by vote, and this file has none yet.") if last is None else YES,
        no("voting", "Close the vote first.") if last is not None and last.state == "open" else YES,
    )


def may_ask_packs(meeting: Meeting, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        leads(meeting.programme, by=by),
        YES
        if meeting.state in ("planned", "open")
        else no("over", "The meeting is over; its papers are removed."),
        YES if at < meeting.packs_until else no("past", "The day on which the papers are removed has come."),
    )


def may_fetch_pack(pack: Pack, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if by is not None and by.pk == pack.member_id else NOT_YOURS,
        YES
        if pack.state == "ready" and at < pack.meeting.packs_until
        else no("not_there", "Your papers are not there: not made yet, or removed after the meeting."),
        no("changed", "Your papers are being made again. Come back in a minute.")
        if pack.state == "ready" and queries.spoilt(pack)
        else YES,
    )
