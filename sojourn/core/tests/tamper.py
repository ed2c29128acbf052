"""Results with one thing changed, each of which a verifier has to find."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from sojourn.core.matching import match
from sojourn.core.tests.cases import instance
from sojourn.core.tests.test_matching import KINDS
from sojourn.core.tests.test_rounds import next_round

Result = dict[str, Any]


def swap(random: Random, given: Any, result: Result) -> None:
    one, other = random.sample(result["awards"], 2)
    one["applicant"], other["applicant"] = other["applicant"], one["applicant"]
    if random.random() < 0.5:
        result["awards"].sort(key=lambda row: row["applicant"])


def drop(random: Random, given: Any, result: Result) -> None:
    lost = result["awards"].pop(random.randrange(len(result["awards"])))
    if random.random() < 0.7:
        result["unmatched"] = sorted([*result["unmatched"], lost["applicant"]])


def duplicate(random: Random, given: Any, result: Result) -> None:
    result["awards"].insert(0, dict(random.choice(result["awards"])))


def give(random: Random, given: Any, result: Result) -> None:
    """Somebody who got nothing gets a choice, perhaps beyond the capacity."""
    name = random.choice(result["unmatched"])
    row = random.choice([row for row in given["applicants"] if row["id"] == name and row["choices"]])
    award = {"applicant": name, **random.choice(row["choices"])}
    result["awards"] = sorted([*result["awards"], award], key=lambda row: str(row["applicant"]))
    result["unmatched"].remove(name)


def move(random: Random, given: Any, result: Result) -> None:
    offer = random.choice(given["offers"])
    random.choice(result["awards"]).update({key: offer[key] for key in ("programme", "centre")})


def change_period(random: Random, given: Any, result: Result) -> None:
    random.choice([row for row in result["awards"] if "period" in row])["period"] = random.choice(
        ["m1", "m2", "m9"]
    )


def replace(random: Random, given: Any, result: Result) -> None:
    """An award goes to somebody else."""
    random.choice(result["awards"])["applicant"] = random.choice([*result["unmatched"], "nobody"])


def change_cut(random: Random, given: Any, result: Result) -> None:
    row = random.choice(result["cutoffs"][random.choice(["offers", "programmes"])])
    row["cut"] = random.choice([None, 0, 1, 2, 3, True, 1.0, "1"])


def change_key(random: Random, given: Any, result: Result) -> None:
    if random.random() < 0.5:
        result["cutoffs"]["federation"] = random.choice([None, 0, [1, 2, "", "P0"]])
    else:
        random.choice(result["cutoffs"]["centres"])["cut"] = random.choice([None, 0, [1, 2, "", "P0"]])


def lose_cut(random: Random, given: Any, result: Result) -> None:
    result["cutoffs"][random.choice(["offers", "programmes"])].pop()


def change_reason(random: Random, given: Any, result: Result) -> None:
    lines = random.choice([lines for lines in result["reasons"].values() if lines])
    key = random.choice(["code", "code", "by", "centre"])
    random.choice(lines)[key] = random.choice(
        ["awarded", "barred", "offer_full", "unranked", "own_country", None]
    )


def lose_reason(random: Random, given: Any, result: Result) -> None:
    if random.random() < 0.5:
        random.choice([lines for lines in result["reasons"].values() if lines]).pop()
    else:
        del result["reasons"][random.choice(sorted(result["reasons"]))]


def add_reason(random: Random, given: Any, result: Result) -> None:
    result["reasons"]["nobody"] = []


def change_unmatched(random: Random, given: Any, result: Result) -> None:
    if random.random() < 0.5:
        result["unmatched"].pop()
    else:
        result["unmatched"].append("nobody")


def change_mode(random: Random, given: Any, result: Result) -> None:
    result["mode"] = random.choice("ABCDEF")


def change_digest(random: Random, given: Any, result: Result) -> None:
    at = random.randrange(64)
    result["input_digest"] = (
        result["input_digest"][:at] + random.choice("0123456789abcdef") + result["input_digest"][at + 1 :]
    )


HANDS: list[Callable[[Random, Any, Result], None]] = [
    swap, drop, duplicate, give, move, change_period, replace, change_cut, change_key, lose_cut,
    change_reason, lose_reason, add_reason, change_unmatched, change_mode, change_digest,
]  # fmt: skip


def tampered(random: Random, number: int) -> list[tuple[str, Any, Result, Result]]:
    """(hand, instance, right result, wrong result): first rounds and later ones, of all kinds."""
    found: list[tuple[str, Any, Result, Result]] = []
    while len(found) < number:
        given = instance(random, **{**random.choice(list(KINDS.values())), "people": 7})
        if random.random() < 0.3:
            given = next_round(random, given, match(given))
        right = match(given)
        for _ in range(4):
            wrong, hand = json.loads(json.dumps(right)), random.choice(HANDS)
            try:
                hand(random, given, wrong)
            except (IndexError, ValueError):
                continue  # nothing there to tamper with
            if json.dumps(wrong, sort_keys=True) != json.dumps(right, sort_keys=True):
                found.append((hand.__name__, given, right, wrong))
    return found[:number]
