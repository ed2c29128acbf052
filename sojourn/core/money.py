"""Money in minor units (cents): whole numbers only, so that every sum comes out to the cent.

>>> split(1000, [1, 1, 1])
[334, 333, 333]
>>> str(Money(300050, "EUR"))
'EUR 3,000.50'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# ISO 4217: currencies whose minor unit is not a hundredth.
_WHOLE = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
)
_DECIMALS = {
    **dict.fromkeys(_WHOLE, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


@dataclass(frozen=True)
class Money:
    """An amount in one currency; adding two currencies is a ValueError, never a silent sum."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.currency} {in_major(self.minor, self.currency)}"

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Parts in proportion to `weights` that add up to this amount exactly."""
        return [Money(part, self.currency) for part in split(self.minor, weights)]

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other


def decimals(currency: str) -> int:
    """How many decimals the currency is written with."""
    return _DECIMALS.get(currency, 2)


def in_major(minor: int, currency: str) -> str:
    """ "3,000.50" from 300050 and EUR."""
    places = decimals(currency)
    whole, part = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}.{part:0{places}d}" if places else f"{sign}{whole:,}"


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to `weights` that sum to `total`: largest remainder, ties to the first.

    ValueError for a negative weight or if all of them are 0.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be 0 or more, and at least one above 0")
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[: abs(total) - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
