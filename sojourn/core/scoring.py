"""From marks to a ranking: exact fractions, so that a tie is a tie and not a rounding.

A *mark* is one reviewer's value for one criterion; a reviewer's *score* is the weighted mean of
the marks; an application's *total* is the mean of its reviewers' scores.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import pstdev
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Criterion:
    """One anchored criterion: marks run from `lowest` to `highest`; weights are relative."""

    code: str
    weight: int = 1
    lowest: int = 0
    highest: int = 5


@dataclass(frozen=True)
class Placed:
    """One line of a ranking; `shared` marks a tie, shown as "2="."""

    key: Hashable
    position: int
    shared: bool
    total: Fraction

    @property
    def label(self) -> str:
        return f"{self.position}=" if self.shared else str(self.position)


def score(marks: Mapping[str, int], criteria: Sequence[Criterion]) -> Fraction:
    """Weighted mean of the marks, on the scale of the first criterion (others are stretched to it).

    KeyError if a mark is missing, ValueError if one lies outside its scale.
    """
    first = criteria[0]
    filled = sum(
        (criterion.weight * _filled(marks[criterion.code], criterion) for criterion in criteria), Fraction()
    )
    share = filled / sum(criterion.weight for criterion in criteria)
    return first.lowest + share * (first.highest - first.lowest)


def total(scores: Iterable[Fraction]) -> Fraction | None:
    """The mean over reviewers; None without a score."""
    values = list(scores)
    return sum(values, Fraction()) / len(values) if values else None


def ranking(
    totals: Mapping[Key, Fraction | None], *, second: Mapping[Key, Fraction] | None = None
) -> list[list[Key]]:
    """Groups of equals, best first; what has no total is left out. `second` parts ties."""
    groups: dict[tuple[Fraction, Fraction], list[Key]] = {}
    for key, value in totals.items():
        if value is not None:
            groups.setdefault((value, (second or {}).get(key, Fraction())), []).append(key)
    return [groups[value] for value in sorted(groups, reverse=True)]


def placed(
    totals: Mapping[Key, Fraction | None], *, second: Mapping[Key, Fraction] | None = None
) -> list[Placed]:
    """The ranking line by line, counted as in sport: 1, 2=, 2=, 4."""
    lines: list[Placed] = []
    for group in ranking(totals, second=second):
        position = len(lines) + 1
        for key in group:
            value = totals[key]
            assert value is not None
            lines.append(Placed(key, position, len(group) > 1, value))
    return lines


def spread(scores: Iterable[Fraction]) -> Fraction:
    """The distance between the highest and the lowest score: what the chair looks at first."""
    values = list(scores)
    return max(values) - min(values) if values else Fraction()


def deviation(scores: Iterable[Fraction]) -> float:
    """Standard deviation of the reviewers' scores; 0 for fewer than two."""
    values = [float(value) for value in scores]
    return pstdev(values) if len(values) > 1 else 0.0


def shown(value: Fraction | None, *, places: int = 2) -> str:
    """For a page: rounded half up, as people do by hand; a dash for nothing."""
    if value is None:
        return "–"
    scaled = int(abs(value) * 10**places + Fraction(1, 2))
    sign = "-" if value < 0 and scaled else ""
    whole, part = divmod(scaled, 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def _filled(mark: int, criterion: Criterion) -> Fraction:
    if not criterion.lowest <= mark <= criterion.highest:
        raise ValueError(f"{criterion.code}: {mark} is outside {criterion.lowest} to {criterion.highest}")
    return Fraction(mark - criterion.lowest, criterion.highest - criterion.lowest)
