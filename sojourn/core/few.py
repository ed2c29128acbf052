"""Small numbers of people are not told, nor to be had by subtracting from their total.

>>> withheld({"placed": 3, "waiting": 9, "not placed": 30}) == {"placed", "waiting"}
True
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")
FEW = 5


def withheld(parts: Mapping[Key, int], *, few: int = FEW) -> set[Key]:
    """Which parts of a total that is told are not told: every small one, and the smallest others until
    nobody can tell a hidden number from the total. All parts are hidden where nothing less is enough.

    Zero is told: nobody is in it. A reader knows of a hidden number that it is at least one.
    """
    hidden = {key for key, number in parts.items() if 0 < number < few}
    if not hidden:
        return set()
    others = sorted((key for key, number in parts.items() if number >= few), key=lambda key: parts[key])
    while others and (len(hidden) < 2 or sum(parts[key] for key in hidden) == len(hidden)):
        hidden.add(others.pop(0))
    return hidden


def total_withheld(parts: Mapping[Key, int], *, few: int = FEW) -> bool:
    """Whether the total, too, would tell what is hidden."""
    hidden = withheld(parts, few=few)
    return bool(hidden) and (len(hidden) < 2 or sum(parts[key] for key in hidden) == len(hidden))
