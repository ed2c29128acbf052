"""Letters of a stay. To the tutor they carry a one-time link; to account holders a plain address."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.awards import queries as awards
from sojourn.placements import queries
from sojourn.placements.models import Amendment, Placement
from sojourn.post import actions as post
from sojourn.ui import times


def to_fellow(
    verb: str, placement: Placement, *, at: datetime, due_at: datetime | None = None, **context: Any
) -> None:
    if placement.fellow:
        _write(verb, placement, placement.fellow, at=at, due_at=due_at, **context)


def to_tutor(
    verb: str, placement: Placement, *, at: datetime, due_at: datetime | None = None, **context: Any
) -> None:
    tutor = placement.tutor
    if tutor:
        _write(
            verb, placement, tutor.email, at=at, due_at=due_at, door=queries.DOOR, name=tutor.name, **context
        )


def to_people(verb: str, placement: Placement, people: list[Any], *, at: datetime, **context: Any) -> None:
    for person in people:
        _write(verb, placement, person, at=at, **context)


def of_amendment(verb: str, row: Amendment, people: list[Any], *, at: datetime) -> None:
    """About a change of the stay; money is told to the fellow and the office, not to a centre."""
    placement = row.placement
    for person in filter(None, people):
        own = person.pk == placement.fellow_id
        office = row.kind == "end" or queries.is_office(person, placement)
        context = {
            "fellow": placement.fellow.formal_name if placement.fellow else "the fellow",
            "own": own,
            "programme": placement.award.application.programme,
            "institution": placement.offer.centre.institution,
            "what": queries.amendment_words(row),
            "why": row.reason,
            "money": awards.money_words(placement.award) if own or office else "",
        }
        post.write(f"placements.{verb}", to=person, thing=row, at=at, context=context)


def morning(day: date, placement: Placement) -> datetime:
    """Seven in the morning of the call's zone: when a letter of that day leaves."""
    zone = placement.award.application.programme.call.zone
    return datetime.combine(day, time(7), tzinfo=ZoneInfo(zone))


def _write(verb, placement, to, *, at, due_at=None, door="", name="", **context) -> None:
    programme = placement.award.application.programme
    post.write(
        f"placements.{verb}",
        to=to,
        thing=placement,
        at=at,
        due_at=due_at,
        door=door,
        name=name,
        context={
            "fellow": placement.fellow.formal_name if placement.fellow else "the fellow",
            "programme": programme,
            "institution": placement.offer.centre.institution,
            "tutor": placement.tutor,
            "starts_on": placement.starts_on and times.day(placement.starts_on),
            "ends_on": placement.ends_on and times.day(placement.ends_on),
            **context,
        },
    )
