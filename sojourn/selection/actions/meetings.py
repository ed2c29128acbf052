"""Plan, open and close a meeting; call a file up or put it off; vote; write; decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.selection import queries, rules, states
from sojourn.selection.actions import panels
from sojourn.selection.models import Ballot, Decision, Item, Meeting, Note, Vote
from sojourn.ui.gates import require

NIGHT = timedelta(hours=18)  # before the meeting its papers are made
KEPT = timedelta(days=3)  # after it they are removed
SAME_VERSION = timedelta(minutes=2)  # who writes on within this goes on in the same version


class NoteStale(Exception):
    """The notes were saved by somebody else in between; `note` is what stands."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.pk)
        self.note = note


def plan_meeting(
    programme: Programme,
    *,
    held_at: datetime,
    way: str,
    order: str,
    scribe: Any = None,
    by: Any,
    at: datetime,
) -> Meeting:
    """A meeting with its agenda, grouped so that nobody leaves the room more often than needed."""
    require(rules.may_plan_meeting(programme, by=by, at=at))
    with transaction.atomic():
        meeting = Meeting.objects.create(
            programme=programme,
            way=way,
            held_at=held_at,
            scribe=scribe,
            packs_at=max(at, held_at - NIGHT) if held_at > at else at,
            packs_until=max(held_at, at) + KEPT,
            planned_by=by,
        )
        _add(meeting, queries.planned(programme, order, at=at))
        facts = {"items": meeting.items.count(), "way": way}
        journal.note("selection.plan_meeting", thing=meeting, by=by, at=at, facts=facts)
    return meeting


def _add(meeting: Meeting, applications: list) -> None:
    before = meeting.items.aggregate(last=Max("order"))["last"] or 0
    Item.objects.bulk_create(
        Item(meeting=meeting, application=one, order=order)
        for order, one in enumerate(applications, before + 1)
    )


def open_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    """What came before the committee since the agenda was made stands at its end; what left it is gone."""
    require(rules.may_open_meeting(meeting, by=by, at=at))
    with transaction.atomic():
        journal.turn(
            meeting, "open_meeting", moves=states.MEETING_MOVES, by=by, at=at, also={"opened_at": at}
        )
        now = queries.planned(meeting.programme, "number", at=at)
        listed = set(meeting.items.values_list("application_id", flat=True))
        meeting.items.exclude(application__in=now).delete()
        _add(meeting, [one for one in now if one.pk not in listed])
    return meeting


def close_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    require(rules.may_close_meeting(meeting, by=by, at=at))
    with transaction.atomic():
        _leave_current(meeting, by=by, at=at)
        facts = {
            state: meeting.items.filter(state=state).count() for state in ("settled", "put_off", "waiting")
        }
        journal.turn(
            meeting,
            "close_meeting",
            moves=states.MEETING_MOVES,
            by=by,
            at=at,
            also={"closed_at": at},
            facts=facts,
        )
    return meeting


def cancel_meeting(meeting: Meeting, *, by: Any, at: datetime) -> Meeting:
    require(rules.may_cancel_meeting(meeting, by=by, at=at))
    return journal.turn(meeting, "cancel_meeting", moves=states.MEETING_MOVES, by=by, at=at)


def call_up(item: Item, *, by: Any, at: datetime) -> Item:
    """Put a file before the committee, on everybody's screen; the one before it is done or put off."""
    with transaction.atomic():
        item.meeting = journal.locked(item.meeting)
        item.refresh_from_db(fields=["state"])
        require(rules.may_call_up(item, by=by, at=at))
        _leave_current(item.meeting, by=by, at=at)
        return journal.turn(item, "call_up", moves=states.ITEM_MOVES, by=by, at=at, also={"called_at": at})


def put_off(item: Item, *, by: Any, at: datetime) -> Item:
    with transaction.atomic():
        item.meeting = journal.locked(item.meeting)
        item.refresh_from_db(fields=["state"])
        require(rules.may_put_off(item, by=by, at=at))
        return _leave(item, "put_off", by=by, at=at)


