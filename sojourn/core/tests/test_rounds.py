"""Rounds after declines: nobody worse, who froze stays, cut-offs only fall, only waived envy is left."""

from __future__ import annotations

import itertools
import math
from random import Random
from typing import Any

import pytest

from sojourn.core.matching import InstanceError, match
from sojourn.core.tests.cases import Definition, cases, held_of, instance
from sojourn.core.verifier import verify

Instance = dict[str, Any]

KINDS: dict[str, Instance] = {
    "A": {"several": False},
    "A shared": {"several": False, "shared": True, "federation": True, "programmes": 3},
    "A by period": {"several": False, "shared": True, "periods": True},
    "B": {"centres": 3},
    "B by period": {"periods": True},
    "C": {"federation": True, "programmes": 3},
    "D": {"shared": True, "federation": True},
}
NESTED = {"A", "B", "C"}  # here a freed place can only be wanted by people of its own programme


def next_round(random: Random, given: Instance, result: Instance) -> Instance:
    """Some decline, some freeze, and now and then somebody who got nothing gives up, too."""
    winners = [row["applicant"] for row in result["awards"]]
    before = given.get("previous", {})
    out = set(before.get("declined", ())) | {
        a for a in winners + result["unmatched"] if random.random() < 0.3
    }
    frozen = [a for a in winners if a not in out and (a in before.get("frozen", ()) or random.random() < 0.2)]
    previous = {"awards": result["awards"], "declined": sorted(out), "frozen": frozen}
    return {**given, "previous": previous}


def rounds(random: Random, kind: str, number: int = 3) -> list[tuple[Instance, Instance]]:
    given = instance(random, people=8, ties=False, **KINDS[kind])
    found = [(given, match(given))]
    for _ in range(number):
        given = next_round(random, *found[-1])
        found.append((given, match(given)))
    return found


def thresholds(result: Instance) -> list[float]:
    """Per offer the worst rank that is still admitted: by its own cut-off and its programme's."""
    programmes = {row["id"]: row["cut"] for row in result["cutoffs"]["programmes"]}
    cuts = [(row["cut"], programmes[row["programme"]]) for row in result["cutoffs"]["offers"]]
    return [min(math.inf if cut is None else cut for cut in pair) for pair in cuts]


def within(given: Instance, result: Instance) -> bool:
    """What never changes between rounds, whatever reverts: all limits but the split of the grants."""
    held = held_of(result)
    definition = Definition({**given, "federation": None}, merit=result["mode"] == "A")
    total = given.get("federation", {}).get("grants", len(held))
    return definition.fits(held) and len(held) <= total


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_gets_worse_and_the_verifier_agrees(kind: str) -> None:
    random, moves = Random(kind), 0
    for _ in range(cases(80)):
        story = rounds(random, kind)
        for (_, first), (given, second) in itertools.pairwise(story):
            previous, held, now = given["previous"], held_of(first), held_of(second)
            definition = Definition(given, merit=second["mode"] == "A")
            assert within(given, second), given
            for a, pair in held.items():
                if a in previous["declined"]:
                    assert a not in now
                elif a in previous["frozen"]:
                    assert now[a] == pair
                else:
                    assert definition.place(a, now) <= definition.place(a, held), given
                moves += now.get(a) not in (None, pair)
            periods = {row["applicant"]: row for row in first["awards"]}
            assert all(
                row == periods[row["applicant"]]
                for row in second["awards"]
                if held.get(row["applicant"]) == now[row["applicant"]]
            ), given
            assert verify(given, second) == [], given
    assert moves or kind != "B"


@pytest.mark.parametrize("kind", sorted(NESTED))
def test_cut_offs_only_fall(kind: str) -> None:
    random = Random(kind)
    for _ in range(cases(80)):
        # In C a programme that gave a reverted grant back no longer knows it in a third round.
        story = rounds(random, kind, number=1 if kind == "C" else 3)
        for (_, first), (given, second) in itertools.pairwise(story):
            if first["cutoffs"]["federation"]:
                continue  # then the key of the last award is a threshold, too
            falls = zip(thresholds(first), thresholds(second), strict=True)
            assert all(before <= after for before, after in falls), given


