"""Who reviews what: every application gets its reviewers, nobody too many, nobody in conflict.

Reviewers are given out in rounds, first ones before second ones, to the least loaded; when all who are
free are in conflict, earlier assignments move along an augmenting path. So nothing is left short
that any plan could serve. Substitutes are called only where the named reviewers cannot serve.

Among equally loaded reviewers the one is taken who links groups that have too few applications in
common: without such links scores cannot be calibrated (see `calibration`).

With affinities (how well a reviewer suits an application) the worst-served application comes first:
the plan uses only pairs above the highest floor at which all can still be served (after PeerReview4All,
Stelmakh, Shah and Singh 2021). Above the floor pairs are taken greedily, or, where OR-Tools is
installed and `exact` is asked for, so that their sum is the largest possible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice

LINK = 2  # applications that two reviewers must share to count as linked
CONSIDERED = 16  # of equally loaded reviewers, how many are looked at for links
Pairs = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Plan:
    """`reviewers` of every application; `short` counts those missing; `called` are substitutes among them.

    `floor` is the affinity below which no new pair was used; `method` says how it was made.
    """

    reviewers: dict[str, list[str]]
    called: dict[str, list[str]] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)
    method: str = "balanced"
    floor: float | None = None

    @property
    def loads(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for names in self.reviewers.values():
            for name in names:
                counts[name] = counts.get(name, 0) + 1
        return counts


def assign(
    applications: Sequence[str],
    reviewers: Sequence[str],
    *,
    each: int = 2,
    conflicts: Collection[tuple[str, str]] = (),
    limits: Mapping[str, int] | int | None = None,
    substitutes: Sequence[str] = (),
    kept: Mapping[str, Sequence[str]] | None = None,
    affinity: Pairs | None = None,
    exact: bool = False,
) -> Plan:
    """Give each application `each` reviewers; `conflicts` are pairs (application, reviewer).

    `limits` is the most applications per reviewer (one number, or by name; absent = no limit).
    `kept` are assignments made before: they stay and count. `affinity` is by (application, reviewer),
    0 if absent. The same input gives the same plan. ImportError if `exact` and there is no OR-Tools.
    """
    desk = _Desk(applications, reviewers, substitutes, each, conflicts, limits, kept or {})
    named = desk.mask(reviewers)
    floor, method = None, "balanced"
    if affinity is not None:
        floor = _floor(desk, named, affinity)
        allowed = desk.above(affinity, floor)
        method = "exact" if exact else "greedy by affinity"
        if exact:
            _exact(desk, named, allowed, affinity)
        else:
            desk.serve(named, allowed, affinity)
    desk.serve(named)
    before = [set(given) for given in desk.given]
    if substitutes:
        desk.serve(named | desk.mask(substitutes))
    stand_ins = set(desk.indices(substitutes))
    called = {
        application: [desk.names[r] for r in given if r in stand_ins and r not in before[a]]
        for a, (application, given) in enumerate(zip(applications, desk.given, strict=True))
    }
    return Plan(
        {application: [desk.names[r] for r in desk.given[a]] for a, application in enumerate(applications)},
        {application: names for application, names in called.items() if names},
        {
            application: each - len(desk.given[a])
            for a, application in enumerate(applications)
            if desk.lacks(a)
        },
        method,
        floor,
    )


class _Desk:
    """The assignments while they are being made. Applications and reviewers are numbers; sets of
    reviewers are bit masks, so that "who is free, open and not yet there" is one operation."""

    def __init__(
        self,
        applications: Sequence[str],
        reviewers: Sequence[str],
        substitutes: Sequence[str],
        each: int,
        conflicts: Collection[tuple[str, str]],
        limits: Mapping[str, int] | int | None,
        kept: Mapping[str, Sequence[str]],
    ) -> None:
        earlier = [name for names in kept.values() for name in names]
        self.names = list(dict.fromkeys([*reviewers, *substitutes, *earlier]))
        self.index = {name: r for r, name in enumerate(self.names)}
        self.each = each
        self.applications = list(applications)
        self.number = {name: a for a, name in enumerate(applications)}
        self.open = [(1 << len(self.names)) - 1] * len(applications)
        for application, reviewer in conflicts:
            if application in self.number and reviewer in self.index:
                self.open[self.number[application]] &= ~(1 << self.index[reviewer])
        bounds = limits if isinstance(limits, Mapping) else dict.fromkeys(self.names, limits)
        most = len(applications)
        self.room = [most if (bound := bounds.get(name)) is None else bound for name in self.names]
        self.given: list[list[int]] = [[] for _ in applications]
        self.mine = [0] * len(applications)
        self.held: list[set[int]] = [set() for _ in self.names]
        self.loaded = [(1 << len(self.names)) - 1]  # by load: who has so many
        self.linked = _Links(len(self.names))
        for application, names in kept.items():
            for name in names:
                if application in self.number:
                    self.give(self.number[application], self.index[name])
        self.fixed = list(self.mine)

    def mask(self, names: Sequence[str]) -> int:
        return sum(1 << self.index[name] for name in dict.fromkeys(names))

    def indices(self, names: Sequence[str]) -> list[int]:
        return [self.index[name] for name in names]

    def lacks(self, a: int) -> int:
        return max(0, self.each - len(self.given[a]))

    def above(self, affinity: Pairs, floor: float) -> list[int]:
        """Per application the reviewers whose affinity reaches the floor."""
        if floor <= 0:
            return list(self.open)
        masks = [0] * len(self.open)
        for (application, reviewer), value in affinity.items():
            if value >= floor and application in self.number and reviewer in self.index:
                masks[self.number[application]] |= 1 << self.index[reviewer]
        return [mask & may for mask, may in zip(masks, self.open, strict=True)]

    def serve(self, pool: int, allowed: list[int] | None = None, affinity: Pairs | None = None) -> None:
        """Round by round, applications with the fewest possible reviewers first."""
        may = self.open if allowed is None else allowed
        order = sorted(range(len(may)), key=lambda a: (may[a] & pool).bit_count())
        free = self._free(pool)
        for wanted in range(1, self.each + 1):
            for a in order:
                if len(self.given[a]) >= wanted:
                    continue
                candidates = may[a] & free & ~self.mine[a]
                if candidates:
                    r = self._best(a, candidates, affinity)
                    self.give(a, r)
                    if not self.room[r]:
                        free &= ~(1 << r)
                elif self._make_room(a, pool & may[a], may, free):
                    free = self._free(pool)

    def give(self, a: int, r: int) -> None:
        self.linked.add(self.given[a], r)
        self._load(r, +1)
        self.given[a].append(r)
        self.mine[a] |= 1 << r
        self.held[r].add(a)
        self.room[r] -= 1

    def take(self, a: int, r: int) -> None:
        self._load(r, -1)
        self.given[a].remove(r)
        self.mine[a] &= ~(1 << r)
        self.held[r].remove(a)
        self.room[r] += 1

    def _load(self, r: int, step: int) -> None:
        load = len(self.held[r])
        if load + step == len(self.loaded):
            self.loaded.append(0)
        self.loaded[load] ^= 1 << r
        self.loaded[load + step] ^= 1 << r

    def _free(self, pool: int) -> int:
        return sum(1 << r for r in bits(pool) if self.room[r] > 0)

    def _best(self, a: int, candidates: int, affinity: Pairs | None) -> int:
        """The most suitable, else the least loaded, among these one who links groups."""
        if affinity is not None:
            name = self.applications[a]
            return min(
                bits(candidates), key=lambda r: (-affinity.get((name, self.names[r]), 0.0), len(self.held[r]))
            )
        even = next(candidates & those for those in self.loaded if candidates & those)
        return min(islice(bits(even), CONSIDERED), key=lambda r: self.linked.need(self.given[a], r))

    def _make_room(self, a: int, start: int, may: list[int], free: int) -> bool:
        """Shortest chain: `a` takes a full reviewer, whose other application moves on, and so forth."""
        came: dict[int, tuple[int, int]] = dict.fromkeys(bits(start & ~self.mine[a]), (-1, a))
        reached, queue = start & ~self.mine[a], list(came)
        for full in queue:
            for moved in sorted(self.held[full]):
                if self.fixed[moved] >> full & 1:
                    continue
                further = may[moved] & ~self.mine[moved] & ~reached
                for r in bits(further):
                    came[r] = (full, moved)
                    if free >> r & 1:
                        self._shift(r, came)
                        return True
                    queue.append(r)
                reached |= further
        return False

    def _shift(self, r: int, came: Mapping[int, tuple[int, int]]) -> None:
        while r != -1:
            before, a = came[r]
            if before != -1:
                self.take(a, before)
            self.give(a, r)
            r = before


class _Links:
    """Which reviewers are linked by enough common applications, directly or through others."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))
        self.shared: dict[tuple[int, int], int] = {}

    def add(self, others: list[int], r: int) -> None:
        for other in others:
            pair = (min(other, r), max(other, r))
            self.shared[pair] = self.shared.get(pair, 0) + 1
            if self.shared[pair] == LINK:
                self.parent[self._root(other)] = self._root(r)

    def need(self, others: list[int], r: int) -> int:
        """Smaller = more needed: nearly linked to another group, not yet linked, already of one group."""
        needs = [
            1 - self.shared.get((min(other, r), max(other, r)), 0)
            for other in others
            if self._root(other) != self._root(r)
        ]
        return min(needs, default=2)

    def _root(self, r: int) -> int:
        while self.parent[r] != r:
            self.parent[r] = self.parent[self.parent[r]]
            r = self.parent[r]
        return r


