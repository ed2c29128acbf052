"""Who reviews what: every application gets its reviewers, nobody too many, nobody in conflict.

Greedy by load with augmenting paths (when the free reviewers are all in conflict, an earlier
assignment is moved to make room), so no application is left short if any plan could serve it.
Substitutes are called only where the named reviewers cannot serve.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """`reviewers` of every application; `short` counts those missing; `called` are substitutes among them."""

    reviewers: dict[str, list[str]]
    called: dict[str, list[str]] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)

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
) -> Plan:
    """Give each application `each` reviewers; `conflicts` are pairs (application, reviewer).

    `limits` is the most applications per reviewer (one number, or by name; absent = no limit).
    `kept` are assignments made before: they stay and count. The same input gives the same plan.
    """
    desk = _Desk(applications, each, set(conflicts), limits, kept or {})
    desk.serve(reviewers)
    named = {application: set(names) for application, names in desk.given.items()}
    if substitutes and desk.short():
        desk.serve([*reviewers, *substitutes])
    called = {
        application: sorted(set(names) & set(substitutes) - named[application])
        for application, names in desk.given.items()
    }
    return Plan(desk.given, {key: names for key, names in called.items() if names}, desk.short())


class _Desk:
    """The assignments while they are being made."""

    def __init__(
        self,
        applications: Sequence[str],
        each: int,
        conflicts: set[tuple[str, str]],
        limits: Mapping[str, int] | int | None,
        kept: Mapping[str, Sequence[str]],
    ) -> None:
        self.each, self.conflicts, self.limits = each, conflicts, limits
        self.given: dict[str, list[str]] = {name: list(kept.get(name, ())) for name in applications}
        self.fixed = {(name, reviewer) for name, names in self.given.items() for reviewer in names}
        self.held: dict[str, set[str]] = {}
        for name, reviewer in self.fixed:
            self.held.setdefault(reviewer, set()).add(name)

    def short(self) -> dict[str, int]:
        return {name: self.each - len(names) for name, names in self.given.items() if len(names) < self.each}

    def serve(self, reviewers: Sequence[str]) -> None:
        """Round by round (first reviewers before second ones), those with fewest possible reviewers first."""
        for reviewer in reviewers:
            self.held.setdefault(reviewer, set())
        order = {reviewer: index for index, reviewer in enumerate(reviewers)}
        free = {name: sum((name, r) not in self.conflicts for r in reviewers) for name in self.given}
        for wanted in range(1, self.each + 1):
            for name in sorted(self.given, key=lambda key: free[key]):
                if len(self.given[name]) >= wanted:
                    continue
                candidates = [r for r in reviewers if self.may(name, r) and self.has_room(r)]
                if candidates:
                    self.give(name, min(candidates, key=lambda r: (len(self.held[r]), order[r])))
                else:
                    self.make_room(name, reviewers)

    def may(self, name: str, reviewer: str) -> bool:
        return (name, reviewer) not in self.conflicts and reviewer not in self.given[name]

    def has_room(self, reviewer: str) -> bool:
        limit = self.limits.get(reviewer) if isinstance(self.limits, Mapping) else self.limits
        return limit is None or len(self.held[reviewer]) < limit

    def give(self, name: str, reviewer: str) -> None:
        self.given[name].append(reviewer)
        self.held[reviewer].add(name)

    def take(self, name: str, reviewer: str) -> None:
        self.given[name].remove(reviewer)
        self.held[reviewer].remove(name)

    def make_room(self, name: str, reviewers: Sequence[str]) -> bool:
        """Shortest chain: `name` takes a full reviewer, whose other application moves on, and so forth."""
        came: dict[str, tuple[str | None, str]] = {r: (None, name) for r in reviewers if self.may(name, r)}
        queue = deque(came)
        while queue:
            full = queue.popleft()
            if self.has_room(full):
                self.shift(full, came)
                return True
            for moved in sorted(self.held[full]):
                if (moved, full) in self.fixed or moved not in self.given:
                    continue
                for other in reviewers:
                    if other not in came and self.may(moved, other):
                        came[other] = (full, moved)
                        queue.append(other)
        return False

    def shift(self, reviewer: str, came: Mapping[str, tuple[str | None, str]]) -> None:
        while True:
            previous, name = came[reviewer]
            if previous is not None:
                self.take(name, previous)
            self.give(name, reviewer)
            if previous is None:
                return
            reviewer = previous
