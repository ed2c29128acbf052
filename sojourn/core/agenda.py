"""The order of a meeting: whoever must leave the room for a conflict leaves it as few times as can be.

Files with the same people outside stand together. The groups are then ordered so that the sum of
departures over all people is least: exactly for up to `EXACT` different groups (dynamic programming over
subsets), beyond that by nearest neighbour and by moving and turning round stretches while that helps.
Nobody is outside before the first file. Where it costs no departure, the given order stays.

>>> arranged(["a", "b", "c"], {"a": {"Cleo"}, "c": {"Cleo"}})
['b', 'a', 'c']
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)
Outside = Mapping[Key, AbstractSet[Person]]
EXACT = 11


def departures(order: Sequence[Key], outside: Outside[Key, Person]) -> int:
    """How many times somebody gets up and leaves, everybody being in the room before the first file."""
    sets = [frozenset[Person](), *(frozenset(outside.get(key, ())) for key in order)]
    return sum(len(after - before) for before, after in pairwise(sets))


def arranged(items: Sequence[Key], outside: Outside[Key, Person]) -> list[Key]:
    """The same items in the order of the meeting."""
    groups: dict[frozenset[Person], list[Key]] = {}
    for key in items:
        groups.setdefault(frozenset(outside.get(key, ())), []).append(key)
    nobody = groups.pop(frozenset(), [])
    sets = list(groups)
    path = _exact(sets) if len(sets) <= EXACT else _near(sets)
    return [*nobody, *(key for index in path for key in groups[sets[index]])]


def _exact(sets: list[frozenset[Person]]) -> list[int]:
    """Held and Karp: the cheapest way through all sets; among equals the one nearest to the order given."""
    number = len(sets)
    cost = [[len(after - before) for after in sets] for before in sets]
    # (mask of what was taken, last) -> (departures, path)
    best: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {
        (1 << index, index): (len(one), (index,)) for index, one in enumerate(sets)
    }
    for _ in range(number - 1):
        following: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
        for (mask, last), (spent, path) in best.items():
            for index in range(number):
                if mask >> index & 1:
                    continue
                state = (mask | 1 << index, index)
                found = (spent + cost[last][index], (*path, index))
                if state not in following or found < following[state]:
                    following[state] = found
        best = following
    return list(min(best.values())[1]) if best else []


def _near(sets: list[frozenset[Person]]) -> list[int]:
    left = list(range(len(sets)))
    path: list[int] = []
    before: frozenset[Person] = frozenset()
    while left:
        index = min(left, key=lambda one: (len(sets[one] - before), len(before - sets[one]), one))
        left.remove(index)
        path.append(index)
        before = sets[index]

    def spent(one: list[int]) -> int:
        return departures(one, dict(enumerate(sets)))

    best = min((path, list(range(len(sets)))), key=spent)
    least = spent(best)
    better = True
    while better:
        better = False
        for found in _neighbours(best):
            if (cost := spent(found)) < least:
                best, least, better = found, cost, True
                break
    return best


def _neighbours(path: list[int]) -> Iterator[list[int]]:
    """Every stretch turned round, and every single group moved elsewhere."""
    size = len(path)
    for start in range(size):
        for end in range(start + 2, size + 1):
            yield path[:start] + path[start:end][::-1] + path[end:]
    for here in range(size):
        rest = path[:here] + path[here + 1 :]
        for there in range(size):
            if there != here:
                yield [*rest[:there], path[here], *rest[there:]]