def _leave_current(meeting: Meeting, *, by: Any, at: datetime) -> None:
    for item in meeting.items.filter(state="current"):
        decided = Decision.objects.filter(application=item.application_id).exists()
        _leave(item, "settle_item" if decided else "put_off", by=by, at=at)


def _leave(item: Item, verb: str, *, by: Any, at: datetime) -> Item:
    for ballot in Ballot.objects.filter(item=item, state="open"):
        _close(ballot, by=by, at=at)
    spent = int((at - item.called_at).total_seconds()) if item.called_at else 0
    also = {"seconds": item.seconds + max(0, spent)}
    return journal.turn(item, verb, moves=states.ITEM_MOVES, by=by, at=at, also=also)


# --- votes ---


def open_ballot(item: Item, *, by: Any, at: datetime) -> Ballot:
    with transaction.atomic():
        item.meeting = journal.locked(item.meeting)
        item.refresh_from_db(fields=["state"])
        require(rules.may_open_ballot(item, by=by, at=at))
        ballot = Ballot.objects.create(item=item, opened_at=at)
        journal.note("selection.open_ballot", thing=ballot, by=by, at=at)
    return ballot


def close_ballot(ballot: Ballot, *, by: Any, at: datetime) -> Ballot:
    require(rules.may_close_ballot(ballot, by=by, at=at))
    return _close(ballot, by=by, at=at)


def _close(ballot: Ballot, *, by: Any, at: datetime) -> Ballot:
    facts = {"votes": queries.cast(ballot)}
    also = {"closed_at": at}
    return journal.turn(
        ballot, "close_ballot", moves=states.BALLOT_MOVES, by=by, at=at, also=also, facts=facts
    )


def cast(ballot: Ballot, *, choice: str, by: Any, at: datetime) -> None:
    """One vote each, changed as often as one likes until it is closed; the journal says who, never what."""
    with transaction.atomic():
        ballot.state = journal.locked(ballot).state
        require(rules.may_cast(ballot, by=by, at=at))
        Vote.objects.update_or_create(ballot=ballot, member=by, defaults={"choice": choice})
        journal.note("selection.cast", thing=ballot, by=by, at=at)


# --- notes ---


def write_note(item: Item, *, text: str, edition: int, by: Any, at: datetime) -> Note:
    """Save the notes on a file. `edition` is what the writer had before: NoteStale if it is not the last."""
    with transaction.atomic():
        journal.locked(item)
        require(rules.may_write_note(item, by=by, at=at))
        last = queries.note(item)
        if (last.edition if last else 0) != edition:
            if last is not None and last.text == text:
                return last
            raise NoteStale(last) if last else NoteStale(Note(item=item, number=0, edition=0))
        if last is not None and last.written_by_id == by.pk and at - last.begun_at < SAME_VERSION:
            last.text, last.written_at, last.edition = text, at, edition + 1
            last.save(update_fields=["text", "written_at", "edition"])
            return last
        if last is not None and last.text == text:
            return last
        note = Note.objects.create(
            item=item,
            number=(last.number if last else 0) + 1,
            edition=edition + 1,
            text=text,
            written_by=by,
            begun_at=at,
            written_at=at,
        )
        facts = {"version": note.number}
        journal.note("selection.write_note", thing=item, by=by, at=at, facts=facts)
    return note


# --- the decision ---


def decide_item(item: Item, values: Mapping[str, Any], *, by: Any, at: datetime) -> Item:
    """The committee's decision on the file before it: {outcome, position, reason_code, reason}; then done."""
    with transaction.atomic():
        item.meeting = journal.locked(item.meeting)
        item.refresh_from_db(fields=["state"])
        require(rules.may_decide_item(item, by=by, at=at))
        panel = panels.open_panel(item.application.programme, by=by, at=at)
        panels.decide(panel, [{**values, "application": item.application}], by=by, at=at)
        return _leave(item, "settle_item", by=by, at=at)
