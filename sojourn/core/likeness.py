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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

LEAST = 8  # words
COMMON = 30  # a run that stands in more texts than this is nobody's own: a form, a quotation of the call
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Passage:
    """Where the same words stand in the one and in the other text, as positions of characters."""

    first: tuple[int, int]
    second: tuple[int, int]
    words: int


def passages(one: str, other: str, *, least: int = LEAST) -> list[Passage]:
    """The longest shared runs of at least so many words, in the order of the first text, none overlapping."""
    left, right = _words(one), _words(other)
    said, heard = [word for word, _, _ in left], [word for word, _, _ in right]
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(heard) - least + 1):
        starts[tuple(heard[at : at + least])].append(at)
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
        first = (left[at][1], left[at + longest - 1][2])
        second = (right[place][1], right[place + longest - 1][2])
        found.append(Passage(first, second, longest))
        at += longest
    return found


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
