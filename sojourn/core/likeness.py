"""Passages that stand in two texts: runs of the same words, whatever their case and punctuation.

It finds, it does not judge: no figure of likeness comes out of here.

>>> one = "I hope to learn the rarer cases of the field in a centre with volume."
>>> other = "They say: the rarer cases of the field, in a centre with volume!"
>>> [one[slice(*found.first)] for found in passages(one, other)]
['the rarer cases of the field in a centre with volume']
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

LEAST = 8  # words
WINDOW = 5  # of so many runs one is remembered: what shares this many runs and more is never missed
SURE = LEAST + WINDOW - 1  # words in a row that `prints` finds wherever they stand
PLACES = 20  # of a run within one text: the same line a thousand times must not cost a thousand squared
COMMON = 30  # a run that stands in more texts than this is nobody's own: a form, a quotation of the call
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Passage:
    """Where the same words stand in the one and in the other text, as positions of characters."""

    first: tuple[int, int]
    second: tuple[int, int]
    words: int


def passages(one: str, other: str, *, least: int = LEAST, common: Container[int] = ()) -> list[Passage]:
    """The longest shared runs of at least so many words, in the order of the first text, none overlapping.

    Words within a run of `common` (as `runs` and `prints` name it) are nobody's own: they are cut out, and
    what is left on either side counts only where it is long enough by itself.
    """
    left, right = _words(one), _words(other)
    said, heard = [word for word, _, _ in left], [word for word, _, _ in right]
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(heard) - least + 1):
        standing = starts[tuple(heard[at : at + least])]
        if len(standing) < PLACES:
            standing.append(at)
    everybodys = _everybodys(said, common) if common else [False] * len(said)
    found, at = [], 0
    while at + least <= len(said):
        longest, place = 0, 0
        for start in starts.get(tuple(said[at : at + least]), ()):
            length = _run(said, heard, at, start)
            if length > longest:
                longest, place = length, start
        if not longest:
            at += 1
            continue
        for start, length in _own(everybodys[at : at + longest], least):
            here, there = at + start, place + start
            first = (left[here][1], left[here + length - 1][2])
            second = (right[there][1], right[there + length - 1][2])
            found.append(Passage(first, second, length))
        at += longest
    return found


def _everybodys(said: list[str], common: Container[int]) -> list[bool]:
    """Word by word, whether it stands in a run of `common`."""
    found = [False] * len(said)
    for at, run in enumerate(_marks(said)):
        if run in common:
            found[at : at + LEAST] = [True] * LEAST
    return found


def _own(everybodys: list[bool], least: int) -> Iterator[tuple[int, int]]:
    """Start and length of the stretches that are not everybody's and are long enough."""
    start = 0
    for at, cut in enumerate([*everybodys, True]):
        if cut:
            if at - start >= least:
                yield start, at - start
            start = at + 1


def runs(text: str) -> set[int]:
    """Every run of a text, as numbers that are the same tomorrow and on another machine."""
    return set(_marks([found[0].casefold() for found in _WORD.finditer(text)]))


def prints(text: str) -> set[int]:
    """Some of the runs, chosen by their own value: two texts that share SURE words in a row share a print.

    Winnowing: the smallest of each WINDOW neighbours, so that the choice does not hang on what stands before.
    """
    marks = _marks([found[0].casefold() for found in _WORD.finditer(text)])
    if len(marks) < WINDOW:
        return set(marks)
    return {min(marks[at : at + WINDOW]) for at in range(len(marks) - WINDOW + 1)}


def _marks(words: list[str]) -> list[int]:
    return [_mark(words[at : at + LEAST]) for at in range(len(words) - LEAST + 1)]


def _mark(words: list[str]) -> int:
    digest = blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)  # as a database keeps it


def excerpt(text: str, span: tuple[int, int], *, around: int = 160) -> tuple[str, str, str]:
    """What stands before, the passage, and what stands after; cut at a space, with an ellipsis."""
    start, end = span
    before, after = text[max(0, start - around) : start], text[end : end + around]
    if start > around:
        before = f"… {before.partition(' ')[2]}"
    if len(text) > end + around:
        after = f"{after.rpartition(' ')[0]} …"
    return before, text[start:end], after


def among(texts: Mapping[str, str], *, least: int = LEAST, common: int = COMMON) -> set[tuple[str, str]]:
    """The pairs of keys whose texts share a run, in one pass; each pair once, its keys in order."""
    standing: dict[int, set[str]] = {}
    only: dict[int, str] = {}  # most runs stand in one text: a set for each would cost the memory
    for key, text in texts.items():
        for run in _runs(text, least):
            before = only.setdefault(run, key)
            if before != key:
                standing.setdefault(run, {before}).add(key)
    found: set[tuple[str, str]] = set()
    for keys in standing.values():
        if len(keys) <= common:
            listed = sorted(keys)
            found.update((a, b) for at, a in enumerate(listed) for b in listed[at + 1 :])
    return found


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The whole text in pieces, each with whether it is one of the spans."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        start = max(start, at)  # two passages may lead to overlapping places in the other text
        if end <= start:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(text)]


def _runs(text: str, least: int) -> Iterator[int]:
    words = _WORD.findall(text.casefold())
    for at in range(len(words) - least + 1):
        yield hash(tuple(words[at : at + least]))


def _run(said: list[str], heard: list[str], at: int, start: int) -> int:
    length = 0
    while (
        at + length < len(said) and start + length < len(heard) and said[at + length] == heard[start + length]
    ):
        length += 1
    return length
