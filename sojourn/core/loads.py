"""Reviewers' desks while assignments are being made: who has what, who is free, who links whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

LINK = 2  # applications that two reviewers must share to count as linked
CONSIDERED = 16  # of equally loaded reviewers, how many are looked at for links


class Desks:
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

    def serve(self, pool: int) -> None:
        """Round by round, applications with the fewest possible reviewers first."""
        order = sorted(range(len(self.open)), key=lambda a: (self.open[a] & pool).bit_count())
        free = self._free(pool)
        for wanted in range(1, self.each + 1):
            for a in order:
                if len(self.given[a]) >= wanted:
                    continue
                candidates = self.open[a] & free & ~self.mine[a]
                if candidates:
                    r = self._best(a, candidates)
                    self.give(a, r)
                    if not self.room[r]:
                        free &= ~(1 << r)
                elif self._make_room(a, pool & self.open[a], free):
                    free = self._free(pool)

    def level(self, pool: int) -> None:
        """Even loads: who has most hands on what who has least may read, until they differ by one at most.

        `serve` gives to the least loaded, but whom a conflict holds up falls behind.
        """
        idle = pool
        while light := next((idle & those for those in self.loaded if idle & those), 0):
            r = next(bits(light))
            heavier = (h for those in reversed(self.loaded) for h in bits(those & pool))
            if self.room[r] <= 0 or not self._relieve(r, heavier):
                idle &= ~(1 << r)

    def _relieve(self, r: int, heavier: Iterable[int]) -> bool:
        for h in heavier:
            if len(self.held[h]) < len(self.held[r]) + 2:
                return False
            for a in sorted(self.held[h]):
                if (self.open[a] & ~self.mine[a]) >> r & 1 and not self.fixed[a] >> h & 1:
                    self.take(a, h)
                    self.give(a, r)
                    return True
        return False

    def worst(self, worth: Sequence[Sequence[float]] | None) -> float | None:
        """The smallest sum of worths among those who have all their reviewers."""
        if worth is None:
            return None
        whole = [a for a in range(len(self.given)) if not self.lacks(a)]
        return min((sum(worth[a][r] for r in self.given[a]) for a in whole), default=None)

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

    def _best(self, a: int, candidates: int) -> int:
        """The least loaded, among these one who links groups."""
        even = next(candidates & those for those in self.loaded if candidates & those)
        return min(islice(bits(even), CONSIDERED), key=lambda r: self.linked.need(self.given[a], r))

    def _make_room(self, a: int, start: int, free: int) -> bool:
        """Shortest chain: `a` takes a full reviewer, whose other application moves on, and so forth."""
        came: dict[int, tuple[int, int]] = dict.fromkeys(bits(start & ~self.mine[a]), (-1, a))
        reached, queue = start & ~self.mine[a], list(came)
        for full in queue:
            for moved in sorted(self.held[full]):
                if self.fixed[moved] >> full & 1:
                    continue
                further = self.open[moved] & ~self.mine[moved] & ~reached
                for r in bits(further):
                    came[r] = (full, moved)
                    if free >> r & 1:
                        self.shift(r, came)
                        return True
                    queue.append(r)
                reached |= further
        return False

    def shift(self, r: int, came: Mapping[int, tuple[int, int]]) -> None:
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


def bits(mask: int) -> Iterator[int]:
    """The numbers in a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
