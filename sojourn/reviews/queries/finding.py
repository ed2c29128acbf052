"""Conflicts of interest that the system finds by itself, before a file is shown."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max

from sojourn.applications import states as application_states
from sojourn.applications.models import Application, Choice, Letter
from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.core import authors, names
from sojourn.reviews.models import Sweep
from sojourn.reviews.queries.conflicts import plain
from sojourn.societies import queries as societies
from sojourn.societies.models import Conflict, Seat

# everything that may still come before the committee: the office may find it eligible at any moment
SWEPT = ("submitted", *application_states.REVIEWED)


@dataclass(frozen=True)
class Found:
    """A conflict that the system finds by itself."""

    seat: Seat
    application: Application
    ground: str
    grade: str
    explanation: str


@dataclass(frozen=True)
class Place:
    """An institution where somebody is, or was until a day (unknown days count as recent)."""

    name: str
    now: bool = True


@dataclass
class Member:
    """What is compared of somebody with a seat."""

    seat: Seat
    places: list[Place] = field(default_factory=list)
    departments: set[tuple[str, str]] = field(default_factory=set)  # (city, department)
    address: str = ""
    fellows: set[Any] = field(default_factory=set)


def find_conflicts(programme: Programme, applications: Iterable[Application], seats) -> list[Found]:
    """What the programme looks for, as it grades it; nothing that was noted so or cleared before."""
    applications, seats = list(applications), list(seats)
    grades = calls.conflict_grades(programme)
    since = _since(programme)
    known = _known(programme)
    writers, ranked = _writers(applications), _ranked(applications)
    members = _members(seats, since)
    files = [(one, list(_places(one, since)), list(_papers(one, since))) for one in applications]
    found = []
    for member in members:
        for application, places, papers in files:
            told = _told(member, application, places, papers, writers, ranked)
            for ground, explanation in told.items():
                grade = grades[ground]
                pair = (member.seat.user_id, application.applicant_id, ground)
                if grade != "off" and known.get(pair) not in ("cleared", "bars", grade):
                    found.append(Found(member.seat, application, ground, grade, explanation))
    return found


def _told(member: Member, application, places, papers, writers, ranked) -> dict[str, str]:
    """Ground -> what was found; the first of its kind is enough."""
    told: dict[str, str] = {}
    if member.seat.user_id == application.applicant_id:
        return told  # the own application bars by itself
    for own in member.places:
        for theirs in places:
            if plain(own.name) == plain(theirs.name):
                if own.now and theirs.now:
                    told.setdefault("same_institution", f"Both at {theirs.name}")
                else:
                    told.setdefault("past_institution", f"Both at {theirs.name}, one of them in the past")
    if "same_institution" in told:
        told.pop("past_institution", None)
    place = (plain(application.city), plain(application.department))
    if all(place) and place in member.departments:
        told["same_department"] = f"Both at {application.department}, {application.city}"
    if member.address in writers[application.pk]:
        told["letter_writer"] = "Named as referee in the application"
    if application.applicant_id in member.fellows:
        told["past_tutor"] = "Was the applicant's tutor in an earlier stay"
    for own in member.places:
        if own.now and plain(own.name) in ranked[application.pk]:
            told.setdefault("ranked_centre", f"Works at {own.name}")
    user = member.seat.user
    # the cheap look first: a family name that is nowhere needs no reading
    family = {
        _letters(names.fold(word, spelt=spelt))
        for word in user.family_name.split()[:1]
        for spelt in (False, True)
    }
    for title, text, letters in papers:
        known = any(word and word in letters for word in family)
        if known and authors.signed(user.given_name, user.family_name, text):
            told["co_author"] = f"Both among the authors of “{title[:120]}”"
            break
    return told


def _known(programme: Programme) -> dict[tuple, str]:
    """(member, person, ground) -> its grade while in force, or "cleared": that is remembered for good."""
    rows = Conflict.objects.filter(society=programme.society_id, against__isnull=False)
    return {
        (member, person, ground): "cleared" if state == "cleared" else grade
        for member, person, ground, grade, state in rows.values_list(
            "member_id", "against_id", "ground", "grade", "state"
        )
    }


def _since(programme: Programme) -> date:
    closes = programme.call.closes_at.date()
    year = closes.year - programme.conflict_years
    return (
        closes.replace(year=year, day=28)
        if (closes.month, closes.day) == (2, 29)
        else closes.replace(year=year)
    )


def _recent(told: str, since: date) -> bool:
    """A partial date ("2021", "2021-05") is taken as late as it can be; none counts as recent."""
    if not told:
        return True
    return told + "0000-12-31"[len(told) :] >= since.isoformat()


def _members(seats: list[Seat], since: date) -> list[Member]:
    users = [seat.user_id for seat in seats]
    stated = societies.affiliations_of(users)
    fellows = defaultdict(set)
    for tie in societies.ties_of(users).filter(ground="past_tutor"):
        if tie.ended_on is None or tie.ended_on >= since:
            fellows[tie.member_id].add(tie.person_id)
    members = []
    for seat in seats:
        one = Member(seat, address=seat.user.email.casefold(), fellows=fellows[seat.user_id])
        if plain(seat.institution):
            one.places.append(Place(seat.institution))
        for row in stated.get(seat.user_id, ()):
            if row.until_on is None or row.until_on >= since:
                one.places.append(Place(row.institution, now=row.until_on is None))
                if row.until_on is None and plain(row.city) and plain(row.department):
                    one.departments.add((plain(row.city), plain(row.department)))
        members.append(one)
    return members


def _places(application: Application, since: date) -> Iterator[Place]:
    """Where the applicant works and worked: the application's institution, and the posts of the CV."""
    if plain(application.institution):
        yield Place(application.institution)
    for post in application.cv.get("post", ()):
        ended = post.get("ended", "")
        if plain(post.get("body", "")) and _recent(ended, since):
            yield Place(post["body"], now=not ended)


