"""What kind of call it is: one of six structures, in words, with what its mechanism promises.

Two things decide: whether anybody may name several programmes, and whether a limit (a centre's places,
the federation's grants) is shared between programmes. `capacities` then says how much there is to give,
after the published splits. Where nothing fair can be promised, a witness of two or three people says why.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from sojourn.core.market import Market
from sojourn.core.mechanisms import Caps


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
        """Sentences for the page on which the call is set up."""
        lines = [
            f"{self.because} The mechanism is {self.mechanism}.",
            f"No justified envy: {self.fair}.",
            f"Best for applicants: {self.best}.",
            f"Nobody gains by stating another order: {self.strategy_proof}.",
            f"No exchange could please some and harm nobody: {self.pareto}.",
        ]
        return [*lines, *filter(None, (self.witness, self.needs))]


def structure_of(market: Market, several: bool | None = None) -> Structure:
    """`several`: whether applicants may name several programmes; None = whether somebody does."""
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
    return _scarce_grants(market) if scarce else _nested()


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


# How much there is to give


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

    Sainte-Laguë gives the k-th grant of a programme with g its turn at (k - 1/2)/g, as the interleave of
    mode A does; equal turns go by programme id.
    """
    assert market.federation is not None
    if isinstance(market.federation_split, dict):
        return [min(grants, market.federation_split.get(s, 0)) for s, grants in enumerate(market.grants)]
    parts = [0] * len(market.grants)
    turns = [(1 / grants, market.programmes[s], s) for s, grants in enumerate(market.grants) if grants]
    heapify(turns)
    for _ in range(market.federation):
        _, name, s = heappop(turns)
        parts[s] += 1
        if parts[s] < market.grants[s]:
            heappush(turns, ((2 * parts[s] + 1) / market.grants[s], name, s))
    return parts


# The six structures


def _one_programme() -> Structure:
    return Structure(
        mode="A",
        because="Every applicant names one programme only.",
        mechanism="serial dictatorship by merit: in turn, each takes the first choice with room",
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
            "An exchange may please two and wrong a third: a1 wants P, then Q; a2 wants Q, then P; a3 wants "
            "P. P ranks a2, a3, a1; Q ranks a1, a2; each has one place. a1 gets Q and a2 gets P; "
            "exchanging would please both, but a3 stands before a1 at P."
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
        witness=_REVERTING,
        needs=_SPLIT_NEEDED if missing else "",
        path="federation.split" if missing else "",
    )


def _shared_centre(market: Market, shared: list[int], scarce: bool) -> Structure:
    unsplit = [market.centres[c] for c in shared if c not in market.centre_split]
    names = ", ".join(market.centres[c] for c in shared[:3]) + (" and others" if len(shared) > 3 else "")
    missing = scarce and market.federation_split is None and not unsplit
    return Structure(
        mode="D",
        because=f"Somebody names several programmes, and programmes share the places of {names}.",
        mechanism="a published split of the shared places, then applicant-proposing deferred acceptance",
        fair="yes, for the split",
        best="yes, for the split",
        strategy_proof="yes, for the split, within a round" if scarce else "yes, for the split",
        pareto="no",
        witness=_SHARING if unsplit else _REVERTING * scarce,
        needs=f"Split the places of {', '.join(unsplit[:3])} between the programmes beforehand "
        "(centres[].split), or let everybody name one programme only (mode A)."
        if unsplit
        else _SPLIT_NEEDED * missing,
        path="federation.split" if missing else "",
    )


def _unequal_costs(path: str) -> Structure:
    return Structure(
        mode="E",
        because=f"Grants have costs and budgets instead of numbers ({path}).",
        mechanism="none here",
        fair="a fair outcome may not exist",
        best="no",
        strategy_proof="no",
        pareto="no",
        witness=(
            "P can spend 2 and Q can spend 1; a1 and a2 cost 1, a3 costs 2. a1 wants P, then Q; a2 wants Q, "
            "then P; a3 wants P. P ranks a2, a3, a1; Q ranks a1, a2. Every outcome wrongs somebody."
        ),
        needs="Make all grants units of one size and state how many each programme has (mode A or B).",
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
            "One place; the society ranks a1 before a2, the host a2 before a1: "
            "whoever gets it, the other stands before in one of the two rankings."
        ),
        needs="Let a host's ranking replace the society's for its places, or let hosts only say yes or no.",
    )


_SHARING = (
    "Without a split there may be no fair outcome: P and Q share the only place at C. a1 wants Q's "
    "offer, then P's; a2 wants P's, then Q's. P ranks a1, a2; Q ranks a2, a1. Whoever gets the place "
    "would rather have it of the other programme, and there the other person stands before."
)
_REVERTING = (
    "Between rounds unspent grants revert, and that can be used: P has one grant and Q two; the federation "
    "pays for one each. P ranks a1; Q ranks a2, a1. a1 wants Q, then P, and gets P. Had a1 named Q only, "
    "P's grant would have reverted to Q in the next round, and to a1."
)
_SPLIT_NEEDED = "needed: each programme's part of the federation's grants, or \"sainte-lague\""
