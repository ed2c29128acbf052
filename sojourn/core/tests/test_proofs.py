"""Reasons are right and leak nobody else's rank; commitments bind."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from sojourn.core import proofs
from sojourn.core.matching import InstanceError, match
from sojourn.core.proofs import Explainer, explain, leads_to, leaf, waiting
from sojourn.core.tests.cases import Definition, cases, held_of, instance
from sojourn.core.tests.test_matching import KINDS
from sojourn.core.tests.test_rounds import next_round

WORDS = {"P0": "Breast", "P1": "Chest", "P2": "Neuro", "C0": "Oslo", "C1": "Porto", "C2": "Lyon"}


def test_the_text_of_the_page() -> None:
    lists = {"a1": ["Oslo", "Porto", "Lyon"], "a2": ["Oslo"], "a3": ["Oslo"], "a4": ["Lyon", "Oslo"]}
    given = {
        "format": "sojourn-match/1",
        "applicants": [
            {"id": a, "choices": [{"programme": "P", "centre": c} for c in wanted]}
            for a, wanted in lists.items()
        ],
        "programmes": [{"id": "P", "grants": 3, "ranking": ["a2", "a3", "a1", "a4"]}],
        "offers": [
            {"programme": "P", "centre": c, "places": n} for c, n in (("Oslo", 2), ("Porto", 1), ("Lyon", 1))
        ],
        "barred": [{"applicant": "a1", "programme": "P", "centre": "Porto", "reason": "own_country"}],
    }
    result = match(given)
    assert explain(given, result, "a1") == [
        "You were 3rd.",
        "Oslo (your first choice): all 2 places went to people ranked above you.",
        "Porto (your second choice): in your own country.",
        "Lyon (your third choice): yours.",
    ]
    assert explain(given, result, "a4", show_rank=False) == [
        "Lyon (your first choice): the only place went to a person ranked above you.",
        "Oslo (your second choice): all 2 places went to people ranked above you.",
    ]
    assert waiting(given, result, "a4") == [("P", "Lyon", 1), ("P", "Oslo", 2)]
    assert waiting(given, result, "a1") == [("P", "Oslo", 1)]


@pytest.mark.parametrize("kind", KINDS)
def test_explanations_are_true_and_name_nobody_elses_rank(kind: str) -> None:
    random = Random(kind)
    for _ in range(cases(60)):
        given = instance(random, **{**KINDS[kind], "people": 7})
        result = match(given)
        definition = Definition(given, merit=result["mode"] == "A")
        held = held_of(result)
        teller = Explainer(given, result, programmes=WORDS, centres=WORDS)
        counts = Counter(
            [*held.values(), *(p for p, _ in held.values()), *(("at", c) for _, c in held.values())]
        )
        for a, choices in definition.lists.items():
            lines = [line for line in teller.lines(a) if line.choice]
            until = choices[: choices.index(held[a]) + 1] if a in held else choices
            assert [(line.programme, line.centre) for line in lines] == until
            own = {definition.rank[p].get(a) for p, _ in choices}
            for line in teller.lines(a):
                said = {int(number) for number in re.findall(r"\d+", line.text)}
                allowed = own | {counts[line.programme, line.centre], counts[line.programme]}
                assert said <= allowed | {counts["at", line.centre], len(held)} | {line.choice}, line
                assert_true(definition, held, a, line)


def assert_true(definition: Definition, held: dict[str, Any], a: str, line: proofs.Line) -> None:
    """Each sentence against the definition, by hand."""
    pair = (line.programme, line.centre)
    if not line.choice:
        return
    ranks = definition.rank[pair[0]]
    here = [b for b, at in held.items() if at == pair]
    of_programme = [b for b, at in held.items() if at[0] == pair[0]]
    if line.code == "awarded":
        assert held[a] == pair
    elif line.code == "barred":
        assert (a, *pair) in definition.barred
    elif line.code == "unranked":
        assert a not in ranks
    elif line.code == "no_places":
        assert not definition.fits({a: pair})
    elif line.code == "offer_full":
        assert len(here) == definition.rooms()[pair] and all(ranks[b] < ranks[a] for b in here)
    elif line.code == "programme_full":
        assert len(of_programme) == definition.grants()[pair[0]] and all(
            ranks[b] < ranks[a] for b in of_programme
        )
    elif line.code == "centre_full":
        there = {b: at for b, at in held.items() if at[1] == pair[1]}
        assert all(definition.before(b, at[0]) < definition.before(a, pair[0]) for b, at in there.items())
    elif line.code == "federation_full":
        assert all(definition.before(b, at[0]) < definition.before(a, pair[0]) for b, at in held.items())
    else:
        assert line.code == "no_common_period"
        ahead = {b: pair for b in here if ranks[b] < ranks[a]}
        assert not definition.fits(ahead | {a: pair})


@pytest.mark.parametrize("kind", ["A", "B"])
def test_nobody_gets_a_place_before_so_many_have_left(kind: str) -> None:
    random, met = Random(kind), 0
    for _ in range(cases(150)):
        first = instance(random, **{**KINDS[kind], "people": 8, "ties": False})
        result = match(first)
        second = next_round(random, first, result)
        now = held_of(match(second))
        before = held_of(result)
        definition = Definition(first, merit=False)
        for a in definition.lists:
            for programme, centre, number in waiting(first, result, a):
                if now.get(a) == (programme, centre):
                    ranks = definition.rank[programme]
                    left = [
                        b
                        for b in ranks
                        if ranks[b] < ranks[a]
                        and (
                            before.get(b) != now.get(b)
                            or b in second["previous"]["declined"] + second["previous"]["frozen"]
                        )
                    ]
                    assert len(left) >= number, (second, a)
                    met += 1
    assert met


def test_texts_exist_for_every_code_in_later_rounds() -> None:
    random, seen = Random(1), set()
    for kind in KINDS.values():
        for _ in range(cases(60)):
            given = instance(random, **{**kind, "people": 7})
            given = next_round(random, given, match(given))
            teller = Explainer(given, result := match(given))
            for a in result["reasons"]:
                seen |= {line.code for line in teller.lines(a)}
                assert all(line.text.endswith(".") for line in teller.lines(a))
    assert {"frozen", "declined", "offer_full", "programme_full", "centre_full", "federation_full"} <= seen


# Commitments


def committed(random: Random) -> tuple[dict[str, Any], dict[str, bytes], dict[str, Any]]:
    given = instance(random, people=9)
    salts = {row["id"]: random.randbytes(32) for row in given["applicants"]}
    return given, salts, proofs.commit({**given, "lottery": None}, salts)


def test_every_leaf_leads_to_the_root_and_no_other_value_does() -> None:
    random = Random(2)
    for _ in range(40):
        given, salts, published = committed(random)
        leaves = {name: bytes.fromhex(value) for name, value in published["leaves"].items()}
        root = bytes.fromhex(published["root"])
        for name, own in leaves.items():
            steps = proofs.path(leaves, name)
            assert leads_to(own, steps, root)
            assert not leads_to(leaf(salts[name], {"id": name}), steps, root)
            assert not leads_to(leaf(random.randbytes(32), {"id": name}), steps, root)
        assert given["lottery"]["seed"] not in str(published)


def test_the_root_is_that_of_the_published_rule() -> None:
    """Three leaves: the odd one goes up unchanged."""
    one, two, three = (leaf(bytes(32), {"id": n}) for n in "abc")
    assert one == sha256(b"\x00" + bytes(32) + b'{"id":"a"}').digest()
    left = sha256(b"\x01" + one + two).digest()
    assert proofs.root({"c": three, "a": one, "b": two}) == sha256(b"\x01" + left + three).digest()


def test_a_tie_is_committed_as_its_span_before_the_lottery() -> None:
    given = {
        "format": "sojourn-match/1",
        "applicants": [{"id": name, "choices": [{"programme": "P", "centre": "C"}]} for name in "abc"],
        "programmes": [{"id": "P", "grants": 1, "ranking": ["c", ["a", "b"]]}],
        "offers": [{"programme": "P", "centre": "C", "places": 1}],
    }
    salts = {name: bytes(32) for name in "abc"}
    published = proofs.commit(given, salts)
    own = {"id": "a", "choices": [["P", "C"]], "ranks": {"P": [2, 3]}, "barred": []}
    assert published["leaves"]["a"] == leaf(bytes(32), own).hex()
    assert published["terms"]["programmes"] == [{"id": "P", "grants": 1}]


def test_the_result_is_committed_too() -> None:
    given, salts, _ = committed(Random(4))
    result = match(given)
    published = proofs.commit_result(result, salts)
    assert published["awards"] == len(result["awards"]) and published["unmatched"] == len(result["unmatched"])
    if result["reasons"]:
        name = min(result["reasons"])
        result["reasons"][name] = [*result["reasons"][name], {}]
        assert proofs.commit_result(result, salts)["root"] != published["root"]


@pytest.mark.parametrize("salts", [[], {"a": 1}, {"a": "00"}, {"a": "x" * 64}, {"a": " " * 2 + "00" * 31}])
def test_salts_are_32_bytes(salts: Any) -> None:
    with pytest.raises(InstanceError):
        proofs.salts(salts)