@pytest.mark.parametrize("kind", sorted(NESTED))
def test_the_only_envy_left_belongs_to_people_who_waived_upgrades(kind: str) -> None:
    random = Random(kind)
    for _ in range(cases(80)):
        given, result = rounds(random, kind)[-1]
        out = set(given["previous"]["declined"]) | set(given["previous"]["frozen"])
        definition = Definition(given, merit=result["mode"] == "A")
        held = held_of(result)
        for a in set(definition.lists) - out:
            for pair in definition.options(a):
                if held.get(a) == pair:
                    break
                rank = definition.rank[pair[0]][a]
                worse = [b for b, at in held.items() if at == pair and definition.rank[pair[0]][b] > rank]
                assert not worse, given


@pytest.mark.parametrize("kind", ["A", "B"])
def test_a_round_is_the_best_fair_outcome_of_the_cut_lists(kind: str) -> None:
    random = Random(kind)
    for _ in range(cases(40)):
        given, result = rounds(random, kind, number=1)[-1]
        previous = given["previous"]
        present = {
            row["applicant"]: {k: row[k] for k in ("programme", "centre")} for row in previous["awards"]
        }
        cut = {**given, "previous": None, "applicants": []}
        for row in given["applicants"]:
            choices, own = row["choices"], present.get(row["id"])
            if row["id"] in previous["declined"]:
                choices = []
            elif own:
                choices = [own] if row["id"] in previous["frozen"] else choices[: choices.index(own) + 1]
            cut["applicants"].append({**row, "choices": choices})
        definition = Definition(cut, merit=result["mode"] == "A")
        held = held_of(result)
        fair = [other for other in definition.everything() if definition.fair(other)]
        assert held in fair, given
        assert all(definition.place(a, held) <= definition.place(a, other) for other in fair for a in held)


def test_a_freed_grant_stays_with_its_society_until_its_list_is_empty_then_reverts() -> None:
    given: Instance = {
        "format": "sojourn-match/1",
        "applicants": [{"id": a, "choices": [{"programme": p, "centre": p}]} for a, p in
                       (("p1", "P"), ("p2", "P"), ("q1", "Q"), ("q2", "Q"))],
        "programmes": [
            {"id": "P", "grants": 2, "ranking": ["p1", "p2"]},
            {"id": "Q", "grants": 2, "ranking": ["q1", "q2"]},
        ],
        "offers": [{"programme": p, "centre": p, "places": 2} for p in "PQ"],
        "federation": {"grants": 2, "split": {"P": 1, "Q": 1}, "revert": ["P", "Q"]},
        "lottery": {"seed": "00"},
    }  # fmt: skip
    first = match(given)
    assert set(held_of(first)) == {"p1", "q1"}
    second = match({**given, "previous": {"awards": first["awards"], "declined": ["q1"]}})
    assert set(held_of(second)) == {"p1", "q2"}
    previous = {"awards": second["awards"], "declined": ["q1", "q2"]}
    third = match({**given, "previous": previous})
    assert set(held_of(third)) == {"p1", "p2"}
    assert third["reasons"]["q2"][0]["code"] == "federation_full"  # that binds before the own decision


def test_awards_that_could_not_have_been_made_are_refused() -> None:
    given: Instance = {
        "format": "sojourn-match/1",
        "applicants": [{"id": a, "choices": [{"programme": "P", "centre": "C"}]} for a in ("a1", "a2")],
        "programmes": [{"id": "P", "grants": 1, "ranking": ["a1", "a2"]}],
        "offers": [{"programme": "P", "centre": "C", "places": 1}],
    }
    awards = [{"applicant": a, "programme": "P", "centre": "C"} for a in ("a1", "a2")]
    with pytest.raises(InstanceError, match="more awards than there is room for"):
        match({**given, "previous": {"awards": awards}})
    with pytest.raises(InstanceError, match="holds two awards"):
        match({**given, "previous": {"awards": [awards[0], awards[0]]}})
