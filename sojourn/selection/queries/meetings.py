"""A meeting as each person may see it. What lies in conflict is not there: not named, not counted.

Whoever stands in conflict with the file before the committee sees what everybody sees between two files.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import agenda
from sojourn.reviews import queries as reviews
from sojourn.reviews.models import Assignment
from sojourn.selection.models import Ballot, Decision, Item, Meeting, Note, Pack, Ruling, Vote
from sojourn.selection.queries import panels, rankings, tallies
from sojourn.societies import queries as societies
from sojourn.societies.models import Seat

ORDERS = (
    ("number", "By number"),
    ("mean", "By mean, the highest first"),
    ("spread", "By spread, where reviewers differ most first"),
)


def live_meeting(programme: Programme) -> Meeting | None:
    """The one that is planned or open."""
    return _meetings().filter(programme=programme, state__in=("planned", "open")).first()


def meetings_of(programme: Programme) -> QuerySet[Meeting]:
    return _meetings().filter(programme=programme)


def _meetings() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("programme__call", "programme__society", "scribe")


def meetings_for(user: Any, *, at: datetime) -> QuerySet[Meeting]:
    """Those of the committees that this person sits in or does the office of."""
    if not getattr(user, "is_authenticated", False):
        return Meeting.objects.none()
    return _meetings().filter(
        Q(programme__society__in=societies.sits_in(user).values("pk"))
        | Q(programme__society__in=societies.officer_of(user).values("pk")),
        programme__call__closes_at__lt=at,
        programme__call__state__in=("announced", "completed"),
    )


def items(meeting: Meeting, viewer: Any) -> QuerySet[Item]:
    """The agenda without what lies in conflict with the viewer."""
    return reviews.without_conflict(Item.objects.filter(meeting=meeting), viewer).select_related(
        "application__programme__society", "application__programme__call", "application__applicant"
    )


def light_items(meeting: Meeting, viewer: Any) -> list[Item]:
    """The same as light rows: of an application only what gives its name. A page that is asked for every few
    seconds by everybody in the meeting reads this."""
    own = [one.name for one in Item._meta.concrete_fields]
    named = [f"application__{name}" for name in ("number", "title", "given_name", "family_name", "programme")]
    rows = reviews.without_conflict(Item.objects.filter(meeting=meeting), viewer)
    found = list(rows.select_related("application").only(*own, *named))
    for item in found:
        item.application.programme = meeting.programme
    return found


def items_of(found: QuerySet[Meeting], viewer: Any) -> QuerySet[Item]:
    """The items of several meetings, none in conflict."""
    rows = Item.objects.filter(meeting__in=found.values("pk"))
    return reviews.without_conflict(rows, viewer).select_related(
        "application__programme__society", "application__programme__call", "application__applicant"
    )


def called_by(meeting: Meeting, user: Any) -> set[Any]:
    """Ids of the items that this person may put before the committee: the chair's, or the office's part."""
    programme = meeting.programme
    chairs = panels.is_chair(user, programme)
    if not chairs and not societies.is_officer(user, programme.society):
        return set()
    every = Item.objects.filter(meeting=meeting)
    shown = set(reviews.without_conflict(every, user).values_list("pk", flat=True))
    chair = panels.chair_of(programme)
    if chairs or chair is None:
        return shown if chairs else set()
    return shown - set(reviews.without_conflict(every, chair.user).values_list("pk", flat=True))


def callable_applications(meeting: Meeting, user: Any) -> dict[Any, Any]:
    """Application's id -> the item that this person may call up."""
    keys = called_by(meeting, user)
    return {item.application_id: item.pk for item in items(meeting, user) if item.pk in keys}


def shown_name(item: Item) -> str:
    return reviews.shown_name(item.application)


@dataclass(frozen=True)
class Outcome:
    """One line of the minutes."""

    item: Item
    name: str
    decision: Decision | None
    position: int | None
    votes: dict[str, int] | None
    note: Note | None


def outcomes(meeting: Meeting, viewer: Any) -> list[Outcome]:
    """What came of every file that the viewer may know of."""
    shown = list(items(meeting, viewer))
    keys = [item.application_id for item in shown]
    decisions = {row.application_id: row for row in Decision.objects.filter(application__in=keys)}
    ranked = {key: row.position for key, row in decisions.items() if row.outcome == "ranked"}
    places = panels.positions(panels.groups(ranked))
    counts = votes_of(meeting, viewer)
    written = {row.item_id: row for row in Note.objects.filter(item__in=shown).order_by("number")}
    return [
        Outcome(
            item,
            reviews.shown_name(item.application),
            decisions.get(item.application_id),
            places.get(item.application_id),
            counts.get(item.pk),
            written.get(item.pk),
        )
        for item in shown
    ]


def current(meeting: Meeting, viewer: Any) -> Item | None:
    """The file before the committee; None between two files, and just so for who is in conflict with it."""
    if meeting.state != "open":
        return None
    return items(meeting, viewer).filter(state="current").first()


def planned(programme: Programme, order: str, *, at: datetime) -> list[Application]:
    """The agenda of a new meeting: files from which the same people stay away stand together."""
    applications = reviews.to_review(programme)
    if order in ("mean", "spread"):
        standings = reviews.scores_for(programme)
        applications.sort(key=lambda one: -_figure(standings.get(one.pk), order))
    else:
        applications.sort(key=lambda one: (one.number, str(one.pk)))
    return agenda.arranged(applications, outside(programme, applications))


