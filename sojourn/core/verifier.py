"""The second opinion: checks a result against the definition and recomputes it, with no code of the engine.

    verify(instance, result) -> list of violations, in words; empty = the result is right

It is written for whoever does not trust the engine: plain dictionaries keyed by the ids of the file,
fractions instead of floats, rounds in which everybody asks at once instead of one after the other,
choices made by going down a ranking instead of heaps. `Malformed` (path, message) means that the
result is not a result at all.

Two independent judgements are made. *The definition*: every award is on the list, allowed and within
the capacities; everybody holds the first choice whose cut-offs admit the own rank. *Recomputation*:
the awards are exactly those of the published mechanism.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any

Choice = tuple[str, str]  # (programme, centre)
Award = tuple[str, str, str | None]  # (programme, centre, period)
Lists = dict[str, list[Choice]]


class Malformed(ValueError):
    """A result (or instance) of the wrong shape: `path` and `message` as for bad input."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path, self.message = path, message


def verify(instance: Any, result: Any, *, digest: str | None = None) -> list[str]:
    """Every violation in `result`; `digest` is the SHA-256 of the instance's file, if there is a file."""
    awards, faults = _shape(result)
    try:
        call = _Call(instance)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Malformed("", f"the instance is not readable: {fault!r}") from None
    if result["mode"] != call.mode:
        faults.append(f"mode: {result['mode']!r}, should be {call.mode!r}")
    expected = digest or hashlib.sha256(_canonical(instance)).hexdigest()
    if result["input_digest"] != expected:
        faults.append(f"input_digest: {result['input_digest'][:16]}…, should be {expected[:16]}…")
    impossible = _impossible(call, awards)
    faults += impossible
    right, grants = _recomputed(call)
    faults += _differences(awards, right)
    if not impossible:
        faults += _unfair(call, {a: award[:2] for a, award in awards.items()}, grants)
    cuts = _Cuts(call, right, grants)
    faults += _told(call, result, right, cuts)
    return faults


