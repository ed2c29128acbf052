"""What each person is told, and what is published so that nobody need trust us.

*Reasons*: `explain` gives one applicant the own rank and, choice by choice, why it was or was not
given; counts of places are said, nobody else's rank ever is. `waiting` says how many have to leave.

*Commitments*: before the lottery the root of salted leaves is published, one leaf per applicant (list,
ranks, bars), with the terms of the match; afterwards the result's root. Who knows the own salt can
check the own leaf; nobody can guess anybody's. Leaf = SHA-256(0x00 | salt | canonical JSON), node =
SHA-256(0x01 | left | right), leaves sorted by id, an odd node goes up unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sojourn.core.market import Market, read
from sojourn.core.matching import ENGINE
from sojourn.core.reading import InstanceError
from sojourn.core.seals import canonical, digest
from sojourn.core.structure import capacities, structure_of

BARS = {
    "own_country": "in your own country",
    "conflict": "not open to you because of a conflict of interest",
    "not_wanted": "you marked it as not wanted",
    "no_common_period": "it takes nobody in the months that you ticked",
}


@dataclass(frozen=True)
class Line:
    """One sentence; `choice` is 1 for the first choice, 0 for a sentence about the person."""

    choice: int
    programme: str
    centre: str
    code: str
    text: str


def explain(instance: Any, result: Mapping[str, Any], applicant: str, **names: Any) -> list[str]:
    """The sentences for one applicant; see `Explainer` for the names and settings."""
    return [line.text for line in Explainer(instance, result, **names).lines(applicant)]


class Explainer:
    """Reads an instance and its result once and tells everybody their own part.

    `programmes` and `centres` give names for ids, `bars` sentences for reasons of barred pairs;
    `show_rank=False` leaves the own rank out. KeyError for an unknown applicant.
    """

    def __init__(
        self,
        instance: Any,
        result: Mapping[str, Any],
        *,
        programmes: Mapping[str, str] | None = None,
        centres: Mapping[str, str] | None = None,
        bars: Mapping[str, str] | None = None,
        show_rank: bool = True,
    ) -> None:
        self.market = read(instance)
        self.reasons = result["reasons"]
        self.programme_names, self.centre_names = programmes or {}, centres or {}
        self.bars = BARS | dict(bars or {})
        self.show_rank = show_rank
        self.index = {name: a for a, name in enumerate(self.market.applicants)}
        self.tied = _tied(instance)
        self.worst = {(row["programme"], row["centre"]): row["cut"] for row in result["cutoffs"]["offers"]}
        self.worst |= {(row["id"], ""): row["cut"] for row in result["cutoffs"]["programmes"]}
        self.given: Counter[Any] = Counter()
        for award in result["awards"]:
            self.given.update(
                [(award["programme"], award["centre"]), award["programme"], ("at", award["centre"]), ("all",)]
            )

    def lines(self, applicant: str) -> list[Line]:
        a = self.index[applicant]
        if self.market.previous and a in self.market.previous.declined:
            return [Line(0, "", "", "declined", "You declined.")]
        lines = self._standing(a) if self.show_rank else []
        for number, reason in enumerate(self.reasons[applicant], start=1):
            lines.append(self._line(a, number, reason))
        if not self.market.choices[a]:
            lines.append(Line(0, "", "", "", "You named no centre."))
        return lines

    def _standing(self, a: int) -> list[Line]:
        named = dict.fromkeys(self.market.programme_of[u] for u in self.market.choices[a])
        lines = []
        for s in named:
            rank, programme = self.market.rank[s].get(a), self.market.programmes[s]
            if rank is None:
                continue
            at = f" at {self._programme(programme)}" if len(named) > 1 else ""
            drawn = (
                ", after the lottery had parted a tie" if (self.market.applicants[a], s) in self.tied else ""
            )
            lines.append(Line(0, programme, "", "rank", f"You were {ordinal(rank)}{at}{drawn}."))
        return lines

    def _line(self, a: int, number: int, reason: Mapping[str, Any]) -> Line:
        programme, centre, code = reason["programme"], reason["centre"], reason["code"]
        several = len({self.market.programme_of[u] for u in self.market.choices[a]}) > 1
        where = self.centre_names.get(centre, centre) + (f", {self._programme(programme)}" if several else "")
        said = f"{where} (your {_CHOICES.get(number, ordinal(number))} choice): {self._because(a, reason)}."
        return Line(number, programme, centre, code, said)

    def _because(self, a: int, reason: Mapping[str, Any]) -> str:
        programme, centre, code = reason["programme"], reason["centre"], reason["code"]
        society = self._programme(programme)
        if code == "offer_full":
            count = self.given[programme, centre]
            return self._gone(a, programme, (programme, centre), "place" if count == 1 else "places", count)
        if code == "programme_full":
            count = self.given[programme]
            return self._gone(a, programme, (programme, ""), f"grant{'s' * (count != 1)} of {society}", count)
        if code == "centre_full":
            return _all_before(self.given["at", centre], "place", "of this centre, over all societies,")
        if code == "federation_full":
            return _all_before(self.given["all",], "grant", "of the federation")
        if code == "no_common_period":
            u = next(u for u in self.market.choices[a] if self._ids(u) == (programme, centre))
            suits = self.market.available.get(a, frozenset(self.market.periods[u]))
            taken = not suits.isdisjoint(self.market.periods[u])
            return "the periods that suit you are taken" if taken else "none of its periods suits you"
        return {
            "awarded": "yours",
            "barred": self.bars.get(reason["by"] or "", f"not open to you ({reason['by']})"),
            "unranked": f"the committee of {society} did not rank you",
            "no_places": "there was no place",
            "declined": "you declined",
            "frozen": "you asked to keep the place you have",
        }[code]

    def _gone(self, a: int, programme: str, limit: tuple[str, str], what: str, count: int) -> str:
        """Who has it: people ranked above, or, in a later round, people who had it before."""
        rank = self.market.rank[self.market.programmes.index(programme)][a]
        worst = self.worst[limit]
        if worst is None or rank <= worst:
            return f"the {what} stay with people who were given them in an earlier round"
        if count == 1:
            return f"the only {what} went to a person ranked above you"
        return f"all {count} {what} went to people ranked above you"

    def _programme(self, programme: str) -> str:
        return self.programme_names.get(programme, programme)

    def _ids(self, u: int) -> tuple[str, str]:
        s, c = self.market.pairs[u]
        return self.market.programmes[s], self.market.centres[c]


def waiting(instance: Any, result: Mapping[str, Any], applicant: str) -> list[tuple[str, str, int]]:
    """(programme, centre, n) for each choice better than the award: at least n better-ranked people must
    decline or move on before it can be had. Choices that can never be had are left out."""
    market = read(instance)
    caps = capacities(market, structure_of(market).mode)
    a = market.applicants.index(applicant)
    pair = {(market.programmes[s], market.centres[c]): u for u, (s, c) in enumerate(market.pairs)}
    holds = {award["applicant"]: pair[award["programme"], award["centre"]] for award in result["awards"]}
    award = [holds.get(name) for name in market.applicants]
    wished = market.wished()
    out = market.previous.declined | market.previous.frozen if market.previous else frozenset()
    found = []
    for u in wished[a]:
        s, _ = market.pairs[u]
        rank = market.rank[s].get(a)
        if u == award[a]:
            break
        if rank is None or not (caps.places[u] and caps.grants[s]):
            continue
        above = market.order[s][: rank - 1]
        wanting = sum(award[b] == u or (b not in out and _prefers(wished[b], u, award[b])) for b in above)
        holding = sum(award[b] is not None and market.programme_of[award[b] or 0] == s for b in above)
        number = max(0, wanting - caps.places[u] + 1, holding - caps.grants[s] + 1)
        found.append((*_names(market, u), number))
    return found


def _prefers(row: Sequence[int], u: int, present: int | None) -> bool:
    return u in row and (present is None or row.index(u) < row.index(present))


def _names(market: Market, u: int) -> tuple[str, str]:
    s, c = market.pairs[u]
    return market.programmes[s], market.centres[c]


def _all_before(count: int, what: str, of: str) -> str:
    if count == 1:
        return f"the only {what} {of} went to a person before you in the published order"
    return f"all {count} {what}s {of} went to people before you in the published order"


def _tied(instance: Any) -> set[tuple[str, int]]:
    return {
        (name, s)
        for s, row in enumerate(instance["programmes"])
        for entry in row["ranking"]
        if isinstance(entry, list) and len(entry) > 1
        for name in entry
    }


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_CHOICES = {1: "first", 2: "second", 3: "third"}


# Commitments


def salts(given: Any) -> dict[str, bytes]:
    """Salts from {id: 64 hexadecimal digits}; InstanceError with the path of a wrong one."""
    if type(given) is not dict:
        raise InstanceError("salts", "expected an object")
    found = {}
    for name, text in given.items():
        try:
            found[name] = bytes.fromhex(text)
        except (TypeError, ValueError):
            found[name] = b""
        if len(found[name]) != 32 or len(text) != 64:
            raise InstanceError(f"salts[{name[:40]!r}]", "expected 32 bytes in hexadecimal")
    return found


def commit(instance: Any, salt: Mapping[str, bytes]) -> dict[str, Any]:
    """What is published before the lottery: root, leaves by id, the terms and their digest."""
    market = read(instance, drawn=False)
    ranks = _ranks_before_lottery(instance)
    leaves = {}
    bars = _bars(market)
    for a, name in enumerate(market.applicants):
        if name not in salt:
            raise InstanceError(f"salts[{name[:40]!r}]", "missing")
        leaves[name] = leaf(salt[name], _entry(market, a, ranks, bars.get(a, [])))
    stated = terms(instance)
    return {
        "root": root(leaves).hex(),
        "leaves": {name: value.hex() for name, value in leaves.items()},
        "terms": stated,
        "terms_digest": digest(canonical(stated)),
    }


def commit_result(result: Mapping[str, Any], salt: Mapping[str, bytes]) -> dict[str, Any]:
    """What is published after the match: the root over each person's award and reasons, and counts."""
    award = {row["applicant"]: row for row in result["awards"]}
    leaves = {
        name: leaf(salt[name], {"id": name, "award": award.get(name), "reasons": lines})
        for name, lines in result["reasons"].items()
    }
    return {"root": root(leaves).hex(), "awards": len(award), "unmatched": len(result["unmatched"])}


