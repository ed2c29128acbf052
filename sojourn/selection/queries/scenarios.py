"""Scenarios: the same call with some changes, side by side with what stands, and nothing real changed."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.applications.models import Application
from sojourn.calls.models import CentreOffer
from sojourn.core import matching
from sojourn.selection.models import Scenario
from sojourn.selection.queries.rooms import CHOICES, NO_PLACE, Pair, Room, Run, Sight, _held, _lists

SIDE_BY_SIDE = 3
Change = Mapping[
    str, Any
]  # {"what": grants | offer | total | centre | federation, "programme", "centre", "by"}


def scenarios(room: Room) -> QuerySet[Scenario]:
    """The office's, and a chair's own; the office sees them all."""
    rows = Scenario.objects.filter(call=room.call).select_related("society", "made_by")
    if room.office:
        return rows
    return rows.filter(Q(society=None) | Q(society__in=[row.society_id for row in room.own]))


def changeable(room: Room, instance: Mapping[str, Any], places: Mapping[Pair, CentreOffer]) -> list:
    """Grouped options of what a viewer may change: a chair only what is of the own society alone."""
    own = {row.society.slug: row.society.acronym for row in room.own}
    groups = []
    shared = []
    if room.office:
        if instance.get("federation"):
            shared.append(("federation||", f"Grants of the year ({instance['federation']['grants']})"))
        names = {slug: str(offer.centre.institution) for (_, slug), offer in places.items()}
        open_centres = sorted({row["centre"] for row in instance["offers"]}, key=names.__getitem__)
        totals = {row["id"]: row["places"] for row in instance.get("centres", ()) if "places" in row}
        shared += [(f"total||{one}", f"{names[one]}, over all societies ({totals[one]})") for one in totals]
        shared += [(f"centre||{one}", f"{names[one]}, close it for everybody") for one in open_centres]
    for row in instance["programmes"]:
        slug = row["id"]
        if slug not in own:
            continue
        options = [(f"grants|{slug}|", f"Grants of {own[slug]} ({row['grants']})")]
        offers = [one for one in instance["offers"] if one["programme"] == slug]
        options += [
            (
                f"offer|{slug}|{one['centre']}",
                f"{own[slug]} at {places[slug, one['centre']].centre.institution} ({one['places']})",
            )
            for one in offers
        ]
        groups.append((own[slug], options))
    return [*groups, ("All societies", shared)] if shared else groups


def changed(instance: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """A copy of the instance with the changes; nothing goes below zero. The lottery stays the same."""
    made = copy.deepcopy(dict(instance))
    for change in changes:
        what, by = change["what"], int(change["by"])
        if what == "grants":
            _move((row for row in made["programmes"] if row["id"] == change["programme"]), "grants", by)
        elif what == "offer":
            pair = (change["programme"], change["centre"])
            _move((row for row in made["offers"] if (row["programme"], row["centre"]) == pair), "places", by)
        elif what == "total":
            _move((row for row in made["centres"] if row["id"] == change["centre"]), "places", by)
        elif what == "centre":
            for row in made["offers"]:
                if row["centre"] == change["centre"]:
                    row["places"] = 0
        else:
            _move([made["federation"]], "grants", by)
    return made


def _move(rows: Iterable[dict[str, Any]], key: str, by: int) -> None:
    for row in rows:
        row[key] = max(0, row[key] + by)


def in_words(changes: Iterable[Change], places: Mapping[Pair, CentreOffer]) -> list[str]:
    """ "One more grant for AAA", "Porto closed for everybody"."""
    centres = {slug: str(offer.centre.institution) for (_, slug), offer in places.items()}
    acronyms = {slug: offer.programme.society.acronym for (slug, _), offer in places.items()}
    said = []
    for change in changes:
        by = int(change["by"])
        many = f"{_NUMBERS.get(abs(by), abs(by))} {'more' if by > 0 else 'less'}"
        centre = centres.get(change["centre"], change["centre"])
        society = acronyms.get(change["programme"], change["programme"])
        said.append(
            {
                "grants": f"{many} grant{'s' * (abs(by) != 1)} for {society}",
                "offer": f"{many} place{'s' * (abs(by) != 1)} for {society} at {centre}",
                "total": f"{many} place{'s' * (abs(by) != 1)} at {centre} over all societies",
                "centre": f"{centre} closed for everybody",
                "federation": f"{many} grant{'s' * (abs(by) != 1)} over all societies",
            }[change["what"]]
        )
    return [text[:1].upper() + text[1:] for text in said]


_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def tried(instance: Mapping[str, Any], changes: Sequence[Change]) -> tuple[dict, dict]:
    """(instance, result) with the changes."""
    made = changed(instance, changes)
    return made, matching.match(made)


@dataclass(frozen=True)
class Move:
    """One person who is named: where from, where to, and whether that is better by the own list."""

    application: Application
    before: str
    after: str
    gains: bool


@dataclass
class Difference:
    """A scenario against what stood when it was made: numbers per society, names where they may be seen."""

    name: str = ""
    awards: Counter = field(default_factory=Counter)
    first: Counter = field(default_factory=Counter)
    gain: Counter = field(default_factory=Counter)
    lose: Counter = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)

    @property
    def nobody(self) -> bool:
        return not (sum(self.gain.values()) or sum(self.lose.values()))


def difference(scenario: Scenario, sight: Sight, places: Mapping[Pair, CentreOffer]) -> Difference:
    before, after = _held(scenario.before), _held(scenario.result["awards"])
    lists, made = _lists(scenario.instance), Difference(scenario.name)

    def standing(key: str, pair: Pair | None) -> int:
        return lists[key].index(pair) if pair else len(lists[key])

    def place(pair: Pair | None) -> str:
        return str(places[pair].centre.institution) if pair in places else NO_PLACE

    for key, row in sight.counted.items():
        if key not in lists:
            continue
        society, now, then = row.programme.society.acronym, before.get(key), after.get(key)
        made.awards[society] += then is not None
        made.first[society] += then is not None and standing(key, then) == 0
        if now == then:
            continue
        gains = standing(key, then) < standing(key, now)
        (made.gain if gains else made.lose)[society] += 1
        if key in sight.named:
            made.moves.append(Move(row, place(now), place(then), gains))
    made.moves.sort(
        key=lambda one: (
            one.application.programme.society.acronym,
            not one.gains,
            one.application.order,
        )
    )
    return made


def side_by_side(run: Run, sight: Sight, differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """One line per society: what stands, then each scenario's awards, gains and losses."""
    held, lists = _held(run.result["awards"]), _lists(run.instance)
    awards, first = Counter(), Counter()
    for key, row in sight.counted.items():
        society = row.programme.society.acronym
        awards[society] += key in held
        first[society] += key in held and lists[key].index(held[key]) == 0
    names = sorted({row.programme.society.acronym for row in sight.counted.values()})
    return [
        {
            "society": name,
            "awards": awards[name],
            "first": first[name],
            "cells": [
                {
                    "name": one.name,
                    "awards": one.awards[name],
                    "first": one.first[name],
                    "gain": one.gain[name],
                    "lose": one.lose[name],
                }
                for one in differences
            ],
        }
        for name in names
    ]


__all__ = (
    "CHOICES",
    "SIDE_BY_SIDE",
    "Difference",
    "Move",
    "changeable",
    "changed",
    "difference",
    "in_words",
    "scenarios",
    "side_by_side",
    "tried",
)
