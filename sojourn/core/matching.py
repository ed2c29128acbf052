"""The match: which mechanism a call needs, in words, and who gets what, with every reason.

    classify(instance) -> Structure      what kind of call this is, what its mechanism promises
    match(instance) -> result            both as in docs/matching.md, "sojourn-match/1"

Bad input is an InstanceError with the path of the fault; a call that no fair mechanism here serves
is Refused, and says what to change. Reading is in `market`, the two mechanisms in `mechanisms`,
rounds after declines in `rounds`; this page puts them together and tells cut-offs and reasons.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

from sojourn.core import rounds
from sojourn.core.market import InstanceError, Market, read
from sojourn.core.mechanisms import (
    NOTHING,
    Caps,
    Key,
    Outcome,
    deferred_acceptance,
    key,
    serial_dictatorship,
)
from sojourn.core.seals import seal

__all__ = ["ENGINE", "InstanceError", "Refused", "Structure", "classify", "match"]

ENGINE = "sojourn-engine/1"
RESULT = "sojourn-match-result/1"


@dataclass(frozen=True)
class Structure:
    """A call's mode in words. `needs` is what has to be changed or published before it can be run."""

    mode: str
    because: str
    mechanism: str
    fair: str
    best: str
    strategy_proof: str
    pareto: str
    witness: str = ""
    needs: str = ""
    path: str = ""

    @property
    def words(self) -> list[str]:
        lines = [
            f"{self.because} The mechanism is {self.mechanism}.",
            f"Nobody has a justified complaint: {self.fair}.",
            f"Best for applicants: {self.best}.",
            f"It pays to state one's true order: {self.strategy_proof}.",
            f"No two could both gain by exchanging: {self.pareto}.",
        ]
        return [*lines, *filter(None, (self.witness, self.needs))]


class Refused(Exception):
    """The call has a structure for which there is no mechanism here; `structure.needs` says what to change."""

    def __init__(self, structure: Structure) -> None:
        super().__init__(f"mode {structure.mode}: {structure.because} {structure.witness} {structure.needs}")
        self.structure = structure


def match(instance: Any, *, digest: str | None = None) -> dict[str, Any]:
    """The result of an instance; InstanceError or Refused if there is none.

    `digest` is the SHA-256 of the instance's file; without one, of its canonical JSON.
    """
    market, mode = admissible(instance)
    caps = capacities(market, mode)
    outcome, caps = rounds.run(market, caps, mode, _mechanism(mode))
    return _result(market, caps, outcome, mode, digest or seal(instance))


def admissible(instance: Any) -> tuple[Market, str]:
    """The instance read, and its mode, if it can be matched; InstanceError or Refused if not."""
    market = read(instance)
    structure = structure_of(market)
    if market.asserted not in (None, structure.mode) and structure.mode not in "EF":
        raise InstanceError(
            "mode", f"this is mode {structure.mode}, not {market.asserted}: {structure.because}"
        )
    if structure.path:
        raise InstanceError(structure.path, structure.needs)
    if structure.needs:
        raise Refused(structure)
    return market, structure.mode


def classify(instance: Any, *, several: bool | None = None) -> Structure:
    """What kind of call this is. `several`: whether applicants may name several programmes, if that is
    known before anybody has applied; otherwise whether somebody does."""
    return structure_of(read(instance, drawn=False), several)


def _mechanism(mode: str) -> rounds.Mechanism:
    return serial_dictatorship if mode == "A" else deferred_acceptance


# What kind of call


def structure_of(market: Market, several: bool | None = None) -> Structure:
    if market.asserted in ("E", "F"):
        market.foreign.setdefault(market.asserted, "mode")
    if "F" in market.foreign:
        return _hosts_rank(market.foreign["F"])
    if "E" in market.foreign:
        return _unequal_costs(market.foreign["E"])
    if several is None:
        several = any(len({market.programme_of[u] for u in row}) > 1 for row in market.choices)
    if not several:
        return _one_programme()
    shared, scarce = shared_centres(market), grants_are_scarce(market)
    if shared:
        return _shared_centre(market, shared, scarce)
    if scarce:
        return _scarce_grants(market)
    return _nested()