def _figure(standing: Any, name: str) -> float:
    value = getattr(standing, name, None)
    return -1.0 if value is None else float(value)


def outside(programme: Programme, applications: list[Application]) -> dict[Application, frozenset[Any]]:
    """Which members of the committee may not be there for which file."""
    seats = [row.user_id for row in panels.reviewers(programme)]
    conflicts = reviews.book(seats)
    return {one: frozenset(user for user in seats if conflicts.barred(user, one)) for one in applications}


def voters(item: Item) -> list[Any]:
    """Who votes on this file: chair and members without conflict, and a substitute who reviewed it."""
    seats = list(panels.reviewers(item.application.programme))
    conflicts = reviews.book([row.user_id for row in seats])
    reviewed = set(
        Assignment.objects.filter(application=item.application, state="final").values_list(
            "reviewer_id", flat=True
        )
    )
    return [
        row.user
        for row in seats
        if not conflicts.barred(row.user_id, item.application)
        and (row.role != "substitute" or row.user_id in reviewed)
    ]


def scribes(programme: Programme) -> list[Any]:
    """Who may be asked to write: the committee, and the society's office."""
    seated = [row.user for row in panels.reviewers(programme)]
    office = [row.user for row in societies.officers(programme.society).select_related("user")]
    return list(dict.fromkeys([*seated, *office]))


def ballot(item: Item) -> Ballot | None:
    """The last one on this file."""
    return Ballot.objects.filter(item=item).order_by("-pk").first()


def open_ballot(item: Item) -> Ballot | None:
    return Ballot.objects.filter(item=item, state="open").first()


def counted(row: Ballot) -> dict[str, int] | None:
    """Yes, no and abstentions; None while the ballot is open."""
    if row.state != "closed":
        return None
    cast = list(Vote.objects.filter(ballot=row).values_list("choice", flat=True))
    return {choice: cast.count(choice) for choice, _ in Vote.CHOICES}


def own_vote(row: Ballot, user: Any) -> Vote | None:
    return Vote.objects.filter(ballot=row, member=user).first()


def cast(row: Ballot) -> int:
    return Vote.objects.filter(ballot=row).count()


def note(item: Item) -> Note | None:
    """What stands: the last version."""
    return Note.objects.filter(item=item).select_related("written_by").order_by("-number").first()


def notes(item: Item) -> list[Note]:
    return list(Note.objects.filter(item=item).select_related("written_by").order_by("-number"))


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


def minutes(item: Item, *, at: datetime) -> int:
    """How long it was before the committee, the current one until now; whole minutes."""
    running = 0
    if item.state == "current" and item.called_at is not None:
        running = max(0, int((at - item.called_at).total_seconds()))
    return round((item.seconds + running) / 60)


def votes_of(found: Meeting, viewer: Any) -> dict[Any, dict[str, int]]:
    """Item's id -> counts of its last closed ballot."""
    shown = list(items(found, viewer).values_list("pk", flat=True))
    last = {row.item_id: row.pk for row in Ballot.objects.filter(item__in=shown, state="closed")}
    counts = {key: dict.fromkeys((choice for choice, _ in Vote.CHOICES), 0) for key in last}
    rows = Vote.objects.filter(ballot__in=list(last.values()))
    for key, choice in rows.values_list("ballot__item_id", "choice"):
        counts[key][choice] += 1
    return counts


# --- papers ---


def own_pack(meeting: Meeting, user: Any) -> Pack | None:
    return Pack.objects.filter(meeting=meeting, member=user).select_related("file", "meeting").first()


def packs(meeting: Meeting) -> list[Pack]:
    return list(Pack.objects.filter(meeting=meeting).select_related("member"))


def seats_of(meeting: Meeting) -> QuerySet[Seat]:
    return panels.reviewers(meeting.programme)


def spoilt(pack: Pack) -> bool:
    """Whether the papers hold a file that has come into conflict since they were made."""
    held = set(pack.holds)
    shown = {str(key) for key in items(pack.meeting, pack.member).values_list("pk", flat=True)}
    return bool(held - shown)


def packs_due(at: datetime) -> QuerySet[Pack]:
    return Pack.objects.filter(state="asked", meeting__state__in=("planned", "open")).select_related(
        "meeting__programme__call", "meeting__programme__society", "member"
    )


def packs_over(at: datetime) -> QuerySet[Pack]:
    """Papers whose meeting is past its due date, or was cancelled."""
    over = Q(meeting__packs_until__lte=at) | Q(meeting__state="cancelled")
    return Pack.objects.filter(over, state__in=("asked", "ready", "failed")).select_related("file", "meeting")


def meetings_without_packs(at: datetime) -> QuerySet[Meeting]:
    """The night before has come, and nobody's papers were asked yet."""
    return _meetings().filter(
        state__in=("planned", "open"), packs_at__lte=at, packs_until__gt=at, packs__isnull=True
    )


def packs_about(person: Any) -> QuerySet[Pack]:
    own = Q(member=person) | Q(meeting__items__application__applicant=person)
    return Pack.objects.filter(own, state__in=("asked", "ready", "failed")).select_related("file").distinct()


def ready_packs() -> QuerySet[Pack]:
    return Pack.objects.filter(state="ready").select_related("meeting__programme", "member", "file")