def _floor(desk: _Desk, pool: int, affinity: Pairs) -> float:
    """The highest affinity such that pairs below it are not needed to serve as many as can be served."""
    values = sorted({0.0, *affinity.values()})
    most = _served(desk, pool, desk.open)
    low, high = 0, len(values)
    while high - low > 1:
        middle = (low + high) // 2
        if _served(desk, pool, desk.above(affinity, values[middle])) >= most:
            low = middle
        else:
            high = middle
    return values[low]


def _served(desk: _Desk, pool: int, allowed: list[int]) -> int:
    """How many reviews can be given with these pairs: a trial on a copy, loads left aside."""
    trial = object.__new__(_Trial)
    trial.__dict__.update(desk.__dict__)
    trial.given = [list(given) for given in desk.given]
    trial.mine, trial.room = list(desk.mine), list(desk.room)
    trial.held = [set(held) for held in desk.held]
    trial.serve(pool, allowed)
    return sum(map(len, trial.given))


class _Trial(_Desk):
    """A desk that only counts: the first free reviewer will do."""

    def give(self, a: int, r: int) -> None:
        """Without loads and links."""
        self.given[a].append(r)
        self.mine[a] |= 1 << r
        self.held[r].add(a)
        self.room[r] -= 1

    def take(self, a: int, r: int) -> None:
        self.given[a].remove(r)
        self.mine[a] &= ~(1 << r)
        self.held[r].remove(a)
        self.room[r] += 1

    def _best(self, a: int, candidates: int, affinity: Pairs | None) -> int:
        return (candidates & -candidates).bit_length() - 1