def shared_centres(market: Market) -> list[int]:
    """Centres whose total is less than the places that several programmes offer there."""
    offered: dict[int, list[int]] = defaultdict(list)
    for u, (_, c) in enumerate(market.pairs):
        if market.places[u] and c in market.totals:
            offered[c].append(market.places[u])
    return sorted(c for c, places in offered.items() if len(places) > 1 and market.totals[c] < sum(places))


def grants_are_scarce(market: Market) -> bool:
    """Whether the federation pays for fewer grants than its programmes have."""
    return market.federation is not None and market.federation < sum(market.grants)


def _one_programme() -> Structure:
    return Structure(
        mode="A",
        because="Every applicant names one programme only.",
        mechanism="serial dictatorship by merit: in the published order each takes the first choice with room",
        fair="yes, inside each society",
        best="yes, there is only this fair outcome",
        strategy_proof="yes",
        pareto="yes",
    )


def _nested() -> Structure:
    return Structure(
        mode="B",
        because="Somebody names several programmes, and every limit belongs to one programme.",
        mechanism="applicant-proposing deferred acceptance",
        fair="yes",
        best="yes, among the fair outcomes",
        strategy_proof="yes",
        pareto="no",
        witness=(
            "Two may wish to exchange and yet it would be unfair: a1 wants P then Q, a2 wants Q then P, a3 wants P; "
            "P ranks a2, a3, a1, Q ranks a1, a2, one place each. a1 gets Q and a2 gets P. Exchanging would please "
            "both, but a3 stands before a1 at P."
        ),
    )


def _scarce_grants(market: Market) -> Structure:
    missing = market.federation_split is None
    return Structure(
        mode="C",
        because="Somebody names several programmes, and the federation pays for fewer grants than they have.",
        mechanism="a published split of the grants, then applicant-proposing deferred acceptance",
        fair="yes, for the split",
        best="yes, for the split",
        strategy_proof="yes, within a round",
        pareto="no",
        witness="Unspent grants revert between rounds, so that an order stated for a later round might pay.",
        needs="needed in mode C: each programme's part of the federation's grants, or \"sainte-lague\""
        if missing
        else "",
        path="federation.split" if missing else "",
    )


def _shared_centre(market: Market, shared: list[int], scarce: bool) -> Structure:
    unsplit = [market.centres[c] for c in shared if c not in market.centre_split]
    names = ", ".join(market.centres[c] for c in shared[:3]) + (" and others" if len(shared) > 3 else "")
    missing = scarce and market.federation_split is None
    needs, witness = "", ""
    if unsplit:
        needs = (
            f"Split the places of {', '.join(unsplit[:3])} between the programmes beforehand, "
            "or let everybody name one programme only (mode A)."
        )
        witness = (
            "Without a split there may be no fair outcome: P and Q share one place at C, and P has one at D. "
            "a1 wants C of P, then D of P, a2 wants D of P, then C of Q; P ranks a2 before a1 and has one grant "
            "more than it needs. Who of a1 and a2 gets C depends on whose ranking counts there."
        )
    elif missing:
        needs = "needed, too: each programme's part of the federation's grants, or \"sainte-lague\""
    return Structure(
        mode="D",
        because=f"Somebody names several programmes, and programmes share the places of {names}.",
        mechanism="a published split of the shared places, then applicant-proposing deferred acceptance",
        fair="yes, for the split",
        best="yes, for the split",
        strategy_proof="yes, for the split",
        pareto="no",
        witness=witness,
        needs=needs,
        path="federation.split" if missing and not unsplit else "",
    )


def _unequal_costs(path: str) -> Structure:
    return Structure(
        mode="E",
        because=f"Grants cost unequal amounts ({path}).",
        mechanism="none here",
        fair="a fair outcome may not exist",
        best="no",
        strategy_proof="no",
        pareto="no",
        witness=(
            "The smallest case: a budget of 2, a1 (ranked first) at a cost of 1, a2 at a cost of 2. If a1 has a "
            "second programme she prefers only to nothing, who is paid there decides who can be paid here, in a circle."
        ),
        needs="Make the grants fixed units of one size, so that a budget is a number of grants (mode A or B).",
    )


