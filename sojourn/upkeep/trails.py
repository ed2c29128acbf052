"""Who did what with one thing or one person's data: what an officer may read of it, and the person herself.

Two things stand in no trail: that an alarm was raised (it has one reader), and that somebody declared or was
found in a conflict of interest. What applicants do in a call that is open is read by nobody of an office.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from sojourn.applications.models import Application
from sojourn.applications.queries import over
from sojourn.calls.models import Call, Programme
from sojourn.journal.models import Entry
from sojourn.letters import queries as letters
from sojourn.people import queries as people
from sojourn.selection import queries as selection
from sojourn.societies import queries as societies
from sojourn.societies.models import Officer, Seat, Society

HIDDEN = (
    Q(verb__contains="alarm")
    | Q(verb__startswith="reviews.declare")
    | Q(verb="reviews.bar")
    | Q(state_from="recused")
    | Q(state_to="recused")
    | Q(thing_label="societies.conflict")
)
# what hangs on an application -> how it leads there
FILE = {
    "applications.application": "pk",
    "applications.document": "application",
    "applications.letter": "application",
    "applications.receipt": "application",
    "applications.return": "application",
    "reviews.assignment": "application",
    "selection.nomination": "application",
    "selection.result": "application",
    "awards.award": "application",
    "awards.change": "award__application",
    "placements.placement": "award__application",
    "placements.amendment": "placement__award__application",
    "placements.logentry": "placement__award__application",
    "placements.report": "placement__award__application",
    "placements.evaluation": "placement__award__application",
    "certificates.certificate": "placement__award__application",
}
# what hangs on a call or on a programme as a whole; of an application's own nothing
WHOLE = {
    "calls.call": {
        "selection.match": "call",
        "selection.commitment": "call",
        "selection.release": "call",
        "awards.round": "call",
    },
    "calls.programme": {"selection.panel": "programme", "selection.meeting": "programme"},
}
# of what others did with an application its owner reads this much, once the results are out
TOLD = (
    "applications.open_file",
    "applications.send_back",
    "applications.admit",
    "applications.hold",
    "applications.bar",
    "applications.refer",
    "applications.reinstate",
    "reviews.dossier",
)


def for_officer(user: Any, *, at: datetime, verb: str = "") -> QuerySet[Entry]:
    """All but what is hidden for the federation's office, a society's own for its officers."""
    found = Entry.objects.exclude(HIDDEN).select_related("actor").order_by("-pk")
    if verb:
        found = found.filter(verb__startswith=verb)
    if people.is_federation_officer(user):
        return _closed(found, at)
    mine = societies.officer_of(user)
    own = Q(pk__in=())
    scope = {
        "societies.society": mine,
        "calls.programme": Programme.objects.filter(society__in=mine),
        "applications.application": letters.outbox.files(user, at=at).order_by(),
    }
    for label, things in scope.items():
        own |= Q(thing_label=label, thing_id__in=[str(pk) for pk in things.values_list("pk", flat=True)])
    return found.filter(own)


def _closed(found: QuerySet[Entry], at: datetime) -> QuerySet[Entry]:
    """Without what is done with applications of an open call: the office counts them and reads no name."""
    opened = [call.opens_at for call in Call.objects.filter(opens_at__lte=at) if not over(call, at)]
    if not opened:
        return found
    return found.exclude(verb__startswith="applications.", at__gte=min(opened))


def things(kind: str, user: Any, *, at: datetime) -> QuerySet[Any]:
    """The things of a kind whose trail this officer may read."""
    mine = societies.officer_of(user)
    if kind == "application":
        return letters.outbox.files(user, at=at)
    if kind == "programme":
        return Programme.objects.filter(society__in=mine).select_related("society", "call")
    if kind == "society":
        return Society.objects.filter(pk__in=mine.values("pk"))
    if kind == "call" and people.is_federation_officer(user):
        return Call.objects.all()
    return Society.objects.none()


KINDS = ("application", "programme", "society", "call")


def about(thing: Any, *, verb: str = "") -> QuerySet[Entry]:
    """Entries about a thing and what hangs on it, the newest first; the same few queries at any length."""
    found = Entry.objects.exclude(HIDDEN).filter(_about(thing)).select_related("actor").order_by("-pk")
    return found.filter(verb__startswith=verb) if verb else found


def _about(thing: Any) -> Q:
    name = thing._meta.label_lower
    found = Q(thing_label=name, thing_id=str(thing.pk))
    for label, path in (FILE if isinstance(thing, Application) else WHOLE.get(name, {})).items():
        rows = apps.get_model(label)._default_manager.filter(**{path: thing.pk}).order_by()
        ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
        if ids:
            found |= Q(thing_label=label, thing_id__in=ids)
    return found


def by_person(user: Any, person: Any, *, at: datetime) -> QuerySet[Entry]:
    """What a person did, as far as it stands in the officer's own journal."""
    return for_officer(user, at=at).filter(actor=person)