class _Call:
    """The instance, re-read: rankings with ties parted, capacities after the splits, mode."""

    def __init__(self, instance: Any) -> None:
        self.lists: Lists = {
            row["id"]: [(c["programme"], c["centre"]) for c in row["choices"]]
            for row in instance["applicants"]
        }
        self.available = {
            row["id"]: set(row["available"])
            for row in instance["applicants"]
            if row.get("available") is not None
        }
        lottery = instance.get("lottery")
        self.seed = bytes.fromhex(lottery["seed"]) if lottery else None
        self.most = {row["id"]: row["grants"] for row in instance["programmes"]}
        self.rank = {row["id"]: self._strict(row["ranking"]) for row in instance["programmes"]}
        self.periods: dict[Choice, dict[str, int]] = defaultdict(dict)
        self.offered: Counter[Choice] = Counter()
        for row in instance["offers"]:
            pair = (row["programme"], row["centre"])
            self.offered[pair] += row["places"]
            if row.get("period") is not None:
                self.periods[pair][row["period"]] = row["places"]
        self.periods = dict(self.periods)
        rows = instance.get("centres") or []
        self.centres = [row["id"] for row in rows]
        self.totals = {row["id"]: row["places"] for row in rows if row.get("places") is not None}
        self.barred = {
            (row["applicant"], row["programme"], row["centre"]): row["reason"]
            for row in instance.get("barred") or []
        }
        self.barred_people = {applicant for applicant, _, _ in self.barred}
        federation = instance.get("federation")
        self.pool: int | None = federation["grants"] if federation else None
        self.scarce = self.pool is not None and self.pool < sum(self.most.values())
        self.revert = list((federation or {}).get("revert") or [])
        self.previous = instance.get("previous")
        self.mode = self._mode()
        self._capacities(instance)

    def number(self, applicant: str) -> bytes:
        return b"" if self.seed is None else hashlib.sha256(self.seed + b"\x00" + applicant.encode()).digest()

    def key(self, applicant: str, programme: str) -> tuple[Fraction, bytes, str]:
        place = Fraction(2 * self.rank[programme][applicant] - 1, 2 * self.most[programme])
        return place, self.number(applicant), programme

    def permitted(self, applicant: str, choice: Choice) -> bool:
        return (applicant, *choice) not in self.barred and applicant in self.rank[choice[0]]

    def open_to(self, applicant: str, choices: list[Choice]) -> list[Choice]:
        """What is left of a list without barred choices and programmes that did not rank the person."""
        ranked = [choice for choice in choices if applicant in self.rank[choice[0]]]
        if applicant in self.barred_people:
            return [choice for choice in ranked if (applicant, *choice) not in self.barred]
        return ranked

    def open_periods(self, applicant: str, choice: Choice) -> list[str]:
        """The periods of an offer that suit somebody, earliest first."""
        suits = self.available.get(applicant)
        return sorted(p for p in self.periods[choice] if suits is None or p in suits)

    def _strict(self, ranking: list[Any]) -> dict[str, int]:
        people: list[str] = []
        for entry in ranking:
            people += sorted(entry, key=self.number) if isinstance(entry, list) else [entry]
        return {name: place for place, name in enumerate(people, start=1)}

    def _mode(self) -> str:
        if all(len({programme for programme, _ in choices}) <= 1 for choices in self.lists.values()):
            return "A"
        if self._shared():
            return "D"
        return "C" if self.scarce else "B"

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

    def _capacities(self, instance: Any) -> None:
        """Places per offer and grants per programme; in mode A also totals per centre and in all."""
        self.places, self.grants = dict(self.offered), dict(self.most)
        self.caps_of_centres = dict(self.totals) if self.mode == "A" else {}
        self.cap_of_all = self.pool if self.mode == "A" and self.scarce else None
        if self.mode == "A":
            return
        splits = {row["id"]: row.get("split") for row in instance.get("centres") or []}
        shared = self._shared()
        for programme, centre in self.places:
            pair = (programme, centre)
            if centre in shared:
                self.places[pair] = min(self.places[pair], (splits[centre] or {}).get(programme, 0))
            elif centre in self.totals:
                self.places[pair] = min(self.places[pair], self.totals[centre])
        if self.scarce:
            assert self.pool is not None
            split = instance["federation"]["split"]
            if split is None:
                raise ValueError("mode C and D need federation.split")
            if split == "sainte-lague":
                split = self._divided(self.pool)
            self.grants = {p: min(most, split.get(p, 0)) for p, most in self.most.items()}

    def _divided(self, pool: int) -> Counter[str]:
        """Sainte-Laguë: one grant after the other to the programme with the largest g/(2 x given + 1)."""
        given: Counter[str] = Counter()
        claims = [(Fraction(1, most), p) for p, most in self.most.items() if most]
        heapify(claims)
        for _ in range(pool):
            _, p = heappop(claims)
            given[p] += 1
            if given[p] < self.most[p]:
                heappush(claims, (Fraction(2 * given[p] + 1, self.most[p]), p))
        return given


# The definition


def _impossible(call: _Call, awards: dict[str, Award]) -> list[str]:
    """Awards that nobody may have, and capacities exceeded."""
    faults = []
    for applicant, (programme, centre, period) in awards.items():
        choice, said = (programme, centre), f"award of {applicant!r}"
        if applicant not in call.lists:
            faults.append(f"{said}: no such applicant")
        elif choice not in call.lists[applicant]:
            faults.append(f"{said}: {programme!r} at {centre!r} is not on the list")
        elif not call.permitted(applicant, choice):
            faults.append(
                f"{said}: {programme!r} at {centre!r} is barred, or the committee did not rank this person"
            )
        elif choice in call.periods and period not in call.open_periods(applicant, choice):
            faults.append(f"{said}: period {period!r} is not offered or does not suit")
        elif choice not in call.periods and period is not None:
            faults.append(f"{said}: the offer has no periods, the award has {period!r}")
    in_period = Counter(awards.values())
    at_offer = Counter(award[:2] for award in awards.values())
    for choice, places in call.places.items():
        faults += _over(f"offer of {choice[0]!r} at {choice[1]!r}", at_offer[choice], places)
        for period, room in call.periods.get(choice, {}).items():
            faults += _over(f"{choice[0]!r} at {choice[1]!r} in {period!r}", in_period[*choice, period], room)
    of_programme = Counter(programme for programme, _, _ in awards.values())
    for programme, most in call.most.items():
        faults += _over(f"grants of {programme!r}", of_programme[programme], most)
    at_centre = Counter(centre for _, centre, _ in awards.values())
    for centre, places in call.caps_of_centres.items():
        faults += _over(f"places of centre {centre!r}", at_centre[centre], places)
    if call.scarce and call.pool is not None:
        faults += _over("grants of the federation", len(awards), call.pool)
    return faults


