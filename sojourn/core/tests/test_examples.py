"""Published examples come out with their published answers, and the witnesses in our texts are true."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sojourn.core.matching import Refused, classify, match
from sojourn.core.tests.cases import Definition, held_of


def market(
    lists: dict[str, str],
    rankings: dict[str, str],
    offers: dict[str, tuple[str, int]],
    grants: dict[str, int],
) -> dict[str, Any]:
    """Applicants name offers ("x y z"), each of which belongs to a programme and has places."""
    return {
        "format": "sojourn-match/1",
        "applicants": [
            {"id": a, "choices": [{"programme": offers[u][0], "centre": u} for u in wanted.split()]}
            for a, wanted in lists.items()
        ],
        "programmes": [
            {"id": p, "grants": grants[p], "ranking": order.split()} for p, order in rankings.items()
        ],
        "offers": [{"programme": p, "centre": u, "places": places} for u, (p, places) in offers.items()],
        "lottery": {"seed": "00"},
    }


def answer(given: dict[str, Any]) -> dict[str, str]:
    return {a: centre for a, (_, centre) in held_of(match(given)).items()}


def marriage(men: dict[str, str], women: dict[str, str]) -> dict[str, Any]:
    """Each woman is a programme with one place at a centre of the same name."""
    return market(men, women, {w: (w, 1) for w in women}, dict.fromkeys(women, 1))


def test_gale_shapley_1962_example_1() -> None:
    men = {"α": "A B C", "β": "B C A", "γ": "C A B"}
    women = {"A": "β γ α", "B": "γ α β", "C": "α β γ"}
    given = marriage(men, women)
    assert answer(given) == {"α": "A", "β": "B", "γ": "C"}
    definition = Definition(given, merit=False)
    assert sum(map(definition.fair, definition.everything())) == 3


def test_gale_shapley_1962_example_2_has_one_stable_set() -> None:
    men = {"α": "A B C D", "β": "A D C B", "γ": "B A C D", "δ": "D B C A"}
    women = {"A": "δ γ α β", "B": "β δ α γ", "C": "δ α β γ", "D": "γ β α δ"}
    given = marriage(men, women)
    assert answer(given) == {"α": "C", "β": "D", "γ": "A", "δ": "B"}
    definition = Definition(given, merit=False)
    assert sum(map(definition.fair, definition.everything())) == 1


def test_abdulkadiroglu_sonmez_2003_example_1_is_fair_and_not_efficient() -> None:
    students = {"i1": "s2 s1 s3", "i2": "s1 s2 s3", "i3": "s1 s2 s3"}
    schools = {"s1": "i1 i3 i2", "s2": "i2 i1 i3", "s3": "i2 i1 i3"}
    assert answer(marriage(students, schools)) == {"i1": "s1", "i2": "s2", "i3": "s3"}


def test_abraham_irving_manlove_2007_figure_1() -> None:
    students = {
        "s1": "p1 p7",
        "s2": "p1 p2 p3 p4 p5 p6",
        "s3": "p2 p1 p4",
        "s4": "p2",
        "s5": "p1 p2 p3 p4",
        "s6": "p2 p3 p4 p5 p6",
        "s7": "p5 p3 p8",
    }
    lecturers = {"l1": "s7 s4 s1 s3 s2 s5 s6", "l2": "s3 s2 s6 s7 s5", "l3": "s1 s7"}
    offered = {"l1": "p1 p2 p3", "l2": "p4 p5 p6", "l3": "p7 p8"}
    offers = {
        p: (lecturer, 2 if p == "p1" else 1) for lecturer, names in offered.items() for p in names.split()
    }
    given = market(students, lecturers, offers, {"l1": 3, "l2": 2, "l3": 2})
    assert answer(given) == {"s1": "p1", "s2": "p5", "s3": "p4", "s4": "p2", "s7": "p3"}


def test_kamada_kojima_2015_example_1_wastes_no_place() -> None:
    """Ten doctors, a region of ten; targets of five each would have left two without a place."""
    lists = {f"d{n}": "h1" if n <= 3 else "h2" for n in range(1, 11)}
    order = " ".join(lists)
    given = market(
        lists, {"h1": order, "h2": order}, {"h1": ("h1", 10), "h2": ("h2", 10)}, {"h1": 10, "h2": 10}
    )
    given["federation"] = {"grants": 10, "split": {"h1": 5, "h2": 5}}
    assert len(answer(given)) == 10


# What the words of `structure` claim


def test_the_witness_of_mode_b() -> None:
    given = market(
        {"a1": "P Q", "a2": "Q P", "a3": "P"},
        {"P": "a2 a3 a1", "Q": "a1 a2"},
        {"P": ("P", 1), "Q": ("Q", 1)},
        {"P": 1, "Q": 1},
    )
    assert answer(given) == {"a1": "Q", "a2": "P"}
    assert not Definition(given, merit=False).fair({"a1": ("P", "P"), "a2": ("Q", "Q")})


def test_the_witness_of_mode_c_gains_by_not_naming_a_programme() -> None:
    places = {}
    for wanted in ("Q P", "Q"):
        given = market(
            {"a1": wanted, "a2": "Q", "a3": "P Q"},
            {"P": "a1", "Q": "a2 a1"},
            {"P": ("P", 1), "Q": ("Q", 2)},
            {"P": 1, "Q": 2},
        )
        given["federation"] = {"grants": 2, "split": {"P": 1, "Q": 1}}
        first = match(given)
        assert first["mode"] == "C" and "Had a1 named Q only" in classify(given).witness
        second = match({**given, "previous": {"awards": first["awards"]}})
        places[wanted] = [held_of(outcome).get("a1", ("nothing", ""))[0] for outcome in (first, second)]
    assert places == {"Q P": ["P", "P"], "Q": ["nothing", "Q"]}


def test_the_witness_of_mode_d_has_no_fair_outcome() -> None:
    """P and Q share the only place at C: each of the five outcomes wrongs somebody."""
    lists, ranks = {"a1": "QP", "a2": "PQ"}, {"P": ["a1", "a2"], "Q": ["a2", "a1"]}
    for held in ({}, *({a: p} for a in lists for p in "PQ")):
        wronged = [
            (a, p)
            for a in lists
            for p in lists[a][: lists[a].index(held[a]) if a in held else 2]
            if not any(ranks[p].index(b) < ranks[p].index(a) for b, q in held.items() if b != a and q == p)
            and all(q == p for b, q in held.items() if b != a)
        ]
        assert wronged, held


def test_the_witness_of_mode_e_has_no_fair_outcome() -> None:
    cost, lists = {"a1": 1, "a2": 1, "a3": 2}, {"a1": "PQ", "a2": "QP", "a3": "P"}
    ranks, budget = {"P": ["a2", "a3", "a1"], "Q": ["a1", "a2"]}, {"P": 2, "Q": 1}

    def affordable(held: dict[str, str | None]) -> bool:
        return all(sum(cost[a] for a in held if held[a] == p) <= budget[p] for p in budget)

    def wronged(held: dict[str, str | None]) -> bool:
        for a, p in [(name, p) for name, wanted in lists.items() for p in wanted]:
            if held[a] is not None and lists[a].index(str(held[a])) <= lists[a].index(p):
                continue
            better = {b: q for b, q in held.items() if q == p and ranks[p].index(b) < ranks[p].index(a)}
            if affordable({**better, a: p}):
                return True
        return False

    outcomes = [
        dict(zip(lists, chosen, strict=True)) for chosen in product(*([None, *w] for w in lists.values()))
    ]
    assert all(wronged(held) for held in outcomes if affordable(held))


def test_a_shared_centre_without_a_split_is_refused_with_a_witness() -> None:
    given: dict[str, Any] = market(
        {"a1": "P Q"}, {"P": "a1", "Q": "a1"}, {"P": ("P", 1), "Q": ("Q", 1)}, {"P": 1, "Q": 1}
    )
    for row in given["offers"]:
        row["centre"] = "C"
    given["applicants"][0]["choices"] = [{"programme": p, "centre": "C"} for p in "PQ"]
    given["centres"] = [{"id": "C", "places": 1}]
    with pytest.raises(Refused) as refusal:
        match(given)
    assert refusal.value.structure.mode == "D" and "P and Q share the only place" in str(refusal.value)
    given["centres"][0]["split"] = {"Q": 1}
    assert held_of(match(given)) == {"a1": ("Q", "C")}


@pytest.mark.parametrize(
    ("part", "key", "mode"),
    [("offers", "cost", "E"), ("programmes", "budget", "E"), ("centres", "ranking", "F")],
)
def test_costs_and_hosts_rankings_are_recognised_and_refused(part: str, key: str, mode: str) -> None:
    given = market({"a1": "P"}, {"P": "a1"}, {"P": ("P", 1)}, {"P": 1})
    given["centres"] = [{"id": "P"}]
    given[part][0][key] = 5
    with pytest.raises(Refused) as refusal:
        match(given)
    assert refusal.value.structure.mode == mode and f"{part}[0].{key}" in str(refusal.value)
    assert classify(given).needs


def test_a_call_is_classified_before_anybody_has_applied() -> None:
    given = market({}, {"P": "", "Q": ""}, {"P": ("P", 1), "Q": ("Q", 1)}, {"P": 1, "Q": 1})
    del given["lottery"]
    assert classify(given).mode == "A"
    assert classify(given, several=True).mode == "B"
    given["federation"] = {"grants": 1}
    assert classify(given, several=True).needs and classify(given, several=False).mode == "A"
    assert all(line.endswith(".") for line in classify(given, several=False).words)
