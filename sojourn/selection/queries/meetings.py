"""A meeting as each person may see it. What lies in conflict is not there: not named, not counted.

Whoever stands in conflict with the file before the committee sees what everybody sees between two files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import agenda
from sojourn.reviews import queries as reviews
from sojourn.reviews.models import Assignment
from sojourn.selection.models import Ballot, Decision, Item, Meeting, Note, Vote
from sojourn.selection.queries import panels
from sojourn.societies import queries as societies

# of an application: what gives its name, and what conflicts hang on
NAMED = ("number", "title", "given_name", "family_name", "programme", "applicant", "institution")
ORDERS = (
    ("number", "By number"),
    ("mean", "By mean, the highest first"),
    ("spread", "By spread, where reviewers differ most first"),
)


def live_meeting(programme: Programme) -> Meeting | None:
    """The one that is planned or open."""
    return all_meetings().filter(programme=programme, state__in=("planned", "open")).first()


def meetings_of(programme: Programme) -> QuerySet[Meeting]:
    return all_meetings().filter(programme=programme)


def all_meetings() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("programme__call", "programme__society", "scribe")


def meetings_for(user: Any, *, at: datetime) -> QuerySet[Meeting]:
    """Those of the committees that this person sits in or does the office of."""
    if not getattr(user, "is_authenticated", False):
        return Meeting.objects.none()
    return all_meetings().filter(
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
    named = [f"application__{name}" for name in NAMED]
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
    """Ids of the items that this person may put before the committee: what is decided by her."""
    programme = meeting.programme
    if not (
        panels.is_chair(user, programme)
        or societies.is_vice(user, programme.society)
        or societies.is_officer(user, programme.society)
    ):
        return set()
    shown = light_items(meeting, user)
    mine = panels.mine_of(user, programme, [item.application for item in shown])
    return {item.pk for item in shown if item.application_id in mine}


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
