"""The two mechanisms, on an indexed market: who gets which pair.

*Serial dictatorship by merit* (mode A): people in the published order, each takes the first choice
that still has room. *Applicant-proposing deferred acceptance* (modes B, C, D; SPA-student of Abraham,
Irving and Manlove): everybody asks down the list, each offer and each programme keeps the best who
asked so far; what is kept at the end is the best fair outcome for every applicant at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush, heappushpop

from sojourn.core.market import Market
from sojourn.core.reading import LIMIT
from sojourn.core.transversal import Calendar

NOTHING = -1


@dataclass
class Caps:
    """How many people fit: per pair, per programme, per centre and in all (the last two only in mode A)."""

    places: list[int]
    grants: list[int]
    totals: dict[int, int] = field(default_factory=dict)
    federation: int | None = None


@dataclass
class Outcome:
    """`award` is a pair or NOTHING for each applicant; `inspected` counts the list entries looked at."""

    award: list[int]
    period: dict[int, str] = field(default_factory=dict)
    inspected: int = 0


@dataclass(frozen=True)
class Holders:
    """People who hold a pair from the round before, and its period: nobody gets worse than that."""

    held: Mapping[int, int] = field(default_factory=dict)
    period: Mapping[int, str] = field(default_factory=dict)


NOBODY = Holders()

# A place in the interleave: (2k-1)/(2g), lottery number, programme.
Key = tuple[float, bytes, str]


def key(market: Market, applicant: int, programme: int) -> Key:
    """Rank k of g grants stands at (k - 1/2)/g; exact as a float, see reading.LIMIT."""
    rank = market.rank[programme][applicant]
    place = (2 * rank - 1) / (2 * market.grants[programme])
    return place, market.number(applicant), market.programmes[programme]


def turns(market: Market, caps: Caps) -> list[int]:
    """Everybody who may get something in mode A, in the published order of all programmes together."""
    home = [market.programme_of[row[0]] if row else NOTHING for row in market.choices]
    ranked = [(s, people) for s, people in enumerate(market.order) if market.grants[s]]
    if not caps.totals and caps.federation is None:
        # Nothing is shared between programmes: one after the other is the same as interleaved.
        return [a for s, people in ranked for a in people if home[a] == s]
    placed = [
        ((2 * k - 1) / (2 * market.grants[s]), market.number(a), market.programmes[s], a)
        for s, people in ranked
        for k, a in enumerate(people, start=1)
        if home[a] == s
    ]
    placed.sort()
    return [a for _, _, _, a in placed]


def serial_dictatorship(
    market: Market, caps: Caps, wished: list[list[int]], holders: Holders = NOBODY
) -> Outcome:
    """One after the other takes the first choice with room. A holder's place is kept for the holder."""
    award = [NOTHING] * len(wished)
    places, grants = list(caps.places), list(caps.grants)
    totals = [caps.totals.get(c, LIMIT) for c in range(len(market.centres))]
    federation = LIMIT if caps.federation is None else caps.federation
    pairs, inspected = market.pairs, 0
    calendars = {u: Calendar(room, caps.places[u]) for u, room in market.periods.items()}

    for a, u in holders.held.items():
        s, c = pairs[u]
        places[u], grants[s], totals[c], federation = (
            places[u] - 1,
            grants[s] - 1,
            totals[c] - 1,
            federation - 1,
        )
        if u in calendars:
            calendars[u].reserve(holders.period[a])

    for a in turns(market, caps):
        before = holders.held.get(a, NOTHING)
        if before != NOTHING:
            s, c = pairs[before]
            places[before], grants[s], totals[c] = places[before] + 1, grants[s] + 1, totals[c] + 1
            federation += 1
            if before in calendars:
                calendars[before].release(holders.period[a])
        if federation <= 0:
            continue
        for u in wished[a]:
            inspected += 1
            s, c = pairs[u]
            if places[u] <= 0 or grants[s] <= 0 or totals[c] <= 0:
                continue
            if u in calendars:
                rank = market.rank[s][a]
                if calendars[u].admit(rank, _periods(market, holders, a, u)) == rank:
                    continue
            places[u], grants[s], totals[c], federation = (
                places[u] - 1,
                grants[s] - 1,
                totals[c] - 1,
                federation - 1,
            )
            award[a] = u
            break
    return Outcome(award, _settled(market, calendars), inspected)


