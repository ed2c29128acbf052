"""Rounds after declines: the same mechanism on the same frozen input, without those who declined.

Nobody gets worse. Every holder's list is cut below the present place; who *freezes* keeps only that
one; nobody ranks anew. In mode A, where centres or grants are shared between societies, a place is
kept for its holder until the holder moves up. A grant that becomes free stays with its society; what
no society of its own can use reverts to the others in the published order, one grant at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from sojourn.core.market import Market, Previous
from sojourn.core.mechanisms import NOTHING, Caps, Holders, Outcome
from sojourn.core.reading import InstanceError

Mechanism = Callable[[Market, Caps, list[list[int]], Holders], Outcome]


def run(market: Market, caps: Caps, mode: str, mechanism: Mechanism) -> tuple[Outcome, Caps]:
    """The outcome, and the capacities against which it is full; a first round just runs the mechanism."""
    wished, previous = market.wished(), market.previous
    if previous is None:
        return mechanism(market, caps, wished, Holders()), caps
    _fits(market, caps, mode, previous)
    lists = [_cut(row, a, previous) for a, row in enumerate(wished)]
    held = {a: u for a, u in previous.held.items() if a not in previous.declined}
    holders = Holders(held, previous.period)

    spent = _per_programme(market, previous.held.values())
    scarce = market.federation is not None and market.federation < sum(market.grants)
    if not scarce:
        outcome = mechanism(market, caps, lists, holders)
        _nobody_lost(market, outcome, held)
        return outcome, caps
    kept = spent if mode == "A" else [max(pair) for pair in zip(caps.grants, spent, strict=True)]
    outcome = mechanism(market, Caps(caps.places, kept, caps.totals), lists, holders)
    _nobody_lost(market, outcome, held)
    outcome = _revert(market, caps, lists, holders, mechanism, outcome)
    return outcome, caps if mode == "A" else _full(market, caps, kept, outcome)


def _cut(row: list[int], applicant: int, previous: Previous) -> list[int]:
    if applicant in previous.declined:
        return []
    present = previous.held.get(applicant)
    if present is None:
        return row
    return [present] if applicant in previous.frozen else row[: row.index(present) + 1]


def _revert(
    market: Market,
    caps: Caps,
    lists: list[list[int]],
    holders: Holders,
    mechanism: Mechanism,
    outcome: Outcome,
) -> Outcome:
    """Offer each unspent grant to the programmes in the published order, until nobody can use one."""
    assert market.federation is not None
    rest = sorted(set(range(len(market.programmes))) - set(market.revert), key=market.programmes.__getitem__)
    counts = _per_programme(market, outcome.award)
    while sum(counts) < market.federation:
        for s in [*market.revert, *rest]:
            if counts[s] >= market.grants[s]:
                continue
            more = [count + (other == s) for other, count in enumerate(counts)]
            tried = mechanism(market, Caps(caps.places, more, caps.totals), lists, holders)
            if _gains(lists, outcome, tried):
                outcome, counts = tried, _per_programme(market, tried.award)
                break
        else:
            break
    return outcome


def _gains(lists: list[list[int]], before: Outcome, after: Outcome) -> bool:
    """Whether somebody gets better and nobody worse."""
    moved = [a for a, u in enumerate(before.award) if after.award[a] != u]
    return bool(moved) and all(
        after.award[a] != NOTHING
        and (before.award[a] == NOTHING or lists[a].index(after.award[a]) < lists[a].index(before.award[a]))
        for a in moved
    )


def _full(market: Market, caps: Caps, kept: list[int], outcome: Outcome) -> Caps:
    """Which programmes are full: all their grants are spent, or all they kept and none is left to revert."""
    counts = _per_programme(market, outcome.award)
    exhausted = sum(counts) == market.federation
    grants = [
        count if exhausted and count >= own else most
        for count, own, most in zip(counts, kept, market.grants, strict=True)
    ]
    return Caps(caps.places, grants)


def _per_programme(market: Market, pairs: Iterable[int]) -> list[int]:
    counts = Counter(market.programme_of[u] for u in pairs if u != NOTHING)
    return [counts[s] for s in range(len(market.programmes))]


def _fits(market: Market, caps: Caps, mode: str, previous: Previous) -> None:
    """The awards of the round before must lie within the capacities."""
    pairs: Counter[int] = Counter()
    periods: Counter[tuple[int, str]] = Counter()
    programmes: Counter[int] = Counter()
    centres: Counter[int] = Counter()
    for i, (a, u) in enumerate(previous.held.items()):
        s, c = market.pairs[u]
        pairs[u] += 1
        programmes[s] += 1
        centres[c] += 1
        most = market.grants[s]
        too_many = (
            pairs[u] > caps.places[u]
            or programmes[s] > most
            or centres[c] > caps.totals.get(c, most + centres[c])
        )
        if u in market.periods:
            periods[u, previous.period[a]] += 1
            too_many |= periods[u, previous.period[a]] > market.periods[u][previous.period[a]]
        if market.federation is not None and market.federation < sum(market.grants):
            too_many |= i >= market.federation
        if too_many:
            raise InstanceError(f"previous.awards[{i}]", "more awards than there is room for")


def _nobody_lost(market: Market, outcome: Outcome, held: dict[int, int]) -> None:
    """Deferred acceptance keeps every holder of a fair outcome; so these awards were none."""
    for a in held:
        if outcome.award[a] == NOTHING:
            name = market.applicants[a]
            raise InstanceError(
                "previous.awards", f"no fair outcome of this instance: {name!r} would lose the place"
            )