def _over(what: str, count: int, room: int) -> list[str]:
    return [f"{what}: {count} given, there are {room}"] if count > room else []


class _Cuts:
    """What an outcome makes full, and the worst person admitted there."""

    def __init__(
        self, call: _Call, awards: dict[str, Choice] | dict[str, Award], grants: dict[str, int]
    ) -> None:
        ranks: dict[Any, list[int]] = defaultdict(list)
        keys: dict[str | None, list[tuple[Any, ...]]] = defaultdict(list)  # None: the whole federation
        for applicant, (programme, centre, *_) in awards.items():
            rank = call.rank[programme][applicant]
            ranks[programme, centre].append(rank)
            ranks[programme].append(rank)
            if centre in call.caps_of_centres or call.cap_of_all is not None:
                key = call.key(applicant, programme)
                keys[centre].append(key)
                keys[None].append(key)
        worst, latest = self._worst, self._latest
        self.offer = {pair: worst(ranks[pair], room) for pair, room in call.places.items()}
        self.programme = {programme: worst(ranks[programme], room) for programme, room in grants.items()}
        self.centre = {centre: latest(keys[centre], room) for centre, room in call.caps_of_centres.items()}
        self.all = None if call.cap_of_all is None else latest(keys[None], call.cap_of_all)

    @staticmethod
    def _worst(ranks: list[int], room: int) -> int | None:
        return max(ranks, default=0) if len(ranks) >= room else None

    @staticmethod
    def _latest(keys: list[tuple[Any, ...]], room: int) -> tuple[Any, ...] | int | None:
        return max(keys, default=0) if len(keys) >= room else None


def _unfair(call: _Call, awards: dict[str, Choice], grants: dict[str, int]) -> list[str]:
    """Everybody must hold the first choice whose cut-offs admit the own rank (a first round only)."""
    if call.previous:
        return _round_broken(call, awards)
    cuts = _Cuts(call, awards, grants)
    inside: dict[Choice, list[str]] = defaultdict(list)
    for applicant, choice in awards.items():
        inside[choice].append(applicant)
    faults = []
    offer, ranks = cuts.offer, call.rank
    for applicant, choices in call.lists.items():
        holds = awards.get(applicant)
        for choice in choices:
            if choice == holds:
                break
            limit = offer[choice]
            if limit is not None and ranks[choice[0]].get(applicant, limit + 1) > limit:
                continue  # the usual case, first
            if call.permitted(applicant, choice) and not _stands(call, cuts, applicant, choice):
                if choice in call.periods and not _would_fit(call, inside[choice], applicant, choice):
                    continue
                faults.append(f"{applicant!r} should have been admitted to {choice[0]!r} at {choice[1]!r}")
                break
    return faults


def _stands(call: _Call, cuts: _Cuts, applicant: str, choice: Choice) -> str:
    """The first limit that stands against somebody, or "" if all admit this rank."""
    programme, centre = choice
    rank = call.rank[programme][applicant]
    offer, grants = cuts.offer[choice], cuts.programme[programme]
    there, whole = cuts.centre.get(centre), cuts.all
    if 0 in (offer, grants, there, whole, call.most[programme]):
        return "no_places"
    if offer is not None and rank > offer:
        return "offer_full"
    if grants is not None and rank > grants:
        return "programme_full"
    if isinstance(there, tuple) and call.key(applicant, programme) > there:
        return "centre_full"
    if isinstance(whole, tuple) and call.key(applicant, programme) > whole:
        return "federation_full"
    return ""