def _hosts_rank(path: str) -> Structure:
    return Structure(
        mode="F",
        because=f"Hosts rank applicants besides the societies ({path}).",
        mechanism="none here",
        fair="a fair outcome may not exist",
        best="no",
        strategy_proof="no",
        pareto="no",
        witness=(
            "The smallest case: P and Q have one grant each, two hosts have one place each; where society and host "
            "disagree about the same two people, each outcome wrongs one of them."
        ),
        needs="Let the host's ranking replace the society's for its places, or let hosts only accept or refuse (barred).",
    )


# How many fit


def capacities(market: Market, mode: str) -> Caps:
    """What the mechanism may give out: in A all limits as they stand, else after the published splits."""
    if mode == "A":
        scarce = grants_are_scarce(market)
        return Caps(market.places, market.grants, market.totals, market.federation if scarce else None)
    places, grants = list(market.places), list(market.grants)
    shared = set(shared_centres(market))
    for u, (s, c) in enumerate(market.pairs):
        if c in shared:
            places[u] = min(places[u], market.centre_split[c].get(s, 0))
        elif c in market.totals:
            places[u] = min(places[u], market.totals[c])
    if grants_are_scarce(market):
        grants = split_grants(market)
    return Caps(places, grants)


def split_grants(market: Market) -> list[int]:
    """Each programme's part of the federation's grants, as published or by Sainte-Laguë's divisors.

    Sainte-Laguë gives the k-th grant of a programme with g its turn at (k - 1/2)/g: the interleave of mode A.
    """
    assert market.federation is not None
    if isinstance(market.federation_split, dict):
        return [min(grants, market.federation_split.get(s, 0)) for s, grants in enumerate(market.grants)]
    parts = [0] * len(market.grants)
    claims = [
        (1 / grants, name, s)
        for s, (grants, name) in enumerate(zip(market.grants, market.programmes, strict=True))
        if grants
    ]
    heapify(claims)
    for _ in range(market.federation):
        _, name, s = heappop(claims)
        parts[s] += 1
        if parts[s] < market.grants[s]:
            heappush(claims, ((2 * parts[s] + 1) / market.grants[s], name, s))
    return parts


# Cut-offs and reasons


@dataclass
class _Cuts:
    """The worst admitted rank (in mode A for centres and federation: key) of what is full, 0 of what has no room."""

    pair: list[int | None]
    programme: list[int | None]
    centre: dict[int, tuple[Key, int, int] | None]
    federation: tuple[Key, int, int] | None
    empty_federation: bool


def _cuts(market: Market, caps: Caps, outcome: Outcome) -> _Cuts:
    in_pair: list[list[int]] = [[] for _ in caps.places]
    in_programme: list[list[int]] = [[] for _ in caps.grants]
    at_centre: dict[int, list[tuple[Key, int, int]]] = {c: [] for c in caps.totals}
    everybody: list[tuple[Key, int, int]] = []
    for a, u in enumerate(outcome.award):
        if u == NOTHING:
            continue
        s, c = market.pairs[u]
        rank = market.rank[s][a]
        in_pair[u].append(rank)
        in_programme[s].append(rank)
        if c in at_centre or caps.federation is not None:
            standing = (key(market, a, s), rank, s)
            everybody.append(standing)
            if c in at_centre:
                at_centre[c].append(standing)
    return _Cuts(
        [_cut(ranks, places) for ranks, places in zip(in_pair, caps.places, strict=True)],
        [_cut(ranks, grants) for ranks, grants in zip(in_programme, caps.grants, strict=True)],
        {c: max(here) if here and len(here) >= caps.totals[c] else None for c, here in at_centre.items()},
        max(everybody) if everybody and len(everybody) == caps.federation else None,
        caps.federation == 0,
    )


def _cut(ranks: list[int], room: int) -> int | None:
    if room == 0:
        return 0
    return max(ranks) if len(ranks) >= room else None


def _reasons(market: Market, caps: Caps, cuts: _Cuts, outcome: Outcome) -> dict[str, list[dict[str, Any]]]:
    """For every applicant one line per choice, in order, up to and including the award."""
    names = [(market.programmes[s], market.centres[c]) for s, c in market.pairs]
    bars = bool(market.barred)
    told = {}
    for a, row in enumerate(market.choices):
        lines = []
        got = outcome.award[a]
        for u in row:
            by = None
            if u == got:
                code = "awarded"
            elif bars and (a, u) in market.barred:
                code, by = "barred", market.barred[a, u]
            else:
                code = _code(market, caps, cuts, a, u)
            programme, centre = names[u]
            lines.append({"programme": programme, "centre": centre, "code": code, "by": by})
            if u == got:
                break
        told[market.applicants[a]] = lines
    return told