def _papers(application: Application, since: date) -> Iterator[tuple[str, str, str]]:
    for line in application.cv.get("publication", ()):
        if line.get("authors") and _recent(line.get("on", ""), since):
            text = line["authors"]
            letters = _letters(names.fold(text)) + " " + _letters(names.fold(text, spelt=True))
            yield line.get("title", ""), text, letters


def _letters(folded: str) -> str:
    return "".join(one for one in folded if one.isalnum())


def _writers(applications) -> dict[Any, set[str]]:
    named = defaultdict(set)
    letters = Letter.objects.filter(application__in=applications).exclude(state__in=("replaced", "named"))
    for key, email in letters.values_list("application_id", "email"):
        named[key].add(email.casefold())
    return named


def _ranked(applications) -> dict[Any, set[str]]:
    named = defaultdict(set)
    choices = Choice.objects.filter(application__in=applications)
    for key, name in choices.values_list("application_id", "offer__centre__institution__name"):
        named[key].add(plain(name))
    return named


# --- when it was looked for ----------------------------------------------------------------------------


def swept_applications(programme: Programme) -> list[Application]:
    return list(
        Application.objects.filter(programme=programme, state__in=SWEPT)
        .select_related("applicant")
        .order_by("submitted_at", "pk")
    )


def to_sweep(at: datetime) -> list[tuple[Programme, str]]:
    """Programmes of closed calls in which something changed since conflicts were last looked for."""
    programmes = list(
        Programme.objects.filter(call__state="announced", call__closes_at__lt=at).select_related(
            "call", "society"
        )
    )
    kept = dict(Sweep.objects.filter(programme__in=programmes).values_list("programme_id", "facts"))
    return [(one, facts) for one in programmes if (facts := swept_facts(one)) != kept.get(one.pk)]


def swept_facts(programme: Programme) -> str:
    """A digest of what conflicts are found by: cheap, and another one whenever any of it changed."""
    seats = list(societies.seats(programme.society).values_list("pk", "user_id", "institution"))
    users = [user for _, user, _ in seats]
    rows = Application.objects.filter(programme=programme, state__in=SWEPT)
    letters = Letter.objects.filter(application__programme=programme)
    told = (
        seats,
        [str(row.pk) for found in societies.affiliations_of(users).values() for row in found],
        list(societies.ties_of(users).order_by("pk").values_list("pk", "ended_on")),
        sorted(calls.conflict_grades(programme).items()),
        programme.conflict_years,
        rows.aggregate(Count("pk"), Max("saved_at"), Max("version")),
        letters.aggregate(Count("pk"), Max("pk")),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def swept(programme: Programme) -> bool:
    """Whether conflicts were looked for at all; before that nobody leads through a file."""
    return Sweep.objects.filter(programme=programme).exists()