def _would_fit(call: _Call, inside: list[str], applicant: str, choice: Choice) -> bool:
    """Whether somebody fits into an offer's periods beside all who rank better there."""
    ranks = call.rank[choice[0]]
    better = [a for a in inside if ranks[a] < ranks[applicant]]
    return _possible(call, choice, [*better, applicant], {})


def _round_broken(call: _Call, awards: dict[str, Choice]) -> list[str]:
    """After declines: nobody is worse off, decliners are out, and who froze did not move."""
    faults = []
    for award in call.previous["awards"]:
        applicant, before = award["applicant"], (award["programme"], award["centre"])
        now = awards.get(applicant)
        if applicant in (call.previous.get("declined") or []):
            continue
        order = call.lists[applicant]
        if now is None or order.index(now) > order.index(before):
            faults.append(f"{applicant!r} is worse off than in the round before")
        elif applicant in (call.previous.get("frozen") or []) and now != before:
            faults.append(f"{applicant!r} had frozen the award and was moved")
    faults += [f"{a!r} declined and got an award" for a in call.previous.get("declined") or [] if a in awards]
    return faults


# Recomputation


def _recomputed(call: _Call) -> tuple[dict[str, Award], dict[str, int]]:
    """The awards of the published mechanism, and the grants against which programmes are full."""
    lists = {a: call.open_to(a, choices) for a, choices in call.lists.items()}
    if not call.previous:
        found = _mechanism(call, lists, call.grants, {})
        return _with_periods(call, found, {}), call.grants
    held = {
        row["applicant"]: (row["programme"], row["centre"], row.get("period"))
        for row in call.previous["awards"]
    }
    declined, frozen = set(call.previous.get("declined") or []), set(call.previous.get("frozen") or [])
    spent = Counter(programme for programme, _, _ in held.values())
    present = {a: award for a, award in held.items() if a not in declined}
    for applicant, choices in lists.items():
        if applicant in declined:
            lists[applicant] = []
        elif applicant in present:
            at = choices.index(present[applicant][:2])
            lists[applicant] = choices[at : at + 1] if applicant in frozen else choices[: at + 1]
    if not call.scarce:
        found = _mechanism(call, lists, call.grants, present)
        return _with_periods(call, found, present), call.grants
    kept = {p: spent[p] if call.mode == "A" else max(call.grants[p], spent[p]) for p in call.most}
    found = _reverted(call, lists, present, _mechanism(call, lists, kept, present))
    return _with_periods(call, found, present), _full_grants(call, kept, found)


def _reverted(
    call: _Call, lists: Lists, present: dict[str, Award], found: dict[str, Choice]
) -> dict[str, Choice]:
    """Unspent grants go, one at a time, to the first programme in the published order that can use one."""
    order = call.revert + sorted(set(call.most) - set(call.revert))
    while call.pool is not None and len(found) < call.pool:
        used = Counter(programme for programme, _ in found.values())
        for programme in order:
            if used[programme] == call.most[programme]:
                continue
            grants = {p: used[p] + (p == programme) for p in call.most}
            tried = _mechanism(call, lists, grants, present)
            if tried != found and all(
                a in tried and _place(lists, a, tried) <= _place(lists, a, found) for a in found
            ):
                found = tried
                break
        else:
            return found
    return found


def _place(lists: Lists, applicant: str, found: dict[str, Choice]) -> int:
    return lists[applicant].index(found[applicant])


def _full_grants(call: _Call, kept: dict[str, int], found: dict[str, Choice]) -> dict[str, int]:
    """In a later round a programme is full if all its grants are spent, or all it kept and none is left."""
    if call.mode == "A":
        return call.most
    used = Counter(programme for programme, _ in found.values())
    gone = len(found) == call.pool
    return {p: used[p] if gone and used[p] >= kept[p] else most for p, most in call.most.items()}


