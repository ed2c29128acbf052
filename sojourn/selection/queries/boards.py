"""What one person sees of a meeting now: the file before the committee, what is said, voted and decided.

Whoever stands in conflict with that file sees what everybody sees between two files.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Ballot, Decision, Item, Meeting, Note, Ruling, Vote
from sojourn.selection.queries import panels, rankings, tallies
from sojourn.selection.queries.meetings import (
    ballot,
    cast,
    counted,
    items,
    light_items,
    note,
    own_vote,
    voters,
)
from sojourn.societies import queries as societies


@dataclass
class Board:
    """What one person sees of a meeting now."""

    meeting: Meeting
    viewer: Any
    lines: list[tuple[Item, str]]  # with the name as it is shown
    current: Item | None = None
    name: str = ""
    line: rankings.Line | None = None
    note: Note | None = None
    ballot: Ballot | None = None
    votes: int = 0
    voters: int = 0
    own: Vote | None = None
    counts: dict[str, int] | None = None
    votes_here: bool = False
    decides: bool = False
    writes: bool = False
    readable: bool = False
    scores: list[tuple[str, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(item.state == "settled" for item, _ in self.lines)

    @property
    def put_off(self) -> int:
        return sum(item.state == "put_off" for item, _ in self.lines)

    @property
    def seen(self) -> str:
        """A short word for all that is shown, which changes when anything of it does.

        Not the notes, for who writes them: each of the own words would load the page again.
        """
        decision, ruling = (self.line.decision, self.line.ruling) if self.line else (None, None)
        parts = [
            self.meeting.state,
            self.meeting.way,
            str(self.meeting.scribe_id),
            [[str(item.pk), item.state] for item, _ in self.lines],
            [self.note.number, self.note.edition] if self.note and not self.writes else None,
            [self.ballot.pk, self.ballot.state, self.votes] if self.ballot else None,
            self.own.choice if self.own else None,
            [decision.outcome, decision.position, decision.reason_label, decision.reason]
            if decision
            else None,
            [ruling.eligible, ruling.reason] if ruling else None,
            self.scores,
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def board(meeting: Meeting, viewer: Any, *, at: datetime) -> Board:
    """In the same number of questions whatever lies before the committee and is hidden."""
    listed = [(item, reviews.shown_name(item.application)) for item in light_items(meeting, viewer)]
    found = Board(meeting, viewer, listed)
    if meeting.state != "open":
        return found
    now = next((item for item, _ in listed if item.state == "current"), None)
    return found if now is None else _with_current(found, items(meeting, viewer).get(pk=now.pk), at)


def _with_current(found: Board, item: Item, at: datetime) -> Board:
    viewer, application = found.viewer, item.application
    programme = application.programme
    found.current, found.name = item, reviews.shown_name(application)
    found.decides = panels.decides(viewer, application)
    found.writes = writes(viewer, item, decides=found.decides)
    found.note, found.ballot = note(item), ballot(item)
    found.readable = reviews.readable(viewer, at=at).filter(pk=application.pk).exists()
    if panels.is_chair(viewer, programme) or societies.is_officer(viewer, programme.society):
        found.line = next(iter(rankings.lines_of(programme, viewer, [str(application.pk)], at=at)), None)
    else:
        found.line = _members_line(application)
    found.scores = scores(application, viewer, at=at)
    if found.ballot is not None:
        allowed = voters(item)
        found.votes_here = viewer in allowed
        found.voters, found.votes = len(allowed), cast(found.ballot)
        found.own, found.counts = own_vote(found.ballot, viewer), counted(found.ballot)
    return found


def _members_line(application: Application) -> rankings.Line:
    """A member sees what is decided, not what others' scores come to."""
    return rankings.Line(
        application=application,
        tally=tallies.TallyRow(application=application),
        decision=Decision.objects.filter(application=application).first(),
        ruling=Ruling.objects.filter(application=application).first(),
    )


def writes(user: Any, item: Item, *, decides: bool | None = None) -> bool:
    """The scribe, or who leads this file."""
    if item.meeting.scribe_id == user.pk:
        return not reviews.barred(user, item.application)
    return panels.decides(user, item.application) if decides is None else decides


def scores(application: Application, viewer: Any, *, at: datetime) -> list[tuple[str, str]]:
    """(reviewer, score) of every final review that this person may read; numbers in place of names
    for who may not know who reviewed what."""
    programme = application.programme
    seen = reviews.visible(viewer, at=at, programme=programme).filter(application=application)
    standing = reviews.scores_for(programme, seen).get(application.pk)
    if standing is None:
        return []
    names = panels.is_chair(viewer, programme)
    told = []
    for who, value in sorted(standing.scores, key=lambda pair: pair[0] != viewer):
        name = "You" if who == viewer else who.formal_name if names else f"Colleague {len(told) or 1}"
        told.append((name, f"{float(value):.2f}"))
    return told