def _exact(desk: _Desk, pool: int, allowed: list[int], affinity: Pairs) -> None:
    """The largest sum of affinities by minimum-cost flow (OR-Tools); conflicts are missing edges."""
    solver = import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    count = len(desk.open)
    source, sink = count + len(desk.names), count + len(desk.names) + 1
    edges = []
    for a, name in enumerate(desk.applications):
        if desk.lacks(a):
            solver.add_arc_with_capacity_and_unit_cost(source, a, desk.lacks(a), 0)
        for r in bits(allowed[a] & pool & ~desk.mine[a]):
            worth = round(affinity.get((name, desk.names[r]), 0.0) * 1_000_000)
            edges.append((solver.add_arc_with_capacity_and_unit_cost(a, count + r, 1, -worth), a, r))
    for r in bits(pool):
        solver.add_arc_with_capacity_and_unit_cost(count + r, sink, max(0, desk.room[r]), 0)
    total = sum(desk.lacks(a) for a in range(count))
    solver.set_node_supply(source, total)
    solver.set_node_supply(sink, -total)
    solver.solve_max_flow_with_min_cost()
    for arc, a, r in edges:
        if solver.flow(arc):
            desk.give(a, r)


def bits(mask: int) -> Iterator[int]:
    """The numbers in a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
