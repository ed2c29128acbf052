"""What the walking knows: the call, who acts, and what was made so far."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sojourn.calls import queries as calls
from sojourn.calls.models import Call, Programme
from sojourn.upkeep.demo.people import Person

STAGES = ("open", "review", "selection", "results", "placement", "completed")


@dataclass
class Scene:
    """One year of the demonstration. `now` is where it ends: nobody acts at or after it."""

    call: Call
    now: datetime
    stage: str
    officer: Any  # of the federation
    second: Any  # the second person who signs
    password_hash: str
    programmes: list[Programme]
    societies: dict[str, Any]  # acronym -> society
    officers: dict[int, Any]  # society id -> user
    crowd: list[Person] = field(default_factory=list)
    users: dict[str, Any] = field(default_factory=dict)
    programme_of: dict[str, Programme] = field(default_factory=dict)
    applications: dict[str, Any] = field(default_factory=dict)
    earned: list[tuple[datetime, Any, str]] = field(default_factory=list)  # when, award id, trigger

    def __post_init__(self) -> None:
        # yearly rules do not change while a scene is walked: read them once
        self.slots = cache(lambda programme: list(calls.slots(programme)))
        self.letter_questions = cache(lambda programme: list(calls.letter_questions(programme)))
        self.own_questions = cache(lambda programme: list(calls.own_questions(programme)))
        self.rules = cache(lambda programme: list(calls.rules(programme)))
        self.offers = cache(lambda programme: list(calls.offers(programme)))
        self.people = {person.email: person for person in self.crowd}

    def person_of(self, application: Any) -> Person:
        return self.people[application.applicant.email]

    def reached(self, stage: str) -> bool:
        return STAGES.index(self.stage) >= STAGES.index(stage)

    def officer_of(self, programme: Programme) -> Any:
        return self.officers[programme.society_id]

    def bodies(self, programme: Programme) -> list[str]:
        """Acronyms of the bodies whose membership the programme asks for."""
        return sorted(
            {
                body
                for rule in self.rules(programme)
                if rule.kind == "membership"
                for body in rule.params["bodies"]
            }
        )

    def confirmations(self, programme: Programme, person: Person) -> dict[str, Any]:
        """What the applicant ticks and types on "Check you can apply"."""
        statements = [rule.code for rule in self.rules(programme) if rule.kind == "statement"]
        lacking = person.case == "no_membership"
        number = f"D-{person.seed % 90000 + 10000}"
        memberships = {} if lacking else dict.fromkeys(self.bodies(programme), number)
        return {"statements": statements, "memberships": memberships}

    def brings(self, programme: Programme) -> bool:
        """Whether the applicant brings the letter of recommendation."""
        return programme.letter_by == "applicant"

    def wishes(self, programme: Programme, person: Person, dice: random.Random) -> list:
        """Ranked offers outside the own country; earlier ones in the list are the more popular."""
        abroad = [
            offer for offer in self.offers(programme) if offer.centre.institution.country != person.country
        ]
        weights = {offer.pk: 1 / (1 + index) ** 0.7 * dice.random() for index, offer in enumerate(abroad)}
        ranked = sorted(abroad, key=lambda offer: -weights[offer.pk])
        if self.call.year < 2024 and abroad:
            # the same few centres year after year, so that some have enough fellows to show ratings
            ranked = abroad
        return ranked[: min(programme.max_choices, dice.choice((2, 3, 3, 3)))]
