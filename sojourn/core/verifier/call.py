"""The instance as the verifier reads it: by the ids of the file, every reference followed."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any

from sojourn.core.verifier.shape import INSTANCE, MOST, Malformed, NoMechanism, conform

Choice = tuple[str, str]  # (programme, centre)
Award = tuple[str, str, str | None]  # (programme, centre, period)
Lists = dict[str, list[Choice]]

FORMAT = "sojourn-match/1"
LAST = 2 * MOST  # a cut-off that admits everybody
NOBODY = LAST + 1  # the rank of whoever is not ranked
MOST_PERIODS = 400
_FOREIGN = {"offers": ("cost", "costs"), "programmes": ("budget",), "centres": ("ranking",)}


class Call:
    """Rankings with ties parted, capacities after the splits, mode. Malformed if this is no instance."""

    def __init__(self, instance: Any) -> None:
        if type(instance) is dict and instance.get("format") != FORMAT:
            raise Malformed("format", f'expected "{FORMAT}"')
        try:
            conform(instance, INSTANCE)
        except Malformed as fault:
            raise Malformed(fault.path.lstrip("."), fault.message) from None
        applicants, programmes = instance["applicants"], instance["programmes"]
        rows, federation = instance.get("centres") or [], instance.get("federation") or {}
        distinct([row["id"] for row in applicants], "applicants[{}].id")
        distinct([row["id"] for row in programmes], "programmes[{}].id")

        self.seed = _seed(instance)
        self.most = {row["id"]: row["grants"] for row in programmes}
        self.centres = distinct([row["id"] for row in rows], "centres[{}].id")
        self.totals = {row["id"]: row["places"] for row in rows if row.get("places") is not None}
        self._read_offers(instance["offers"])
        self._read_lists(applicants)
        # One number object for each rank in all rankings: they stay in the processor's cache.
        self.ordinals = list(range(1, len(applicants) + 1))
        self.rank = {row["id"]: self._strict(row["ranking"], f"programmes[{i}].ranking")
                     for i, row in enumerate(programmes)}  # fmt: skip
        ranks = {choice: self.rank[choice[0]].get for choice in self.offered}
        self.standing = {a: [ranks[c](a, NOBODY) for c in choices] for a, choices in self.lists.items()}
        self._read_bars(instance.get("barred") or [])
        if self.seed is None and len(programmes) > 1:
            raise Malformed("lottery", "needed, because there is more than one programme")

        self.pool: int | None = federation.get("grants")
        self.scarce = self.pool is not None and self.pool < sum(self.most.values())
        self.revert = self._known(federation.get("revert") or [], self.most, "federation.revert[{}]")
        self.previous = instance.get("previous")
        self.mode = self._mode(instance)
        self.places, self.grants = dict(self.offered), dict(self.most)
        self.caps_of_centres = dict(self.totals) if self.mode == "A" else {}
        self.cap_of_all = self.pool if self.mode == "A" and self.scarce else None
        self._split(rows, federation.get("split"))
        self._read_previous(self.previous or {"awards": []})

    # What is asked of a call

    def number(self, applicant: str) -> bytes:
        return b"" if self.seed is None else hashlib.sha256(self.seed + b"\x00" + applicant.encode()).digest()

    def key(self, applicant: str, programme: str) -> tuple[Fraction, bytes, str]:
        place = Fraction(2 * self.rank[programme][applicant] - 1, 2 * self.most[programme])
        return place, self.number(applicant), programme

    def rank_at(self, applicant: str, choice: Choice) -> int:
        """The rank at the programme of a choice on the own list."""
        return self.standing[applicant][self.lists[applicant].index(choice)]

    def permitted(self, applicant: str, choice: Choice) -> bool:
        if applicant in self.barred_people and (applicant, *choice) in self.barred:
            return False
        return self.rank_at(applicant, choice) != NOBODY

    def open_to(self, applicant: str, choices: list[Choice]) -> list[Choice]:
        """What is left of a list without barred choices and programmes that did not rank the person."""
        ranks = self.standing[applicant]
        ranked = [c for c, rank in zip(choices, ranks, strict=True) if rank != NOBODY]
        if applicant in self.barred_people:
            return [choice for choice in ranked if (applicant, *choice) not in self.barred]
        return ranked

    def open_periods(self, applicant: str, choice: Choice) -> list[str]:
        """The periods of an offer that suit somebody, earliest first."""
        suits = self.available.get(applicant)
        return sorted(p for p in self.periods[choice] if suits is None or p in suits)

    # How it is read

    def _read_offers(self, rows: list[Any]) -> None:
        self.periods: dict[Choice, dict[str, int]] = defaultdict(dict)
        self.offered: Counter[Choice] = Counter()
        plain: set[Choice] = set()
        sites = set(self.centres)
        for i, row in enumerate(rows):
            pair, period = (row["programme"], row["centre"]), row.get("period")
            self._known([pair[0]], self.most, f"offers[{i}].programme")
            sites.add(pair[1])
            if pair in plain or (period is None and pair in self.periods) or period in self.periods[pair]:
                raise Malformed(f"offers[{i}]", "there twice, or with a period and without")
            if period is None:
                plain.add(pair)
            else:
                self.periods[pair][period] = row["places"]
            self.offered[pair] += row["places"]
            if self.offered[pair] > MOST or len(self.periods[pair]) > MOST_PERIODS:
                raise Malformed(f"offers[{i}]", "too many places or periods")
        self.periods = {pair: periods for pair, periods in self.periods.items() if periods}
        self.sites = sites

    def _read_lists(self, rows: list[Any]) -> None:
        """Everybody's choices; the same pair is the same object everywhere, which makes it quick to find."""
        pair = {choice: choice for choice in self.offered}
        self.lists: Lists = {}
        self.available = {}
        for i, row in enumerate(rows):
            try:
                choices = [pair[c["programme"], c["centre"]] for c in row["choices"]]
            except KeyError as unknown:
                wanted = [(c["programme"], c["centre"]) for c in row["choices"]]
                at = f"applicants[{i}].choices[{wanted.index(unknown.args[0])}]"
                raise Malformed(at, "there is no such offer") from None
            if len(set(choices)) != len(choices):
                distinct(choices, f"applicants[{i}].choices[{{}}]")
            self.lists[row["id"]] = choices
            if row.get("available") is not None:
                self.available[row["id"]] = set(
                    distinct(row["available"], f"applicants[{i}].available[{{}}]")
                )

    def _strict(self, ranking: list[Any], path: str) -> dict[str, int]:
        people: list[str] = []
        for i, entry in enumerate(ranking):
            if type(entry) is str:
                people.append(entry)
                continue
            if not entry:
                raise Malformed(f"{path}[{i}]", "a tie needs somebody in it")
            if len(entry) > 1 and self.seed is None:
                raise Malformed("lottery", f"needed, because of the tie at {path}[{i}]")
            people += sorted(self._known(entry, self.lists, f"{path}[{i}][{{}}]"), key=self.number)
        if len(people) > len(self.lists):
            raise Malformed(path, "somebody is ranked twice or unknown")
        ranks = dict(zip(people, self.ordinals, strict=False))
        if len(ranks) != len(people) or not ranks.keys() <= self.lists.keys():
            raise Malformed(path, "somebody is ranked twice or unknown")
        return ranks

    def _read_bars(self, rows: list[Any]) -> None:
        self.barred: dict[tuple[str, str, str], str] = {}
        for i, row in enumerate(rows):
            pair = (row["applicant"], row["programme"], row["centre"])
            for name, table in zip(pair, (self.lists, self.most, self.sites), strict=True):
                self._known([name], table, f"barred[{i}]")
            if pair in self.barred:
                raise Malformed(f"barred[{i}]", "there twice")
            self.barred[pair] = row["reason"]
        self.barred_people = {applicant for applicant, _, _ in self.barred}

    @staticmethod
    def _known(names: list[str], table: Iterable[str], path: str) -> list[str]:
        for i, name in enumerate(distinct(names, path)):
            if name not in table:
                raise Malformed(path.format(i), f"unknown: {name!r}")
        return names

    # Mode and capacities

    def _mode(self, instance: Any) -> str:
        asserted = instance.get("mode")
        foreign = [
            f"{part}[{i}].{key}"
            for part, keys in _FOREIGN.items()
            for i, row in enumerate(instance.get(part) or [])
            for key in keys
            if row.get(key) is not None
        ]
        if foreign or asserted in ("E", "F"):
            raise NoMechanism((foreign or ["mode"])[0], "modes E and F have no published mechanism")
        if all(len({programme for programme, _ in choices}) <= 1 for choices in self.lists.values()):
            mode = "A"
        elif self._shared():
            mode = "D"
        else:
            mode = "C" if self.scarce else "B"
        if asserted not in (None, mode):
            raise Malformed("mode", f"this is mode {mode}")
        return mode

    def _shared(self) -> set[str]:
        """Centres whose total is too small for what several programmes offer there."""
        offering: dict[str, list[int]] = defaultdict(list)
        for (_, centre), places in self.offered.items():
            if places:
                offering[centre].append(places)
        return {
            c
            for c, places in offering.items()
            if c in self.totals and len(places) > 1 and sum(places) > self.totals[c]
        }

    def _split(self, rows: list[Any], split: Any) -> None:
        """In modes B to D, places and grants as the published splits leave them."""
        parts = {row["id"]: row["split"] for row in rows if row.get("split") is not None}
        for i, row in enumerate(rows):
            self._fair_parts(parts.get(row["id"], {}), self.totals.get(row["id"]), f"centres[{i}].split")
        if type(split) is dict:
            self._fair_parts(split, self.pool, "federation.split")
        elif split not in (None, "sainte-lague"):
            raise Malformed("federation.split", 'expected parts or "sainte-lague"')
        if self.mode == "A":
            return
        shared = self._shared()
        if unsplit := sorted(shared - set(parts)):
            raise NoMechanism("centres", f"the places of {unsplit[0]!r} are shared and not split")
        for pair in self.places:
            programme, centre = pair
            if centre in shared:
                self.places[pair] = min(self.places[pair], parts[centre].get(programme, 0))
            elif centre in self.totals:
                self.places[pair] = min(self.places[pair], self.totals[centre])
        if self.scarce:
            if split is None:
                raise Malformed("federation.split", "needed in modes C and D")
            given = self._divided() if split == "sainte-lague" else split
            self.grants = {p: min(most, given.get(p, 0)) for p, most in self.most.items()}

    def _fair_parts(self, parts: dict[str, int], whole: int | None, path: str) -> None:
        self._known(list(parts), self.most, path)
        if parts and (whole is None or sum(parts.values()) > whole):
            raise Malformed(path, f"the parts sum to {sum(parts.values())}, there are {whole}")

    def _divided(self) -> Counter[str]:
        """Sainte-Laguë: one grant after the other to the programme with the largest g/(2 x given + 1)."""
        given: Counter[str] = Counter()
        claims = [(Fraction(1, most), p) for p, most in self.most.items() if most]
        heapify(claims)
        for _ in range(self.pool or 0):
            _, p = heappop(claims)
            given[p] += 1
            if given[p] < self.most[p]:
                heappush(claims, (Fraction(2 * given[p] + 1, self.most[p]), p))
        return given

    # The round before

    def _read_previous(self, previous: Any) -> None:
        self._known([row["applicant"] for row in previous["awards"]], self.lists, "previous.awards[{}]")
        self.held: dict[str, Award] = {}
        for i, row in enumerate(previous["awards"]):
            applicant, choice, period = row["applicant"], (row["programme"], row["centre"]), row.get("period")
            could = choice in self.lists[applicant] and self.permitted(applicant, choice)
            periods = self.open_periods(applicant, choice) if choice in self.periods else [None]
            if not could or period not in periods:
                raise Malformed(f"previous.awards[{i}]", "this award could not have been made")
            self.held[applicant] = (*choice, period)
        self.declined = set(self._known(previous.get("declined") or [], self.lists, "previous.declined[{}]"))
        self.frozen = set(self._known(previous.get("frozen") or [], self.lists, "previous.frozen[{}]"))
        if not self.frozen <= self.held.keys() - self.declined:
            raise Malformed("previous.frozen", "only somebody who keeps an award can freeze it")


def distinct(names: list[Any], path: str) -> list[Any]:
    if len(set(names)) != len(names):
        seen: set[Any] = set()
        twice = next(i for i, name in enumerate(names) if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise Malformed(path.format(twice), "there twice")
    return names


def _seed(instance: Any) -> bytes | None:
    lottery = instance.get("lottery")
    if lottery is None:
        return None
    if not re.fullmatch("(?:[0-9a-fA-F]{2})+", lottery["seed"]):
        raise Malformed("lottery.seed", "expected whole bytes in hexadecimal")
    return bytes.fromhex(lottery["seed"])


def canonical(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8; what cannot be written so is no instance."""
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode()
    except (TypeError, ValueError, RecursionError) as fault:
        raise Malformed("", f"this cannot be written as JSON: {fault}") from None
