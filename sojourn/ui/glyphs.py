"""Which characters the fonts of our papers can print.

A PDF/A may not hold a character without a picture: the typesetter refuses the whole paper for one of them.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"
PRINTED = ("SourceSerif4-Regular.ttf", "SourceSerif4Display-Regular.ttf", "SourceSans3-Regular.ttf")
STANDS_IN = "□"
BREAKS = "\n\t"


def legible(thing: Any) -> Any:
    """The same JSON with a stand-in for what no font has; what is invisible goes.

    >>> legible({"name": "Ada 王 Lind", "lines": ["Ελένη", 3, None]})
    {'name': 'Ada □ Lind', 'lines': ['Ελένη', 3, None]}
    """
    if isinstance(thing, str):
        return "".join(_shown(thing))
    if isinstance(thing, dict):
        return {name: legible(value) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [legible(value) for value in thing]
    return thing


def unprintable(text: str) -> str:
    """What of a text no font here has, each character once.

    >>> unprintable("王小明 (Wang, 王)"), unprintable("Şule Çağlayan, Δρ Ελένη, Олександра")
    ('王小明', '')
    """
    tidy = unicodedata.normalize("NFC", text)
    lacking = [each for each in tidy if not _invisible(each) and ord(each) not in covered()]
    return "".join(dict.fromkeys(lacking))


def _shown(text: str) -> Iterator[str]:
    for each in unicodedata.normalize("NFC", text):
        if each in BREAKS or ord(each) in covered():
            yield each
        elif not _invisible(each):
            yield STANDS_IN


def _invisible(each: str) -> bool:
    return unicodedata.category(each) in ("Cc", "Cf") or "\ufe00" <= each <= "\ufe0f"


@cache
def covered() -> frozenset[int]:
    """Code points that one of the fonts has: the typesetter takes another where the first lacks one."""
    found = [frozenset(_characters((FONTS / name).read_bytes())) for name in PRINTED]
    return frozenset.union(*found)


def _characters(font: bytes) -> Iterator[int]:
    """From the table `cmap` in its formats 4 and 12 (OpenType 1.9, chapter cmap)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for at in range(12, 12 + 16 * tables, 16):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, at)
        if tag == b"cmap":
            for place in range(struct.unpack_from(">H", font, start + 2)[0]):
                offset = struct.unpack_from(">HHI", font, start + 4 + 8 * place)[2]
                yield from _segments(font, start + offset)


def _segments(font: bytes, at: int) -> Iterator[int]:
    kind = struct.unpack_from(">H", font, at)[0]
    if kind == 12:
        for group in range(struct.unpack_from(">I", font, at + 12)[0]):
            first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
            yield from range(first, last + 1)
    elif kind == 4:
        size = struct.unpack_from(">H", font, at + 6)[0]
        ends = struct.unpack_from(f">{size // 2}H", font, at + 14)
        starts = struct.unpack_from(f">{size // 2}H", font, at + 16 + size)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)