def _mechanism(
    call: _Call, lists: Lists, grants: dict[str, int], present: dict[str, Award]
) -> dict[str, Choice]:
    return (_one_by_one if call.mode == "A" else _all_at_once)(call, lists, grants, present)


def _one_by_one(
    call: _Call, lists: Lists, grants: dict[str, int], present: dict[str, Award]
) -> dict[str, Choice]:
    """Mode A: by key, each takes the first choice with room beside all who are or will return there."""
    people = [a for a, choices in lists.items() if choices and call.most[choices[0][0]]]
    people.sort(key=lambda a: call.key(a, lists[a][0][0]))
    found: dict[str, Choice] = {}
    waiting = {a: award[:2] for a, award in present.items()}
    count: Counter[Any] = Counter()
    inside: dict[Choice, list[str]] = defaultdict(list)

    def room(applicant: str, choice: Choice) -> bool:
        programme, centre = choice
        if count[choice] >= call.places[choice] or count[programme] >= grants[programme]:
            return False
        if count["centre", centre] >= call.caps_of_centres.get(centre, count["centre", centre] + 1):
            return False
        if call.cap_of_all is not None and count["all",] >= call.cap_of_all:
            return False
        return choice not in call.periods or _possible(call, choice, [*inside[choice], applicant], present)

    def enter(applicant: str, choice: Choice, step: int) -> None:
        for limit in (choice, choice[0], ("centre", choice[1]), ("all",)):
            count[limit] += step
        if step > 0:
            inside[choice].append(applicant)
        else:
            inside[choice].remove(applicant)

    for applicant, choice in waiting.items():
        enter(applicant, choice, +1)
    for applicant in people:
        if applicant in waiting:
            enter(applicant, waiting[applicant], -1)
        for choice in lists[applicant]:
            if room(applicant, choice):
                found[applicant] = choice
                enter(applicant, choice, +1)
                break
    return found


def _all_at_once(
    call: _Call, lists: Lists, grants: dict[str, int], present: dict[str, Award]
) -> dict[str, Choice]:
    """Modes B to D: all who hold nothing ask their next choice; each programme keeps whom it would choose."""
    asked: Counter[str] = Counter()
    kept: dict[str, dict[str, Choice]] = {p: {} for p in call.most}
    asking = [a for a, choices in lists.items() if choices]
    while asking:
        applications: dict[str, dict[str, Choice]] = defaultdict(dict)
        for applicant in asking:
            choice = lists[applicant][asked[applicant]]
            asked[applicant] += 1
            applications[choice[0]][applicant] = choice
        asking = []
        for programme, new in applications.items():
            candidates = kept[programme] | new
            kept[programme] = _chosen(call, programme, candidates, grants[programme], present)
            asking += [a for a in candidates if a not in kept[programme] and asked[a] < len(lists[a])]
    return {applicant: choice for people in kept.values() for applicant, choice in people.items()}


def _chosen(
    call: _Call, programme: str, candidates: dict[str, Choice], grants: int, present: dict[str, Award]
) -> dict[str, Choice]:
    """Down the ranking: everybody for whom there is still a grant, a place and a period."""
    chosen: dict[str, Choice] = {}
    inside: dict[Choice, list[str]] = defaultdict(list)
    places, periods = call.places, call.periods
    for applicant in sorted(candidates, key=call.rank[programme].__getitem__):
        if len(chosen) == grants:
            break
        choice = candidates[applicant]
        here = inside[choice]
        if len(here) < places[choice] and (
            choice not in periods or _possible(call, choice, [*here, applicant], present)
        ):
            here.append(applicant)
            chosen[applicant] = choice
    return chosen


# Periods


def _possible(call: _Call, choice: Choice, people: list[str], present: dict[str, Award]) -> bool:
    return _seated(call, choice, people, {}, present) is not None


