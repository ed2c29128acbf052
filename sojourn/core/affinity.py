"""Plans that follow affinity: first the largest sum, then a lift for whom that serves worst.

*The auction* (Bertsekas): applications bid for reviewers, a full reviewer keeps the highest bids, and
the lowest of these is the price that everybody else must beat. It ends near the largest sum of all;
with OR-Tools, minimum-cost flow finds the largest exactly.

*The lift* is what a plan of the largest sum lacks (PeerReview4All, Stelmakh, Shah and Singh 2021): it
takes from the worst-served application what is little for others. That application gets a better
reviewer, who hands one of the others on, and so forth along a chain in which everybody stays better
served than it was. It is repeated until the worst-served can no longer be helped. Where affinity has
parted the applications into groups that cannot be compared, `join` links them again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from heapq import heappop, heappush
from importlib import import_module

from sojourn.core.loads import Desks, bits

STEPS = 50  # the auction raises a bid by the spread of all affinities over this
NEAR = 24  # how many better reviewers are asked first for an exchange
Worth = list[list[float]]


def worth_of(desks: Desks, affinity: Mapping[tuple[str, str], float]) -> Worth:
    """The affinities as a table, 0 where none is given."""
    rows = [[0.0] * len(desks.names) for _ in desks.applications]
    number, index = desks.number, desks.index
    for (application, reviewer), value in affinity.items():
        if application in number and reviewer in index:
            rows[number[application]][index[reviewer]] = value
    return rows


def auction(desks: Desks, pool: int, worth: Worth) -> None:
    """Near the largest sum. Who bids too high to be helped is left to `Desks.serve`."""
    room = [free if pool >> r & 1 else 0 for r, free in enumerate(desks.room)]
    lowest, highest = min(map(min, worth)), max(map(max, worth))
    step = (highest - lowest) / STEPS or 1.0
    limit = lowest - 3 * (highest - lowest) - 1.0
    order: list[list[int]] = []  # per application: whom it may have, best first
    for a, row in enumerate(worth):
        may = desks.open[a] & ~desks.mine[a]
        ranked = sorted(range(len(row)), key=row.__getitem__, reverse=True)
        order.append([r for r in ranked if may >> r & 1 and room[r]])
    price = [0.0] * len(room)
    bids: list[list[tuple[float, int]]] = [[] for _ in room]
    won: list[set[int]] = [set() for _ in worth]
    waiting = deque(a for a in range(len(worth)) for _ in range(desks.lacks(a)))
    while waiting:
        a = waiting.popleft()
        row, mine = worth[a], won[a]
        wanted, best, second = -1, float("-inf"), limit
        for r in order[a]:
            value = row[r]
            if value <= second:
                break  # a price is never negative: nobody further down is worth more
            if r in mine:
                continue
            value -= price[r]
            if value > best:
                wanted, best, second = r, value, max(best, second)
            elif value > second:
                second = value
        if wanted < 0 or best <= limit:
            continue
        heappush(bids[wanted], (row[wanted] - second + step, a))
        mine.add(wanted)
        if len(bids[wanted]) > room[wanted]:
            _, other = heappop(bids[wanted])
            won[other].discard(wanted)
            waiting.append(other)
        if len(bids[wanted]) == room[wanted]:
            price[wanted] = bids[wanted][0][0]
    for a, mine in enumerate(won):
        for r in sorted(mine, key=worth[a].__getitem__, reverse=True):
            desks.give(a, r)


def lift(desks: Desks, pool: int, worth: Worth) -> None:
    """Help the worst-served application, and then who is it next, as long as that is possible."""
    served = [sum(worth[a][r] for r in given) for a, given in enumerate(desks.given)]
    whole = [a for a in range(len(served)) if not desks.lacks(a)]
    while whole:
        worst = min(whole, key=served.__getitem__)
        moves = _chain(desks, pool, worth, served, worst)
        if not moves:
            return
        for a, before, _ in moves:
            desks.take(a, before)
        for a, before, after in moves:
            desks.give(a, after)
            served[a] += worth[a][after] - worth[a][before]


def join(desks: Desks, pool: int, worth: Worth) -> None:
    """Applications that affinity has parted into groups without a common reviewer cannot be compared:
    exchange reviewers across the smallest group's border, where it costs least, until all hang together."""
    while len(groups := _groups(desks)) > 1:
        apart = len(groups)
        for exchange in _across(desks, pool, worth, min(groups, key=int.bit_count)):
            (a, r, q), (b, _, _) = exchange
            _exchange(desks, a, r, b, q)
            if len(_groups(desks)) < apart:
                break
            _exchange(desks, a, q, b, r)
        else:
            return


def _groups(desks: Desks) -> list[int]:
    """The reviewers whom common applications link, as masks."""
    groups: list[int] = []
    for mine in desks.mine:
        if mine:
            groups = [*(group for group in groups if not group & mine),
                      sum(group for group in groups if group & mine) | mine]  # fmt: skip
    return groups


