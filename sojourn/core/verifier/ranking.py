"""The scores behind a ranking, reckoned again: each application's mean, what it is with the reviewers' habits
taken out, and where the order and the means part. A committee may part them; whoever signs must have seen it.

The habits are the same definition solved another way: conjugate gradients that only ever walk over the
marks, where the other program inverts a matrix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

Scale = tuple[int, int, int]  # weight, lowest, highest


def means(
    given: Iterable[tuple[str, str, str, int]], scales: Mapping[str, Scale], *, first: str
) -> dict[str, tuple[Fraction, int]]:
    """Application -> mean and number of complete reviews, from (application, reviewer, criterion, mark).

    Every mark becomes a share of its scale; the mean is told on the scale of the criterion `first`.
    """
    parts: dict[str, list[Fraction]] = defaultdict(list)
    for (application, _), score in scores(given, scales, first=first).items():
        parts[application].append(score)
    return {name: (sum(found, Fraction()) / len(found), len(found)) for name, found in parts.items()}


def scores(
    given: Iterable[tuple[str, str, str, int]], scales: Mapping[str, Scale], *, first: str
) -> dict[tuple[str, str], Fraction]:
    """(application, reviewer) -> the score of each complete review, on the scale of the criterion `first`."""
    sheets: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for application, reviewer, criterion, mark in given:
        sheets[application, reviewer][criterion] = mark
    _, lowest, highest = scales[first]
    return {
        key: lowest + _share(sheet, scales) * (highest - lowest)
        for key, sheet in sheets.items()
        if set(sheet) == set(scales)
    }


def _share(sheet: Mapping[str, int], scales: Mapping[str, Scale]) -> Fraction:
    """One reviewer's marks as a share of what could be reached, 0 to 1."""
    reached, possible = Fraction(), Fraction()
    for criterion, (weight, lowest, highest) in scales.items():
        reached += weight * Fraction(sheet[criterion] - lowest, (highest - lowest) or 1)
        possible += weight
    return reached / possible


def inversions(order: Sequence[tuple[str, int]], mean: Mapping[str, Fraction]) -> list[tuple[str, str]]:
    """(above, below) for everybody who stands above somebody with a higher mean: the highest of these."""
    found: list[tuple[str, str]] = []
    best = ""  # of everybody who stands lower
    ranked = [pair for pair in order if pair[0] in mean]
    for _, group in groupby(sorted(ranked, key=lambda pair: -pair[1]), key=lambda pair: pair[1]):
        equals = [name for name, _ in group]
        found += [(name, best) for name in equals if best and mean[best] > mean[name]]
        best = max([*equals, *filter(None, [best])], key=lambda name: mean[name])
    return found[::-1]


def calibrated(given: Mapping[tuple[str, str], float]) -> dict[str, float] | None:
    """Application -> mean with the habits taken out; None where no common reviewer links everything."""
    marks = sorted(given.items())
    if not marks or not _linked(given):
        return None if marks else {}
    habits = _solved(marks, 0.0)
    rest = _without(marks, habits)
    freedom = len(marks) - len(rest) - len(habits) + 1
    if freedom > 0:
        noise = sum((value - habits[who] - rest[name]) ** 2 for (name, who), value in marks) / freedom
        if noise > 0:
            spread = _spread(marks, noise)
            habits = _solved(marks, noise / spread) if spread > 0 else dict.fromkeys(habits, 0.0)
    return _without(marks, habits)


Marks = Sequence[tuple[tuple[str, str], float]]


def _linked(given: Mapping[tuple[str, str], float]) -> bool:
    """Whether one walks from each application to every other over common reviewers."""
    beside: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, who in given:
        beside["file", name].append(("person", who))
        beside["person", who].append(("file", name))
    start = next(iter(beside))
    seen, todo = {start}, [start]
    while todo:
        for other in beside[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return len(seen) == len(beside)


def _without(marks: Marks, habits: Mapping[str, float]) -> dict[str, float]:
    """Application -> mean of its scores less the habits of who gave them."""
    total: dict[str, float] = defaultdict(float)
    number: dict[str, int] = defaultdict(int)
    for (name, who), value in marks:
        total[name] += value - habits.get(who, 0.0)
        number[name] += 1
    return {name: total[name] / number[name] for name in total}


def _pull(marks: Marks, habits: Mapping[str, float]) -> dict[str, float]:
    """Reviewer -> sum of how far the scores, less the habits, lie above the means of their applications."""
    means_now, found = _without(marks, habits), dict.fromkeys((who for (_, who), _ in marks), 0.0)
    for (name, who), value in marks:
        found[who] += value - habits.get(who, 0.0) - means_now[name]
    return found


def _solved(marks: Marks, shrink: float) -> dict[str, float]:
    """The habits that balance every reviewer's pull against `shrink` times the own habit; they sum to 0."""
    flat = [(key, 0.0) for key, _ in marks]
    rest = _pull(marks, {})
    habits, step = dict.fromkeys(rest, 0.0), dict(rest)
    size = beginning = sum(value * value for value in rest.values())
    for _ in range(4 * len(rest) + 20):
        if size <= 1e-26 * beginning or size == 0.0:
            break
        # what the equations make of `step`: with all scores zero, the pull is their negative
        turned = {who: shrink * step[who] - pull for who, pull in _pull(flat, step).items()}
        along = size / sum(step[who] * turned[who] for who in step)
        habits = {who: habits[who] + along * step[who] for who in habits}
        rest = {who: rest[who] - along * turned[who] for who in rest}
        size, before = sum(value * value for value in rest.values()), size
        step = {who: rest[who] + size / before * step[who] for who in rest}
    return habits


def _spread(marks: Marks, noise: float) -> float:
    """How much the habits vary beyond what noise alone would show, by the moments of the pulls.

    Two reviewers pull at one another by 1/n for each application of n scores that they share.
    """
    sheets: dict[str, list[str]] = defaultdict(list)
    for (name, who), _ in marks:
        sheets[name].append(who)
    weight: dict[tuple[str, str], float] = defaultdict(float)
    for people in sheets.values():
        for one in people:
            weight[one, one] += 1.0
            for other in people:
                weight[one, other] -= 1.0 / len(people)
    trace = sum(value for (one, other), value in weight.items() if one == other)
    square = sum(value * value for value in weight.values())
    pulls = sum(value * value for value in _pull(marks, {}).values())
    return max(0.0, (pulls - noise * trace) / square) if square else 0.0
