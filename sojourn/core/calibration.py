"""Strict and lenient reviewers: scores with each reviewer's habit taken out, beside the raw means.

score = quality of the application + habit of the reviewer + noise, solved by least squares on the
graph of who scored what (MacKay and others, R. Soc. Open Sci. 2017). It needs that graph to be
connected: two groups that share no application cannot be compared, and then it says so.

Habits are believed as far as the scores show that there are any: how much they vary is estimated,
too, and what may be noise is shrunk towards none. Where reviewers do not differ, the calibrated
scores are then nearly the raw ones. Qualities are never shrunk, nor compared by a reviewer's own mean
and spread ("z-scores"): whoever was given the better applications would lose by that.
The committee decides; this ranks nobody by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

Scores = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Calibrated:
    """By application: raw mean, calibrated score, standard error; by reviewer: habit (+ is lenient)."""

    raw: dict[str, float]
    score: dict[str, float]
    error: dict[str, float]
    habit: dict[str, float]
    noise: float

    @property
    def moved(self) -> int:
        """How many applications stand at another rank than by raw means."""
        before, after = _ranks(self.raw), _ranks(self.score)
        return sum(before[name] != after[name] for name in before)


class NotConnected(ValueError):
    """`groups` of applications that no common reviewer links; `reason` says it in words."""

    def __init__(self, groups: list[list[str]]) -> None:
        self.groups = groups
        self.reason = (
            f"The applications fall into {len(groups)} groups without a common reviewer; "
            "they cannot be compared beyond the raw means."
        )
        super().__init__(self.reason)


def groups(scores: Scores) -> list[list[str]]:
    """The applications that reviewers link, directly or through others; one group = comparable."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for application, reviewer in scores:
        parent[root(("application", application))] = root(("reviewer", reviewer))
    found: dict[tuple[str, str], set[str]] = {}
    for application, _ in scores:
        found.setdefault(root(("application", application)), set()).add(application)
    return sorted(sorted(group) for group in found.values())


def calibrate(scores: Scores) -> Calibrated:
    """Over {(application, reviewer): score}; habits sum to 0. NotConnected if it cannot be."""
    if not scores:
        return Calibrated({}, {}, {}, {}, 0.0)
    linked = groups(scores)
    if len(linked) > 1:
        raise NotConnected(linked)
    by_application: dict[str, list[tuple[int, float]]] = {}
    reviewers = sorted({reviewer for _, reviewer in scores})
    index = {reviewer: position for position, reviewer in enumerate(reviewers)}
    for (application, reviewer), value in sorted(scores.items()):
        by_application.setdefault(application, []).append((index[reviewer], value))

    laplacian, right = _normal(by_application, len(reviewers))
    raw = {name: sum(value for _, value in marks) / len(marks) for name, marks in by_application.items()}
    inverse = _inverted(_anchored(laplacian, 0.0))
    habits = _times(inverse, right)
    noise = _noise(by_application, habits)
    if noise > 0:
        count = len(reviewers)
        if spread := _spread(laplacian, right, noise):
            inverse = _inverted(_anchored(laplacian, noise**2 / spread))
            habits = _times(inverse, right)
        else:
            inverse, habits = [[1.0 / count] * count for _ in reviewers], [0.0] * count  # known to be none
    score = {
        name: sum(value - habits[reviewer] for reviewer, value in marks) / len(marks)
        for name, marks in by_application.items()
    }
    error = {name: noise * sqrt(_variance(marks, inverse)) for name, marks in by_application.items()}
    return Calibrated(raw, score, error, dict(zip(reviewers, habits, strict=True)), noise)


Marks = Mapping[str, list[tuple[int, float]]]
Matrix = list[list[float]]


def _normal(by_application: Marks, count: int) -> tuple[Matrix, list[float]]:
    """The equations of the habits, qualities eliminated: the graph's Laplacian, and what it should give."""
    matrix = [[0.0] * count for _ in range(count)]
    right = [0.0] * count
    for marks in by_application.values():
        mean = sum(value for _, value in marks) / len(marks)
        for reviewer, value in marks:
            row = matrix[reviewer]
            row[reviewer] += 1.0
            right[reviewer] += value - mean
            for other, _ in marks:
                row[other] -= 1.0 / len(marks)
    return matrix, right


def _anchored(laplacian: Matrix, shrink: float) -> Matrix:
    """With "habits sum to 0" added, as 1/n everywhere, and the shrinkage of all differences."""
    flat = (1.0 - shrink) / len(laplacian)
    return [
        [value + flat + (shrink if i == j else 0.0) for j, value in enumerate(row)]
        for i, row in enumerate(laplacian)
    ]


def _noise(by_application: Marks, habits: list[float]) -> float:
    """Standard deviation of what neither quality nor habit explains; NaN if nothing is left to tell."""
    squares = 0.0
    for marks in by_application.values():
        rest = [value - habits[reviewer] for reviewer, value in marks]
        mean = sum(rest) / len(rest)
        squares += sum((value - mean) ** 2 for value in rest)
    freedom = sum(map(len, by_application.values())) - len(by_application) - len(habits) + 1
    return sqrt(squares / freedom) if freedom > 0 else float("nan")


def _spread(laplacian: Matrix, right: list[float], noise: float) -> float:
    """Variance of the habits beyond what noise alone would show; 0 if there is none."""
    trace = sum(row[i] for i, row in enumerate(laplacian))
    square = sum(value * value for row in laplacian for value in row)
    return max(0.0, (sum(value * value for value in right) - noise**2 * trace) / square) if square else 0.0


def _times(matrix: Matrix, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _variance(marks: list[tuple[int, float]], inverse: Matrix) -> float:
    """Of a calibrated score, in units of the noise: its own marks plus what is unsure about the habits."""
    habits = sum(inverse[a][b] for a, _ in marks for b, _ in marks) / len(marks) ** 2 - 1.0 / len(inverse)
    return 1.0 / len(marks) + max(0.0, habits)


def _inverted(matrix: Matrix) -> Matrix:
    """Gauss and Jordan; the matrix is symmetric and positive definite, so no pivoting is needed."""
    size = len(matrix)
    rows = [[*row, *([0.0] * index), 1.0, *([0.0] * (size - index - 1))] for index, row in enumerate(matrix)]
    for column in range(size):
        pivot = rows[column][column]
        head = rows[column] = [value / pivot for value in rows[column]]
        for index, row in enumerate(rows):
            factor = row[column]
            if index != column and factor:
                rows[index] = [a - factor * b for a, b in zip(row, head, strict=True)]
    return [row[size:] for row in rows]


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """1 for the best; equals share the better place."""
    ordered = sorted((round(value, 9) for value in values.values()), reverse=True)
    first: dict[float, int] = {}
    for position, value in enumerate(ordered, start=1):
        first.setdefault(value, position)
    return {name: first[round(value, 9)] for name, value in values.items()}