def _across(desks: Desks, pool: int, worth: Worth, group: int) -> list[list[Move]]:
    """Exchanges of one reviewer of the group for one outside, the least harmful to the worse served first."""
    served = [sum(worth[a][r] for r in given) for a, given in enumerate(desks.given)]
    found: list[tuple[float, float, list[Move]]] = []
    outside = [q for q in bits(pool & ~group) if desks.held[q]]
    for r in bits(group & pool):
        for a in sorted(desks.held[r]):
            for q in outside:
                if not _may(desks, a, r, q):
                    continue
                for b in sorted(desks.held[q]):
                    if _may(desks, b, q, r):
                        one, two = worth[a][q] - worth[a][r], worth[b][r] - worth[b][q]
                        worse = min(served[a] + one, served[b] + two)
                        found.append((worse, one + two, [(a, r, q), (b, q, r)]))
    return [moves for _, _, moves in sorted(found, reverse=True)]


def _exchange(desks: Desks, a: int, r: int, b: int, q: int) -> None:
    desks.take(a, r)
    desks.take(b, q)
    desks.give(a, q)
    desks.give(b, r)


Move = tuple[int, int, int]  # an application goes from one reviewer to another


def _chain(desks: Desks, pool: int, worth: Worth, served: list[float], worst: int) -> list[Move]:
    """Moves after which the worst-served is better off, and nobody moved is served as badly as it was."""
    row = worth[worst]
    own = [r for r in sorted(desks.given[worst], key=row.__getitem__) if not desks.fixed[worst] >> r & 1]
    others = sorted(bits(desks.open[worst] & pool & ~desks.mine[worst]), key=row.__getitem__, reverse=True)
    better = {leaves: [r for r in others if row[r] > row[leaves]] for leaves in own}
    free = sum(1 << r for r in bits(pool) if desks.room[r] > 0)
    for leaves in own:
        for r in better[leaves]:
            if free >> r & 1:
                return [(worst, leaves, r)]
    for near in (slice(NEAR), slice(NEAR, None)):
        tries = [(r, leaves) for leaves in own for r in better[leaves][near]]
        if swap := _swap(desks, worth, served, worst, tries):
            return swap
    chains = (_longer(desks, pool, worth, served, worst, r, better[r], free | 1 << r) for r in own)
    return next(filter(None, chains), [])


def _swap(
    desks: Desks, worth: Worth, served: list[float], worst: int, tries: list[tuple[int, int]]
) -> list[Move]:
    """The best exchange of two applications' reviewers, by what it costs in all; [] if none helps."""
    least, best, own = served[worst], float("-inf"), worth[worst]
    found: list[Move] = []
    for r, leaves in tries:
        gain = own[r] - own[leaves]
        for other in desks.held[r]:
            theirs = worth[other]
            change = theirs[leaves] - theirs[r]
            if gain + change > best and served[other] + change > least and _may(desks, other, r, leaves):
                best, found = gain + change, [(worst, leaves, r), (other, r, leaves)]
    return found


def _longer(
    desks: Desks,
    pool: int,
    worth: Worth,
    served: list[float],
    worst: int,
    leaves: int,
    better: list[int],
    free: int,
) -> list[Move]:
    """The shortest chain: each reviewer on it takes an application and hands another on."""
    came: dict[int, list[Move]] = {r: [(worst, leaves, r)] for r in better}
    queue = list(better)
    for full in queue:
        for other in sorted(desks.held[full]):
            if any(other == moved for moved, _, _ in came[full]):
                continue
            theirs = worth[other]
            needed = served[worst] - served[other] + theirs[full]
            for r in bits(desks.open[other] & pool & ~desks.mine[other]):
                if r not in came and theirs[r] > needed and _may(desks, other, full, r):
                    came[r] = [*came[full], (other, full, r)]
                    if free >> r & 1:
                        return came[r]
                    queue.append(r)
    return []


def _may(desks: Desks, a: int, before: int, after: int) -> bool:
    fixed, closed = desks.fixed[a] >> before & 1, (desks.mine[a] | ~desks.open[a]) >> after & 1
    return not fixed and not closed


def largest(desks: Desks, pool: int, worth: Worth) -> None:
    """The largest sum, by minimum-cost flow (OR-Tools); conflicts are missing edges."""
    solver = import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    count = len(desks.open)
    source, sink = count + len(desks.names), count + len(desks.names) + 1
    edges = []
    for a, row in enumerate(worth):
        if desks.lacks(a):
            solver.add_arc_with_capacity_and_unit_cost(source, a, desks.lacks(a), 0)
        for r in bits(desks.open[a] & pool & ~desks.mine[a]):
            edges.append(
                (
                    solver.add_arc_with_capacity_and_unit_cost(a, count + r, 1, -round(row[r] * 1_000_000)),
                    a,
                    r,
                )
            )
    for r in bits(pool):
        solver.add_arc_with_capacity_and_unit_cost(count + r, sink, max(0, desks.room[r]), 0)
    total = sum(desks.lacks(a) for a in range(count))
    solver.set_node_supply(source, total)
    solver.set_node_supply(sink, -total)
    solver.solve_max_flow_with_min_cost()
    for arc, a, r in edges:
        if solver.flow(arc):
            desks.give(a, r)
