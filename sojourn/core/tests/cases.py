"""Small random instances, and the definition of fairness by enumeration of every matching.

Nothing here is clever: capacities are counted, all matchings are listed. That is what the engine
and the verifier are compared with.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from itertools import permutations, product
from random import Random
from typing import Any

# The default is quick; the figures of the documentation come from SOJOURN_CASES=4000.
CASES = int(os.environ.get("SOJOURN_CASES", "0"))

Pair = tuple[str, str]
Matching = dict[str, Pair]
SCARCE = [0, 1, 1, 1, 2, 2, 3]


def cases(few: int) -> int:
    return max(few, CASES)


def instance(
    random: Random,
    *,
    people: int = 4,
    programmes: int = 2,
    centres: int = 2,
    several: bool = True,
    shared: bool = False,
    federation: bool = False,
    periods: bool = False,
    ties: bool = True,
    longest: int = 4,
) -> dict[str, Any]:
    """A random instance with everything that can go wrong: nobody ranked, empty lists, no places."""
    names = [f"a{n}" for n in range(random.randint(0, people))]
    random.shuffle(names)
    societies = [f"P{n}" for n in range(random.randint(1, programmes))]
    sites = [f"C{n}" for n in range(random.randint(1, centres))]
    pairs = [(p, c) for p in societies for c in sites if random.random() < 0.85] or [(societies[0], sites[0])]
    made: dict[str, Any] = {
        "format": "sojourn-match/1",
        "applicants": [],
        "programmes": [
            {"id": p, "grants": random.choice(SCARCE), "ranking": _ranking(random, names, ties)}
            for p in societies
        ],
        "offers": [row for p, c in pairs for row in _offer(random, p, c, periods)],
        "lottery": {"seed": random.randbytes(8).hex()},
    }
    for name in names:
        open_to = pairs if several else [pair for pair in pairs if pair[0] == random.choice(societies)]
        if not several and open_to:
            home = open_to[0][0]
            open_to = [pair for pair in pairs if pair[0] == home]
        wanted = random.sample(open_to, random.randint(0, min(len(open_to), longest)))
        row: dict[str, Any] = {"id": name, "choices": [{"programme": p, "centre": c} for p, c in wanted]}
        if periods and random.random() < 0.7:
            row["available"] = random.sample(["m1", "m2", "m3", "m4"], random.randint(0, 3))
        made["applicants"].append(row)
    made["barred"] = [
        {"applicant": row["id"], "reason": random.choice(["own_country", "conflict"]), **choice}
        for row in made["applicants"]
        for choice in row["choices"]
        if random.random() < 0.1
    ]
    if shared:
        made["centres"] = []
        for c in sites:
            total = random.choice(SCARCE)
            split: Counter[str] = Counter(random.choice(societies) for _ in range(total))
            made["centres"].append({"id": c, "places": total, "split": dict(split)})
    if federation:
        total = random.choice(SCARCE)
        chosen = Counter(random.choice(societies) for _ in range(total))
        made["federation"] = {"grants": total, "split": random.choice(["sainte-lague", dict(chosen)])}
        if random.random() < 0.5:
            made["federation"]["revert"] = random.sample(societies, random.randint(0, len(societies)))
    return made


def _ranking(random: Random, names: list[str], ties: bool) -> list[Any]:
    order = random.sample(names, random.randint(len(names) // 2, len(names)))
    ranking: list[Any] = []
    while order:
        size = random.choice([1, 1, 2, 3]) if ties else 1
        group, order = order[:size], order[size:]
        ranking.append(group if len(group) > 1 else group[0])
    return ranking


def _offer(random: Random, programme: str, centre: str, periods: bool) -> list[dict[str, Any]]:
    row = {"programme": programme, "centre": centre}
    if not periods or random.random() < 0.3:
        return [{**row, "places": random.choice(SCARCE)}]
    months = random.sample(["m1", "m2", "m3", "m4"], random.randint(1, 3))
    return [{**row, "period": month, "places": random.choice([0, 1, 1, 1, 2])} for month in months]


class Definition:
    """An instance with its capacities after the splits, as the definition needs them."""

    def __init__(self, given: dict[str, Any], *, merit: bool) -> None:
        self.given, self.merit = given, merit
        self.seed = bytes.fromhex(given["lottery"]["seed"])
        self.lists = {
            r["id"]: [(c["programme"], c["centre"]) for c in r["choices"]] for r in given["applicants"]
        }
        self.available = {r["id"]: r.get("available") for r in given["applicants"]}
        self.rank: dict[str, dict[str, int]] = {}
        for row in given["programmes"]:
            order: list[str] = []
            for tie in row["ranking"]:
                order += sorted(tie, key=self.number) if isinstance(tie, list) else [tie]
            self.rank[row["id"]] = {name: place for place, name in enumerate(order, start=1)}
        self.barred = {(b["applicant"], b["programme"], b["centre"]) for b in given.get("barred", [])}
        self.most = {row["id"]: row["grants"] for row in given["programmes"]}
        self.rows = given["offers"]

    def number(self, name: str) -> bytes:
        return sha256(self.seed + b"\0" + name.encode()).digest()

    def options(self, name: str) -> list[Pair]:
        """What somebody may get, best first."""
        return [
            pair
            for pair in self.lists[name]
            if (name, *pair) not in self.barred and name in self.rank[pair[0]]
        ]

    def before(self, name: str, programme: str) -> Any:
        """Mode A's published order; otherwise the rank, which is compared inside a programme only."""
        rank = self.rank[programme][name]
        if not self.merit:
            return rank
        return Fraction(2 * rank - 1, 2 * max(1, self.most[programme])), self.number(name), programme

    def fits(self, held: Matching) -> bool:
        """Whether all these people fit at once."""
        pairs, programmes, centres = Counter(held.values()), Counter(), Counter()  # type: ignore[var-annotated]
        for p, c in held.values():
            programmes[p] += 1
            centres[c] += 1
        rooms = self.rooms()
        if any(count > rooms[pair] for pair, count in pairs.items()):
            return False
        if any(count > self.grants()[p] for p, count in programmes.items()):
            return False
        if self.merit:
            for row in self.given.get("centres", []):
                if row.get("places") is not None and centres[row["id"]] > row["places"]:
                    return False
            total = (self.given.get("federation") or {}).get("grants")
            if total is not None and len(held) > total:
                return False
        return all(self._periods_fit(pair, [a for a, at in held.items() if at == pair]) for pair in pairs)

    def rooms(self) -> Counter[Pair]:
        rooms: Counter[Pair] = Counter()
        for row in self.rows:
            rooms[row["programme"], row["centre"]] += row["places"]
        if not self.merit:
            for row in self.given.get("centres", []):
                for (p, c), room in rooms.items():
                    offering = [q for (q, d), places in rooms.items() if d == c == row["id"] and places]
                    if c == row["id"] and len(offering) == 1:
                        rooms[p, c] = min(room, row["places"])
            whole = Counter[str]()
            for (_, c), room in self._plain().items():
                whole[c] += room
            for row in self.given.get("centres", []):
                offering = [q for (q, d), places in self._plain().items() if d == row["id"] and places]
                if len(offering) > 1 and whole[row["id"]] > row["places"]:
                    for p, c in rooms:
                        if c == row["id"]:
                            rooms[p, c] = min(self._plain()[p, c], row["split"].get(p, 0))
        return rooms

    def _plain(self) -> Counter[Pair]:
        rooms: Counter[Pair] = Counter()
        for row in self.rows:
            rooms[row["programme"], row["centre"]] += row["places"]
        return rooms

    def grants(self) -> dict[str, int]:
        federation = self.given.get("federation")
        if self.merit or not federation or federation["grants"] >= sum(self.most.values()):
            return self.most
        if federation["split"] != "sainte-lague":
            return {p: min(most, federation["split"].get(p, 0)) for p, most in self.most.items()}
        claims = sorted(
            (Fraction(2 * k - 1, 2 * g), p) for p, g in self.most.items() for k in range(1, g + 1)
        )
        return {p: [q for _, q in claims[: federation["grants"]]].count(p) for p in self.most}

    def _periods_fit(self, pair: Pair, people: list[str]) -> bool:
        rows = [row for row in self.rows if (row["programme"], row["centre"]) == pair]
        if all(row.get("period") is None for row in rows):
            return True
        seats = [row["period"] for row in rows for _ in range(row["places"])]
        return any(
            all(
                self.available[a] is None or month in self.available[a]
                for a, month in zip(people, chosen, strict=True)
            )
            for chosen in permutations(seats, len(people))
        )

    def everything(self) -> Iterator[Matching]:
        """Every matching that fits."""
        names = sorted(self.lists)
        for chosen in product(*([None, *self.options(name)] for name in names)):
            held = {name: pair for name, pair in zip(names, chosen, strict=True) if pair is not None}
            if self.fits(held):
                yield held

    def fair(self, held: Matching) -> bool:
        """Nobody could be let in, beside all who stand before, to something better than the own place."""
        for name in self.lists:
            for pair in self.options(name):
                if held.get(name) == pair:
                    break
                if self.merit and not self.most[pair[0]]:
                    continue
                mine = self.before(name, pair[0])
                ahead = {
                    other: at
                    for other, at in held.items()
                    if other != name and (self.merit or at[0] == pair[0]) and self.before(other, at[0]) < mine
                }
                if self.fits(ahead | {name: pair}):
                    return False
        return True

    def place(self, name: str, held: Matching) -> int:
        """How far down the list; 99 for nothing."""
        return self.options(name).index(held[name]) if name in held else 99


def held_of(result: dict[str, Any]) -> Matching:
    return {row["applicant"]: (row["programme"], row["centre"]) for row in result["awards"]}
