"""The match: which mechanism a call needs, in words, and who gets what, with every reason.

    classify(instance) -> Structure      what kind of call this is, what its mechanism promises
    match(instance) -> result            both as in docs/matching.md, "sojourn-match/1"

Bad input is an InstanceError with the path of the fault; a call that no fair mechanism here serves
is Refused, and says what to change. Reading is in `market`, the kinds of call in `structure`, the two
mechanisms in `mechanisms`, rounds after declines in `rounds`; here cut-offs and reasons are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sojourn.core import rounds
from sojourn.core.market import Market, read
from sojourn.core.mechanisms import NOTHING, Caps, Key, Outcome, deferred_acceptance, key, serial_dictatorship
from sojourn.core.reading import InstanceError
from sojourn.core.seals import seal
from sojourn.core.structure import Structure, capacities, structure_of

__all__ = ["ENGINE", "InstanceError", "Refused", "Structure", "admissible", "classify", "match"]

ENGINE = "sojourn-engine/1"
RESULT = "sojourn-match-result/1"


class Refused(Exception):
    """There is no mechanism here for this structure; `structure.needs` says what to change."""

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
    return _result(market, caps, outcome, mode, digest or _digest(instance))


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


def _digest(instance: Any) -> str:
    try:
        return seal(instance)
    except (TypeError, ValueError, RecursionError) as fault:
        raise InstanceError("", f"this cannot be written as JSON: {fault}") from None


def classify(instance: Any, *, several: bool | None = None) -> Structure:
    """What kind of call this is. `several`: whether applicants may name several programmes, if that is
    known before anybody has applied; otherwise whether somebody does."""
    return structure_of(read(instance, drawn=False), several)


def _mechanism(mode: str) -> rounds.Mechanism:
    return serial_dictatorship if mode == "A" else deferred_acceptance


# Cut-offs and reasons


@dataclass
class _Cuts:
    """The worst admitted rank (centres and federation in mode A: key) of what is full; 0 without any room."""

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
    equal: dict[tuple[int, str, str | None], dict[str, Any]] = {}  # hundreds of thousands are alike: one each
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
            line = equal.get((u, code, by))
            if line is None:
                programme, centre = names[u]
                line = equal[u, code, by] = {"programme": programme, "centre": centre, "code": code, "by": by}
            lines.append(line)
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
