"""The scores behind a ranking, reckoned again: what each application's mean is, and where the order and the
means part. A committee may part them; whoever signs must have seen it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

Scale = tuple[int, int, int]  # weight, lowest, highest


def means(
    given: Iterable[tuple[str, str, str, int]], scales: Mapping[str, Scale], *, first: str
) -> dict[str, tuple[Fraction, int]]:
    """Application -> mean and number of complete reviews, from (application, reviewer, criterion, mark).

    Every mark becomes a share of its scale; the mean is told on the scale of the criterion `first`.
    """
    sheets: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for application, reviewer, criterion, mark in given:
        sheets[application, reviewer][criterion] = mark
    shares: dict[str, list[Fraction]] = defaultdict(list)
    for (application, _), sheet in sheets.items():
        if set(sheet) == set(scales):
            shares[application].append(_share(sheet, scales))
    _, lowest, highest = scales[first]
    return {
        application: (lowest + sum(parts, Fraction()) / len(parts) * (highest - lowest), len(parts))
        for application, parts in shares.items()
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
    found, best = [], ""
    for name, position in sorted(order, key=lambda pair: -pair[1]):
        if name not in mean:
            continue
        rivals = [
            other for other, place in order if place > position and other in mean and mean[other] > mean[name]
        ]
        best = max(rivals, key=lambda other: mean[other], default="")
        if best:
            found.append((name, best))
    return found[::-1]