@dataclass(frozen=True)
class Subject:
    """What an entry was about, in words; `kind` and `pk` name its trail where this officer may open one."""

    words: str
    kind: str = ""
    pk: str = ""


def told(user: Any, entries: Iterable[Entry], *, at: datetime) -> list[tuple[Entry, Subject]]:
    """Each entry with what it was about; a few queries for each kind of thing, not for each entry."""
    entries = list(entries)
    ids: dict[str, set[str]] = {}
    for entry in entries:
        ids.setdefault(entry.thing_label, set()).add(entry.thing_id)
    files = {label: _files(label, ids[label]) for label in ids if label in FILE}
    named = _named(user, {"application": {pk for found in files.values() for pk in found.values()}}, at=at)
    named |= _named(user, {kind: ids.get(label, set()) for label, kind in TRAILS.items()}, at=at)
    lines = []
    for entry in entries:
        kind = "application" if entry.thing_label in FILE else TRAILS.get(entry.thing_label, "")
        pk = files.get(entry.thing_label, {}).get(
            entry.thing_id, "" if kind == "application" else entry.thing_id
        )
        lines.append((entry, _subject(entry, kind, pk, named.get((kind, pk), ""))))
    return lines


TRAILS = {"calls.programme": "programme", "societies.society": "society", "calls.call": "call"}


def _files(label: str, ids: set[str]) -> dict[str, str]:
    """Of things of one kind: the application on which each hangs."""
    found = apps.get_model(label)._default_manager.filter(pk__in=ids).order_by()
    return {str(pk): str(file) for pk, file in found.values_list("pk", FILE[label])}


def _named(user: Any, wanted: dict[str, set[str]], *, at: datetime) -> dict[tuple[str, str], str]:
    return {
        (kind, str(row.pk)): str(row)
        for kind, ids in wanted.items()
        if ids
        for row in things(kind, user, at=at).filter(pk__in=ids)
    }


def _subject(entry: Entry, kind: str, pk: str, name: str) -> Subject:
    try:
        what = str(apps.get_model(entry.thing_label)._meta.verbose_name)
    except LookupError:  # of a room that is no more
        what = entry.thing_label
    if not name:
        return Subject(f"{what} {entry.thing_id[:8]}")
    return Subject(name if what == kind else f"{what}, {name}", kind, pk)


def with_trail(user: Any, entries: Iterable[Entry], *, at: datetime) -> set[Any]:
    """Ids of those who acted here and have a trail that this officer may open: only they get a link."""
    actors = {entry.actor_id for entry in entries} - {None}
    known = for_officer(user, at=at).filter(actor__in=actors).order_by()
    return set(known.values_list("actor_id", flat=True).distinct())


def of_oneself(user: Any, *, at: datetime) -> QuerySet[Entry]:
    """One's own acts at any time; what others did with one's applications once their results are out."""
    own = Q(actor=user) & (
        Q(thing_label="people.user", thing_id=str(user.pk)) | Q(verb__startswith="applications.")
    )
    found = own
    for row in Application.objects.filter(applicant=user).select_related("programme__call"):
        if selection.results(row.programme.call, at).exists():
            found |= _about(row) & Q(verb__in=TOLD)
    return Entry.objects.exclude(HIDDEN).filter(found).select_related("actor").order_by("-pk")


def roles(entries: list[Entry], reader: Any) -> list[tuple[Entry, str]]:
    """Each with who it was in a word: never a name but one's own."""
    actors = {entry.actor_id for entry in entries}
    offices = set(Officer.objects.filter(user__in=actors).values_list("user_id", flat=True))
    offices |= set(people.in_role("federation_officer").filter(pk__in=actors).values_list("pk", flat=True))
    seats = set(Seat.objects.filter(user__in=actors).values_list("user_id", flat=True))
    return [(entry, _role(entry, reader, offices, seats)) for entry in entries]


def _role(entry: Entry, reader: Any, offices: set, seats: set) -> str:
    if entry.actor_id == reader.pk:
        return "you"
    if entry.verb.startswith("reviews.") or (entry.actor_id in seats and entry.actor_id not in offices):
        return "a member of the committee"
    if entry.actor_id in offices:
        return "the programme office"
    if entry.actor_kind == "link":
        return "somebody with a mailed link"
    return "the clock" if entry.actor_kind == "clock" else "a person of the programme"