def entry(instance: Any, applicant: str) -> dict[str, Any]:
    """One applicant's leaf in clear, for that person: what was committed to about them."""
    market = read(instance, drawn=False)
    a = market.applicants.index(applicant)
    return _entry(market, a, _ranks_before_lottery(instance), _bars(market).get(a, []))


def _entry(
    market: Market, a: int, ranks: Mapping[str, dict[str, list[int]]], bars: list[list[str]]
) -> dict[str, Any]:
    """One applicant's leaf in clear: the list, the ranks (first and last place of a tie), the bars; and
    the periods, of whoever stated some."""
    name = market.applicants[a]
    entry = {
        "id": name,
        "choices": [list(_names(market, u)) for u in market.choices[a]],
        "ranks": ranks.get(name, {}),
        "barred": bars,
    }
    return entry | {"available": sorted(market.available[a])} if a in market.available else entry


def _bars(market: Market) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = {}
    for (a, u), reason in market.barred.items():
        found.setdefault(a, []).append([*_names(market, u), reason])
    return {a: sorted(rows) for a, rows in found.items()}


def terms(instance: Any) -> dict[str, Any]:
    """Everything that binds and names nobody: capacities, quotas, splits, engine."""
    federation = instance.get("federation")
    return {
        "format": instance["format"],
        "engine": ENGINE,
        "applicants": len(instance["applicants"]),
        "programmes": [_only(row, "id", "grants") for row in instance["programmes"]],
        "offers": [_only(row, "programme", "centre", "period", "places") for row in instance["offers"]],
        "centres": [_only(row, "id", "places", "split") for row in instance.get("centres") or []],
        "federation": federation and _only(federation, "grants", "split", "revert"),
        "mode": instance.get("mode"),
    }