def _code(market: Market, caps: Caps, cuts: _Cuts, a: int, u: int) -> str:
    """Why an open choice better than the award was not given: the first limit that stands against it."""
    s, c = market.pairs[u]
    rank = market.rank[s].get(a)
    if rank is None:
        return "unranked"
    if not (caps.places[u] and caps.grants[s] and caps.totals.get(c, 1)) or cuts.empty_federation:
        return "no_places"
    if _below(rank, cuts.pair[u]):
        return "offer_full"
    if _below(rank, cuts.programme[s]):
        return "programme_full"
    at_centre = cuts.centre.get(c)
    if at_centre is not None or cuts.federation is not None:
        standing = (key(market, a, s), rank, s)
        if at_centre is not None and standing > at_centre:
            return "centre_full"
        if cuts.federation is not None and standing > cuts.federation:
            return "federation_full"
    if u in market.periods and not _has_period(market, a, u):
        return "no_common_period"
    if market.previous is not None:
        if a in market.previous.declined:
            return "declined"
        if a in market.previous.frozen:
            return "frozen"
        return _kept_for_holders(caps, cuts, u, s, c)
    return "no_common_period"


def _below(rank: int, cut: int | None) -> bool:
    return cut is not None and rank > cut


def _has_period(market: Market, a: int, u: int) -> bool:
    return a not in market.available or not market.available[a].isdisjoint(market.periods[u])


def _kept_for_holders(caps: Caps, cuts: _Cuts, u: int, s: int, c: int) -> str:
    """In a later round a place may stay with its holder although somebody ranked better would take it."""
    if cuts.pair[u] is not None:
        return "offer_full"
    if cuts.programme[s] is not None:
        return "programme_full"
    if cuts.centre.get(c) is not None:
        return "centre_full"
    if caps.federation is not None:
        return "federation_full"
    return "no_common_period"


# The result


def _result(market: Market, caps: Caps, outcome: Outcome, mode: str, digest: str) -> dict[str, Any]:
    cuts = _cuts(market, caps, outcome)
    names = market.applicants
    got = sorted((names[a], a) for a, u in enumerate(outcome.award) if u != NOTHING)
    return {
        "format": RESULT,
        "mode": mode,
        "awards": [_award(market, outcome, a) for _, a in got],
        "unmatched": sorted(names[a] for a, u in enumerate(outcome.award) if u == NOTHING),
        "cutoffs": _cutoffs(market, caps, cuts),
        "reasons": _reasons(market, caps, cuts, outcome),
        "input_digest": digest,
        "engine": ENGINE,
    }


def _award(market: Market, outcome: Outcome, a: int) -> dict[str, str]:
    s, c = market.pairs[outcome.award[a]]
    award = {
        "applicant": market.applicants[a],
        "programme": market.programmes[s],
        "centre": market.centres[c],
    }
    if a in outcome.period:
        award["period"] = outcome.period[a]
    return award


def _cutoffs(market: Market, caps: Caps, cuts: _Cuts) -> dict[str, Any]:
    offers = sorted((market.programmes[s], market.centres[c], u) for u, (s, c) in enumerate(market.pairs))
    programmes = sorted((name, s) for s, name in enumerate(market.programmes))
    centres = sorted((market.centres[c], c) for c in market.declared_centres)
    return {
        "offers": [{"programme": p, "centre": c, "cut": cuts.pair[u]} for p, c, u in offers],
        "programmes": [{"id": name, "cut": cuts.programme[s]} for name, s in programmes],
        "centres": [
            {"id": name, "cut": 0 if caps.totals.get(c) == 0 else _key_shown(market, cuts.centre.get(c))}
            for name, c in centres
        ],
        "federation": 0 if cuts.empty_federation else _key_shown(market, cuts.federation),
    }


def _key_shown(market: Market, standing: tuple[Key, int, int] | None) -> list[Any] | None:
    """[2k-1, 2g, lottery number, programme]: a place in the published order, exact."""
    if standing is None:
        return None
    (_, number, name), rank, s = standing
    return [2 * rank - 1, 2 * market.grants[s], number.hex(), name]
