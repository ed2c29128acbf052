"""Who stands in conflict with whom."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q

from sojourn.applications.models import Application
from sojourn.core import names
from sojourn.societies import states as conflict_states
from sojourn.societies.models import Conflict


def plain(text: str) -> str:
    """A name of an institution as it is compared: letters and figures only, without accents."""
    return "".join(character for character in names.fold(text) if character.isalnum())


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
    """One pair: only what can bear on it is read, since a member may stand in many conflicts."""
    mine = Conflict.objects.filter(state__in=conflict_states.IN_FORCE, grade="bars", member=user)
    return Book(mine.filter(Q(against=application.applicant_id) | Q(against=None))).barred(user, application)