def _with_periods(call: _Call, found: dict[str, Choice], present: dict[str, Award]) -> dict[str, Award]:
    """For each offer the earliest periods, the best-ranked person first; who stays keeps the period."""
    by_offer: dict[Choice, list[str]] = defaultdict(list)
    awards: dict[str, Award] = {}
    for applicant, choice in found.items():
        awards[applicant] = (*choice, None)
        if choice in call.periods:
            by_offer[choice].append(applicant)
    for choice, people in by_offer.items():
        people.sort(key=call.rank[choice[0]].__getitem__)
        fixed: dict[str, str] = {}
        for applicant in people:
            for period in call.open_periods(applicant, choice):
                if _seated(call, choice, people, fixed | {applicant: period}, present) is not None:
                    fixed[applicant] = period
                    break
        for applicant, period in fixed.items():
            awards[applicant] = (*choice, period)
    return awards


def _seated(
    call: _Call, choice: Choice, people: list[str], fixed: dict[str, str], present: dict[str, Award]
) -> dict[str, str] | None:
    """Some assignment of periods to all of these people, or None: Kuhn's augmenting search."""
    inside: dict[str, list[str]] = {period: [] for period in call.periods[choice]}

    def options(applicant: str) -> list[str]:
        stays = present.get(applicant, (None, None, None))
        if stays[:2] == choice:
            periods = [period for period in (stays[2],) if period is not None]
        else:
            periods = call.open_periods(applicant, choice)
        return [period for period in periods if fixed.get(applicant, period) == period]

    def seat(applicant: str, tried: set[str]) -> bool:
        for period in options(applicant):
            if period in tried:
                continue
            tried.add(period)
            if len(inside[period]) < call.periods[choice][period]:
                inside[period].append(applicant)
                return True
            for i, other in enumerate(inside[period]):
                if seat(other, tried):
                    inside[period][i] = applicant
                    return True
        return False

    if all(seat(applicant, set()) for applicant in people):
        return {applicant: period for period, seated in inside.items() for applicant in seated}
    return None


# What the result says


def _differences(awards: dict[str, Award], right: dict[str, Award]) -> list[str]:
    return [
        f"award of {a!r}: {_said(awards.get(a))}, should be {_said(right.get(a))}"
        for a in sorted(set(awards) | set(right))
        if awards.get(a) != right.get(a)
    ]


def _row(applicant: str, award: Award) -> dict[str, str]:
    row = {"applicant": applicant, "programme": award[0], "centre": award[1]}
    return row if award[2] is None else row | {"period": award[2]}


def _said(award: Award | None) -> str:
    if award is None:
        return "nothing"
    return f"{award[0]!r} at {award[1]!r}" + (f" in {award[2]!r}" if award[2] else "")


def _told(call: _Call, result: Any, right: dict[str, Award], cuts: _Cuts) -> list[str]:
    """Unmatched, cut-offs and reasons, each compared with what follows from the right awards."""
    faults = []
    unmatched = sorted(set(call.lists) - set(right))
    if result["unmatched"] != unmatched:
        faults.append("unmatched: not the applicants without an award, sorted")
    if result["awards"] != [_row(applicant, right[applicant]) for applicant in sorted(right)]:
        faults.append("awards: not the right awards, sorted by applicant")
    shown: dict[str, Any] = {
        "offers": [{"programme": p, "centre": c, "cut": cut} for (p, c), cut in sorted(cuts.offer.items())],
        "programmes": [{"id": p, "cut": cut} for p, cut in sorted(cuts.programme.items())],
        "centres": [{"id": c, "cut": _key_shown(call, cuts.centre.get(c))} for c in sorted(call.centres)],
        "federation": _key_shown(call, cuts.all),
    }
    for part, should in shown.items():
        if not _same(result["cutoffs"].get(part, "missing"), should):
            faults.append(f"cutoffs.{part}: not what the awards make full")
    for applicant, choices in call.lists.items():
        lines = _reasons(call, cuts, applicant, choices, right.get(applicant))
        if result["reasons"].get(applicant) != lines:
            faults.append(f"reasons of {applicant!r}: not what the rules say")
    faults += [
        f"reasons of {name!r}: no such applicant" for name in sorted(set(result["reasons"]) - set(call.lists))
    ]
    return faults


