"""Canonical JSON, digests, and codes that people can read aloud.

>>> canonical({"b": 1, "a": "é"})
b'{"a":"\\xc3\\xa9","b":1}'
>>> code(bytes(range(6)))
'0041-0610-5X'
>>> parse("oo4l o61o 5x")
'0041-0610-5X'
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

# Crockford's alphabet: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: equal values give equal bytes. ValueError for NaN."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def seal(value: Any) -> str:
    """The digest of the canonical JSON of `value`."""
    return digest(canonical(value))


def code(random: bytes, *, length: int = 10) -> str:
    """A code like "7Q4K-9M2T-X8" from the caller's random bytes; its last character checks the others.

    Each character carries 5 bits: 10 characters need 6 bytes. ValueError for fewer.
    """
    bits = 5 * (length - 1)
    if len(random) * 8 < bits:
        raise ValueError(f"{length} characters need {-(-bits // 8)} random bytes")
    number = int.from_bytes(random, "big") & ((1 << bits) - 1)
    data = [number >> shift & 31 for shift in range(bits - 5, -1, -5)]
    return _grouped([*data, _check(data)])


def parse(typed: str, *, length: int = 10) -> str | None:
    """The code as we print it, however it was typed (case, spaces, dashes, O for 0); None if it is none."""
    characters = [character for character in typed.upper() if character.isalnum()]
    values = [_VALUES.get(character, -1) for character in characters]
    if len(values) != length or -1 in values or _check(values[:-1]) != values[-1]:
        return None
    return _grouped(values)


def _check(data: list[int]) -> int:
    """A weighted sum in GF(32): every single wrong character and every swap of neighbours changes it."""
    total = 0
    for value in data:
        total = _times_x(total ^ value)
    return total


def _times_x(element: int) -> int:
    """Times x in GF(32), modulo x^5 + x^2 + 1."""
    element <<= 1
    return element ^ 0b100101 if element & 32 else element


def _grouped(values: list[int]) -> str:
    text = "".join(ALPHABET[value] for value in values)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