def deferred_acceptance(
    market: Market, caps: Caps, wished: list[list[int]], holders: Holders = NOBODY
) -> Outcome:
    """Everybody asks down the list; who is pushed out by somebody better asks on.

    The order of asking makes no difference, so each programme answers its letters in one go: what is
    needed for that fits into the processor's cache, however large the call.
    """
    award = [NOTHING] * len(wished)
    asked = [0] * len(wished)
    programme_of, places = market.programme_of, caps.places
    inspected = 0
    calendars = {u: Calendar(room, places[u]) for u, room in market.periods.items()}

    # An offer's people are a heap of negative ranks, the worst on top. So are a programme's, but with
    # entries of people who left: they are thrown away when they come up. Whoever stands below a cut
    # needs no heap: asking is one comparison.
    kept: list[list[int]] = [[] for _ in places]
    grouped: list[list[int]] = [[] for _ in caps.grants]
    count = [0] * len(caps.grants)
    cut = [LIMIT if room else 0 for room in places]
    programme_cut = [LIMIT if grants else 0 for grants in caps.grants]
    binds = _grants_bind(market, caps)
    unranked = LIMIT + 1  # below every cut

    letters: list[list[int]] = [[] for _ in caps.grants]
    for a, row in enumerate(wished):
        if row:
            letters[programme_of[row[0]]].append(a)
    waiting = [s for s, mail in enumerate(letters) if mail]
    for s in waiting:  # it grows; first come, first answered, so that letters gather meanwhile
        mail, letters[s] = letters[s], []
        order, most, bound, last = market.order[s], caps.grants[s], binds[s], programme_cut[s]
        rank_of, group, number = market.rank[s].get, grouped[s], count[s]
        for a in mail:
            while a != NOTHING:
                row, i, out = wished[a], asked[a], NOTHING
                k = rank_of(a, unranked)
                while i < len(row):
                    u = row[i]
                    other = programme_of[u]
                    if other != s:
                        if not letters[other]:
                            waiting.append(other)
                        letters[other].append(a)
                        break
                    i += 1
                    if k > cut[u] or k > last:
                        continue
                    if u in calendars:
                        loser = calendars[u].admit(k, _periods(market, holders, a, u))
                        if loser == k:
                            continue
                        out = NOTHING if loser is None else order[loser - 1]
                    else:
                        heap = kept[u]
                        if len(heap) < places[u]:
                            heappush(heap, -k)
                        else:
                            out = order[-heappushpop(heap, -k) - 1]
                        if len(heap) == places[u]:
                            cut[u] = -heap[0]
                    award[a] = u
                    if out != NOTHING:
                        award[out] = NOTHING
                    if bound:
                        heappush(group, -k)
                        number += out == NOTHING
                        if number > most:
                            number -= 1
                            out = _worst(group, order, award, programme_of, s)
                            left = award[out]
                            worst = -heappop(group)
                            if left in calendars:
                                calendars[left].remove(worst)
                            else:
                                heappop(kept[left])  # the programme's worst is the offer's worst
                                cut[left] = LIMIT
                            award[out] = NOTHING
                        if number == most:
                            _worst(group, order, award, programme_of, s)
                            last = -group[0]
                    break
                inspected += i - asked[a]
                asked[a] = i
                a = out
        count[s], programme_cut[s] = number, last
    return Outcome(award, _settled(market, calendars), inspected)


def _worst(group: list[int], order: list[int], award: list[int], programme_of: list[int], s: int) -> int:
    """The worst person whom the programme still keeps; the entry stays on top."""
    while True:
        a = order[-group[0] - 1]
        if award[a] != NOTHING and programme_of[award[a]] == s:
            return a
        heappop(group)


def _grants_bind(market: Market, caps: Caps) -> list[bool]:
    """Whether a programme has fewer grants than places: otherwise its grants never refuse anybody."""
    places = [0] * len(caps.grants)
    for u, s in enumerate(market.programme_of):
        places[s] += caps.places[u]
    return [grants < most for grants, most in zip(caps.grants, places, strict=True)]


def _periods(market: Market, holders: Holders, applicant: int, pair: int) -> frozenset[str] | tuple[str, ...]:
    """The periods somebody may take; who stays with a pair keeps its period."""
    if holders.held.get(applicant) == pair:
        return (holders.period[applicant],)
    return market.available.get(applicant, frozenset(market.periods[pair]))


def _settled(market: Market, calendars: Mapping[int, Calendar]) -> dict[int, str]:
    return {
        market.order[market.programme_of[u]][rank - 1]: period
        for u, calendar in calendars.items()
        for rank, period in calendar.settle().items()
    }