def _key_shown(call: _Call, cut: Any) -> Any:
    if cut is None or cut == 0:
        return cut
    _, number, programme = cut
    place = cut[0] * 2 * call.most[programme]
    return [int(place), 2 * call.most[programme], number.hex(), programme]


def _reasons(
    call: _Call, cuts: _Cuts, applicant: str, choices: Iterable[Choice], award: Award | None
) -> list[dict[str, Any]]:
    lines = []
    for choice in choices:
        by = call.barred.get((applicant, *choice))
        if award is not None and choice == award[:2]:
            code = "awarded"
        elif by is not None:
            code = "barred"
        elif applicant not in call.rank[choice[0]]:
            code = "unranked"
        else:
            code = _stands(call, cuts, applicant, choice) or _otherwise(call, cuts, applicant, choice)
        lines.append(
            {
                "programme": choice[0],
                "centre": choice[1],
                "code": code,
                "by": by if code == "barred" else None,
            }
        )
        if code == "awarded":
            break
    return lines


def _otherwise(call: _Call, cuts: _Cuts, applicant: str, choice: Choice) -> str:
    """No limit stands against the rank: then it is the periods, or the person's own decision."""
    if not call.previous or (choice in call.periods and not call.open_periods(applicant, choice)):
        return "no_common_period"
    if applicant in (call.previous.get("declined") or []):
        return "declined"
    if applicant in (call.previous.get("frozen") or []):
        return "frozen"
    full = (
        ("offer_full", cuts.offer[choice] is not None),
        ("programme_full", cuts.programme[choice[0]] is not None),
        ("centre_full", cuts.centre.get(choice[1]) is not None),
        ("federation_full", call.cap_of_all is not None),
    )
    return next((code for code, true in full if true), "no_common_period")


def _same(one: Any, other: Any) -> bool:
    """Equal in value and in type: true is not 1, 1.0 is not 1."""
    return _canonical(one) == _canonical(other)


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# The shape of a result


def _shape(result: Any) -> tuple[dict[str, Award], list[str]]:
    """The awards by applicant and who has two; Malformed if the result is none."""
    _need(result, dict, "")
    if result.get("format") != "sojourn-match-result/1":
        raise Malformed("format", "expected sojourn-match-result/1")
    for key, kind in _PARTS.items():
        _need(result.get(key), kind, key)
    for key in ("offers", "programmes", "centres"):
        for i, row in enumerate(_need(result["cutoffs"].get(key), list, f"cutoffs.{key}")):
            _need(row, dict, f"cutoffs.{key}[{i}]")
    for i, name in enumerate(result["unmatched"]):
        _need(name, str, f"unmatched[{i}]")
    for name, lines in result["reasons"].items():
        for i, line in enumerate(_need(lines, list, f"reasons[{name!r}]")):
            _need(line, dict, f"reasons[{name!r}][{i}]")
    awards: dict[str, Award] = {}
    faults = []
    for i, row in enumerate(result["awards"]):
        path = f"awards[{i}]"
        _need(row, dict, path)
        for key in ("applicant", "programme", "centre"):
            _need(row.get(key), str, f"{path}.{key}")
        if row.get("period") is not None:
            _need(row["period"], str, f"{path}.period")
        if row["applicant"] in awards:
            faults.append(f"{path}: {row['applicant']!r} has two awards")
        awards[row["applicant"]] = (row["programme"], row["centre"], row.get("period"))
    return awards, faults


_PARTS: dict[str, type] = {
    "mode": str,
    "awards": list,
    "unmatched": list,
    "cutoffs": dict,
    "reasons": dict,
    "input_digest": str,
    "engine": str,
}


def _need(value: Any, kind: type, path: str) -> Any:
    if type(value) is not kind:
        raise Malformed(path, f"expected {_KINDS[kind]}")
    return value


_KINDS: dict[type, str] = {dict: "an object", list: "a list", str: "a text"}