def _only(row: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """What the format knows of a row; anything else binds nobody."""
    return {key: row[key] for key in keys if key in row}


def leaf(salt: bytes, value: Any) -> bytes:
    return sha256(b"\x00" + salt + canonical(value)).digest()


def root(leaves: Mapping[str, bytes]) -> bytes:
    """The root over leaves sorted by id; of nothing, the digest of nothing."""
    level = [leaves[name] for name in sorted(leaves)]
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else sha256(b"").digest()


def path(leaves: Mapping[str, bytes], name: str) -> list[tuple[str, bytes]]:
    """The neighbours ("left" or "right") by which one's leaf leads to the root."""
    order = sorted(leaves)
    level, at, steps = [leaves[key] for key in order], order.index(name), []
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            steps.append(("left" if beside < at else "right", level[beside]))
        level, at = _above(level), at // 2
    return steps


def leads_to(own: bytes, steps: Sequence[tuple[str, bytes]], published: bytes) -> bool:
    for side, other in steps:
        own = _node(other, own) if side == "left" else _node(own, other)
    return own == published


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [_node(*level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
    return pairs + level[len(level) - len(level) % 2 :]


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _ranks_before_lottery(instance: Any) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for row in instance["programmes"]:
        place = 0
        for tie in row["ranking"]:
            people = tie if isinstance(tie, list) else [tie]
            for name in people:
                found.setdefault(name, {})[row["id"]] = [place + 1, place + len(people)]
            place += len(people)
    return found
