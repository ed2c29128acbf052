"""Strict and lenient reviewers: scores with each reviewer's habit taken out, beside the raw means.

score = quality of the application + habit of the reviewer + noise, solved by least squares on the
graph of who scored what (MacKay et al., R. Soc. Open Sci. 2017). It needs that graph to be
connected: two groups that share no application cannot be compared, and then it says so.
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
    """Least squares over {(application, reviewer): score}; habits sum to 0. NotConnected if it cannot be."""
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

    inverse, habits = _habits(by_application, len(reviewers))
    raw = {name: sum(value for _, value in marks) / len(marks) for name, marks in by_application.items()}
    score = {
        name: sum(value - habits[reviewer] for reviewer, value in marks) / len(marks)
        for name, marks in by_application.items()
    }
    residuals = sum(
        (value - score[name] - habits[reviewer]) ** 2
        for name, marks in by_application.items()
        for reviewer, value in marks
    )
    freedom = len(scores) - len(by_application) - len(reviewers) + 1
    noise = sqrt(residuals / freedom) if freedom > 0 else float("nan")
    error = {name: noise * sqrt(_variance(marks, inverse)) for name, marks in by_application.items()}
    return Calibrated(raw, score, error, dict(zip(reviewers, habits, strict=True)), noise)


def _habits(
    by_application: Mapping[str, list[tuple[int, float]]], count: int
) -> tuple[list[list[float]], list[float]]:
    """Eliminate the qualities, add "habits sum to 0" (rank one), and invert what is left."""
    matrix = [[1.0 / count] * count for _ in range(count)]
    right = [0.0] * count
    for marks in by_application.values():
        mean = sum(value for _, value in marks) / len(marks)
        for reviewer, value in marks:
            row = matrix[reviewer]
            row[reviewer] += 1.0
            right[reviewer] += value - mean
            for other, _ in marks:
                row[other] -= 1.0 / len(marks)
    inverse = _inverted(matrix)
    return inverse, [sum(a * b for a, b in zip(row, right, strict=True)) for row in inverse]


def _variance(marks: list[tuple[int, float]], inverse: list[list[float]]) -> float:
    """Of a calibrated score, in units of the noise: its own marks plus what is unsure about the habits."""
    habits = sum(inverse[a][b] for a, _ in marks for b, _ in marks) / len(marks) ** 2 - 1.0 / len(inverse)
    return 1.0 / len(marks) + max(0.0, habits)


def _inverted(matrix: list[list[float]]) -> list[list[float]]:
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
