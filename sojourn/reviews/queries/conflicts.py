"""Who stands in conflict with whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sojourn.applications.models import Application, Choice, Letter
from sojourn.calls.models import Programme
from sojourn.societies import states as conflict_states
from sojourn.societies.models import Conflict, Seat


def plain(text: str) -> str:
    """A name of an institution as it is compared: letters and figures only."""
    return "".join(character for character in text.casefold() if character.isalnum())


class Book:
    """The conflicts in force, asked many times and read once."""

    def __init__(self, rows) -> None:
        self.persons: dict[tuple, list[Conflict]] = defaultdict(list)
        self.places: dict[Any, list[Conflict]] = defaultdict(list)
        for row in rows:
            if row.against_id:
                self.persons[row.member_id, row.against_id].append(row)
            else:
                self.places[row.member_id].append(row)

    def between(self, user: Any, application: Application) -> list[Conflict]:
        """Every conflict of a person with an applicant, the own application among them."""
        key = getattr(user, "pk", user)
        found = list(self.persons.get((key, application.applicant_id), ()))
        if self.places.get(key):
            place = plain(application.institution)
            found += [row for row in self.places[key] if place and plain(row.institution) == place]
        return found

    def barred(self, user: Any, application: Application) -> bool:
        """Nobody decides about oneself; a barring conflict outranks every role."""
        own = getattr(user, "pk", user) == application.applicant_id
        return own or any(row.grade == "bars" for row in self.between(user, application))

    def disclosed(self, user: Any, application: Application) -> list[Conflict]:
        return [row for row in self.between(user, application) if row.grade == "disclosed"]


def book(users) -> Book:
    """The conflicts in force of some people, in whichever society they were noted."""
    rows = Conflict.objects.filter(state__in=conflict_states.IN_FORCE, member__in=users)
    return Book(rows.select_related("member"))


def barred(user: Any, application: Application) -> bool:
    return book([user]).barred(user, application)


@dataclass(frozen=True)
class Found:
    """A conflict that the system finds by itself."""

    seat: Seat
    application: Application
    ground: str
    grade: str
    explanation: str


def find_conflicts(programme: Programme, applications, seats) -> list[Found]:
    """Same institution, writer of a letter, works at a ranked centre; nothing twice that was noted before."""
    noted = set(
        Conflict.objects.filter(society=programme.society_id, against__isnull=False).values_list(
            "member_id", "against_id", "ground"
        )
    )
    writers, ranked = _writers(applications), _ranked(applications)
    found = []
    for seat in seats:
        place, address = plain(seat.institution), seat.user.email.casefold()
        for application in applications:
            told = []
            if place and place == plain(application.institution):
                told.append(("same_institution", "bars", f"Both at {application.institution}"))
            if address in writers[application.pk]:
                told.append(("letter_writer", "bars", "Named as referee in the application"))
            if place and place in ranked[application.pk]:
                told.append(("ranked_centre", "disclosed", f"Works at {seat.institution}"))
            for ground, grade, explanation in told:
                if (seat.user_id, application.applicant_id, ground) not in noted:
                    found.append(Found(seat, application, ground, grade, explanation))
    return found


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
