"""The engine against enumeration: fair, best for every applicant, no gain by lying."""

from __future__ import annotations

from copy import deepcopy
from itertools import permutations
from random import Random
from typing import Any

import pytest

from sojourn.core import matching, verifier
from sojourn.core.matching import match
from sojourn.core.tests.cases import Definition, cases, held_of, instance

KINDS: dict[str, dict[str, Any]] = {
    "A": {"several": False},
    "A with every cap": {"several": False, "shared": True, "federation": True, "programmes": 3},
    "A by period": {"several": False, "periods": True, "shared": True},
    "B": {"centres": 3},
    "B by period": {"periods": True},
    "C": {"federation": True, "programmes": 3},
    "D": {"shared": True},
    "D and C": {"shared": True, "federation": True},
    "everyone tied": {"people": 5, "programmes": 1, "centres": 3},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_outcome_is_fair_and_the_best_fair_one_for_everybody(kind: str) -> None:
    random = Random(kind)
    for _ in range(cases(60)):
        given = instance(random, **KINDS[kind])
        result = match(given)
        definition = Definition(given, merit=result["mode"] == "A")
        held = held_of(result)
        assert definition.fits(held), given
        assert definition.fair(held), given
        fair = [other for other in definition.everything() if definition.fair(other)]
        assert held in fair
        for other in fair:
            assert all(definition.place(a, held) <= definition.place(a, other) for a in definition.lists), (
                given
            )
        if result["mode"] == "A":
            assert len(fair) == 1, given
        assert verifier.verify(given, result) == [], given


@pytest.mark.parametrize("kind", ["A with every cap", "A by period", "B", "B by period", "C", "D"])
def test_nobody_gains_by_stating_another_order(kind: str) -> None:
    random = Random(kind)
    for _ in range(cases(40) // 2):
        given = instance(random, **{**KINDS[kind], "longest": 3})
        result = match(given)
        definition = Definition(given, merit=result["mode"] == "A")
        truth = {a: definition.place(a, held_of(result)) for a in definition.lists}
        for row in given["applicants"]:
            for size in range(len(row["choices"]) + 1):
                for lie in permutations(row["choices"], size):
                    lied = deepcopy(given)
                    next(r for r in lied["applicants"] if r["id"] == row["id"])["choices"] = list(lie)
                    if matching.classify(lied).mode != result["mode"]:
                        continue
                    assert definition.place(row["id"], held_of(match(lied))) >= truth[row["id"]], (given, lie)
