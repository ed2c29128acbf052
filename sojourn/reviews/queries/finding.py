"""Conflicts of interest that the system finds by itself, before a file is shown."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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


class Members:
    """What is compared of everybody with a seat, by what is looked up: no pair is tried in vain."""

    def __init__(self, seats: list[Seat], since: date) -> None:
        self.seats = seats
        self.places: dict[str, list[tuple[Seat, bool]]] = defaultdict(
            list
        )  # institution -> (seat, still there)
        self.departments: dict[tuple[str, str], list[Seat]] = defaultdict(list)
        self.addresses: dict[str, list[Seat]] = defaultdict(list)
        self.tutors: dict[Any, list[Seat]] = defaultdict(list)
        self.families: dict[str, list[Seat]] = defaultdict(list)
        self.named: dict[str, list[tuple[frozenset[str], Seat]]] = defaultdict(list)  # by one of the words
        users = {seat.user_id: seat for seat in seats}
        stated = societies.affiliations_of(users)
        for seat in seats:
            self.addresses[seat.user.email.casefold()].append(seat)
            if plain(seat.institution):
                self.places[plain(seat.institution)].append((seat, True))
            for row in stated.get(seat.user_id, ()):
                if row.until_on is None or row.until_on >= since:
                    self.places[plain(row.institution)].append((seat, row.until_on is None))
                    if row.until_on is None and plain(row.city) and plain(row.department):
                        self.departments[plain(row.city), plain(row.department)].append(seat)
            words = names.parts(f"{seat.user.given_name} {seat.user.family_name}")
            if len(words) > 1:
                self.named[min(words)].append((words, seat))
            for word in seat.user.family_name.split()[:1]:
                for key in {_letters(names.fold(word, spelt=spelt)) for spelt in (False, True)} - {""}:
                    self.families[key].append(seat)
        for tie in societies.ties_of(users).filter(ground="past_tutor"):
            if tie.ended_on is None or tie.ended_on >= since:
                self.tutors[tie.person_id].append(users[tie.member_id])


def find_conflicts(programme: Programme, applications: Iterable[Application], seats) -> list[Found]:
    """What the programme looks for, as it grades it; nothing that was noted so or cleared before."""
    applications = list(applications)
    grades = calls.conflict_grades(programme)
    since = _since(programme)
    known = _known(programme)
    writers, ranked = _writers(applications), _ranked(applications)
    members = Members(list(seats), since)
    found = []
    for application in applications:
        told: dict[tuple[Any, str], tuple[Seat, str]] = {}
        for seat, ground, explanation in _told(members, application, since, writers, ranked):
            told.setdefault((seat.user_id, ground), (seat, explanation))
        for (user_id, ground), (seat, explanation) in told.items():
            covered = ground == "past_institution" and (user_id, "same_institution") in told
            noted = known.get((user_id, application.applicant_id, ground))
            if user_id == application.applicant_id or covered:
                continue  # the own application bars by itself
            if grades[ground] != "off" and noted not in ("cleared", "bars", grades[ground]):
                found.append(Found(seat, application, ground, grades[ground], explanation))
    return found


def _told(
    members: Members, application: Application, since: date, writers, ranked
) -> Iterator[tuple[Seat, str, str]]:
    for name, now in _places(application, since):
        for seat, still in members.places.get(plain(name), ()):
            if now and still:
                yield seat, "same_institution", f"Both at {name}"
            else:
                yield seat, "past_institution", f"Both at {name}, one of them in the past"
    for seat in members.departments.get((plain(application.city), plain(application.department)), ()):
        yield seat, "same_department", f"Both at {application.department}, {application.city}"
    for address, words in writers.get(application.pk, ()):
        for seat in members.addresses.get(address, ()):
            yield seat, "letter_writer", "Named as referee in the application"
        for word in sorted(words):
            for own, seat in members.named.get(word, ()):
                if own <= words:
                    yield seat, "letter_writer", "A referee in the application has this name"
    for seat in members.tutors.get(application.applicant_id, ()):
        yield seat, "past_tutor", "Was the applicant's tutor in an earlier stay"
    for key in ranked.get(application.pk, ()):
        for seat, still in members.places.get(key, ()):
            if still:
                yield seat, "ranked_centre", "Works at a centre on the applicant's list"
    for title, text, letters in _papers(application, since):
        # the cheap look first: a family name that is nowhere needs no reading
        for family, those in members.families.items():
            if family in letters:
                for seat in those:
                    if authors.signed(seat.user.given_name, seat.user.family_name, text):
                        yield seat, "co_author", f"Both among the authors of “{title[:120]}”"


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


def _places(application: Application, since: date) -> Iterator[tuple[str, bool]]:
    """Where the applicant works and worked: the application's institution, and the posts of the CV."""
    if plain(application.institution):
        yield application.institution, True
    for post in application.cv.get("post", ()):
        ended = post.get("ended", "")
        if plain(post.get("body", "")) and _recent(ended, since):
            yield post["body"], not ended


def _papers(application: Application, since: date) -> Iterator[tuple[str, str, str]]:
    for line in application.cv.get("publication", ()):
        if line.get("authors") and _recent(line.get("on", ""), since):
            text = line["authors"]
            letters = _letters(names.fold(text)) + " " + _letters(names.fold(text, spelt=True))
            yield line.get("title", ""), text, letters


def _letters(folded: str) -> str:
    return "".join(one for one in folded if one.isalnum())


def _writers(applications) -> dict[Any, list[tuple[str, frozenset[str]]]]:
    """Address and name of each referee: a letter may be asked at an address that no account has."""
    named = defaultdict(list)
    letters = Letter.objects.filter(application__in=applications).exclude(state__in=("replaced", "named"))
    for key, email, name in letters.order_by("pk").values_list("application_id", "email", "name"):
        named[key].append((email.casefold(), names.parts(name)))
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
    of_seat = ("pk", "user_id", "institution", "user__email", "user__given_name", "user__family_name")
    seats = list(societies.seats(programme.society).values_list(*of_seat))
    users = [user for _, user, *_ in seats]
    rows = Application.objects.filter(programme=programme, state__in=SWEPT)
    letters = Letter.objects.filter(application__programme=programme)
    told = (
        seats,
        [str(row.pk) for found in societies.affiliations_of(users).values() for row in found],
        list(societies.ties_of(users).order_by("pk").values_list("pk", "ended_on")),
        sorted(calls.conflict_grades(programme).items()),
        programme.conflict_years,
        rows.aggregate(Count("pk"), Max("saved_at"), Max("version")),
        list(letters.order_by("pk").values_list("pk", "name", "email")),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def swept(programme: Programme) -> bool:
    """Whether conflicts were looked for at all; before that nobody leads through a file."""
    return Sweep.objects.filter(programme=programme).exists()
