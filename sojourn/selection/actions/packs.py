"""Ask for the members' papers, make one, remove it; the worker does it a few at a time."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.selection import queries, rules, states
from sojourn.selection.models import Meeting, Pack
from sojourn.selection.queries import papers
from sojourn.ui.gates import require

log = logging.getLogger(__name__)
KIND = "meeting papers"
AT_ONCE = 3  # in one round of the worker: letters wait behind it


def ask_packs(meeting: Meeting, *, by: Any, at: datetime) -> None:
    """Everybody's papers, made anew: with the scores and conflicts of now."""
    require(rules.may_ask_packs(meeting, by=by, at=at))
    _ask(meeting, by=by, at=at)


def _ask(meeting: Meeting, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        known = {row.member_id: row for row in queries.packs(meeting)}
        for seat in queries.seats_of(meeting):
            row = known.get(seat.user_id)
            if row is None:
                Pack.objects.create(meeting=meeting, member=seat.user, asked_at=at)
            elif row.state != "asked":
                _ask_again(row, by=by, at=at)
        journal.note("selection.ask_packs", thing=meeting, by=by, at=at)


def _ask_again(row: Pack, *, by: Any, at: datetime) -> None:
    also = {"file": None, "holds": [], "asked_at": at}
    old = row.file
    journal.turn(row, "ask_again", moves=states.PACK_MOVES, by=by, at=at, also=also)
    if old is not None:
        documents.discard(old)


def make_packs(*, at: datetime) -> None:
    """What is due: ask the night before, remove what is over, mend what a conflict spoilt, make the rest."""
    for meeting in queries.meetings_without_packs(at):
        _ask(meeting, by=None, at=at)
    for row in queries.packs_over(at):
        _remove(row, at=at)
    for row in queries.ready_packs():
        if queries.spoilt(row):
            _ask_again(row, by=None, at=at)
    for row in queries.packs_due(at)[:AT_ONCE]:
        _make(row, at=at)


def _make(row: Pack, *, at: datetime) -> None:
    try:
        content, held = papers.pack(row, at=at)
    except Exception:  # one member's papers must not keep the others from theirs; the chair sees it failed
        log.exception("papers %s", row.pk)
        journal.turn(row, "fail_pack", moves=states.PACK_MOVES, by=None, at=at)
        return
    name = f"meeting-{row.meeting.programme.society.slug}.pdf"
    with transaction.atomic():
        file = documents.keep_made(content, name=name, kind=KIND, at=at, owner=row.member)
        also = {"file": file, "made_at": at, "holds": [str(item.pk) for item in held]}
        journal.turn(row, "make_pack", moves=states.PACK_MOVES, by=None, at=at, also=also)


def _remove(row: Pack, *, at: datetime) -> None:
    with transaction.atomic():
        old = row.file
        also = {"file": None, "holds": []}
        journal.turn(row, "remove_pack", moves=states.PACK_MOVES, by=None, at=at, also=also)
        if old is not None:
            documents.discard(old)


def forget_packs(person: Any, *, at: datetime) -> None:
    """Papers of this person, and papers in which the person's file is."""
    for row in queries.packs_about(person):
        _remove(row, at=at)


def fetch_pack(pack: Pack, *, by: Any, at: datetime) -> None:
    """Who took the own papers, and when, stands in the journal."""
    require(rules.may_fetch_pack(pack, by=by, at=at))
    journal.note("selection.fetch_pack", thing=pack, by=by, at=at)
