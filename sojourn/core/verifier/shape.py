"""What an instance and a result look like, written down as data, and the one function that compares.

A shape is a type, `[shape]` for a list, `{key: shape}` for an object ("key?" may be absent or null),
`Each(shape)` for an object with any keys, `Either(...)` for several shapes, or `...` for anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

MOST = 1_000_000  # of whatever is counted


class Malformed(ValueError):
    """An instance or result of the wrong shape: `path` is where ("awards[2].centre"), `message` what."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path, self.message = path, message

    def inside(self, step: str) -> Malformed:
        """The same fault, seen from one level further out."""
        return Malformed(step + self.path, self.message)


class NoMechanism(Malformed):
    """The instance is well formed, but it is of a kind that has no published mechanism, so no result."""


@dataclass(frozen=True)
class Each:
    shape: Any


class Either(tuple[Any, ...]):
    pass


_CHOICE = {"programme": str, "centre": str}
_AWARD = {"applicant": str, "programme": str, "centre": str, "period?": str}

INSTANCE = {
    "format": str,
    "applicants": [{"id": str, "choices": [_CHOICE], "available?": [str]}],
    "programmes": [{"id": str, "grants": int, "ranking": [Either((str, [str]))]}],
    "offers": [{"programme": str, "centre": str, "places": int, "period?": str}],
    "centres?": [{"id": str, "places?": int, "split?": Each(int)}],
    "federation?": {"grants": int, "split?": Either((str, Each(int))), "revert?": [str]},
    "barred?": [{"applicant": str, "programme": str, "centre": str, "reason": str}],
    "lottery?": {"seed": str},
    "mode?": str,
    "previous?": {"awards": [_AWARD], "declined?": [str], "frozen?": [str]},
}
RESULT = {
    "format": str,
    "mode": str,
    "awards": [_AWARD],
    "unmatched": [str],
    "cutoffs": {"offers": [Each(...)], "programmes": [Each(...)], "centres": [Each(...)], "federation?": ...},
    "reasons": Each([Each(...)]),
    "input_digest": str,
    "engine": str,
}

_WORDS = {str: "a text", int: f"a whole number from 0 to {MOST}", list: "a list", dict: "an object"}


def conform(value: Any, shape: Any) -> None:
    """Malformed, with the path of the first difference, unless `value` has this shape.

    First everything at once, column by column, which is quick; only if something is wrong, one by one.
    """
    if not _all([value], shape):
        _blame(value, shape)
        raise AssertionError("a difference without a path")


def _all(values: Sequence[Any], shape: Any) -> bool:
    """Whether all of these have the shape."""
    if shape is ... or not values:
        return True
    kinds: set[type] = set(map(type, values))
    if type(shape) is Either:
        return all(_all([v for v in values if type(v) is kind], _as(kind, shape)) for kind in kinds)
    if kinds != {_outer(shape)}:
        return False
    if shape is int:
        return bool(min(values) >= 0 and max(values) <= MOST)
    if shape is str:
        return all(map(str.isascii, values)) or all(map(_whole, values))
    if type(shape) is list:
        return _all(list(chain.from_iterable(values)), shape[0])
    if type(shape) is Each:
        names = list(chain.from_iterable(values))
        return _all(names, str) and _all([part for v in values for part in v.values()], shape.shape)
    columns = ((key, [v.get(key.rstrip("?")) for v in values]) for key in shape)
    return all(
        _all([part for part in column if part is not None] if key[-1] == "?" else column, shape[key])
        for key, column in columns
    )


def _outer(shape: Any) -> Any:
    """The type that a value of this shape has."""
    return {list: list, dict: dict, Each: dict}.get(type(shape), shape)


def _as(kind: type, shapes: Either) -> Any:
    return next((one for one in shapes if _outer(one) is kind), shapes[0])


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _blame(value: Any, shape: Any) -> None:
    """The slow walk: raises for the first difference, its path put together on the way out."""
    if shape is ...:
        return
    if type(shape) is Either:
        return _blame(value, _as(type(value), shape))
    if type(value) is not _outer(shape):  # not isinstance: true is no number
        raise Malformed("", f"expected {_WORDS[_outer(shape)]}")
    if shape is int and not 0 <= value <= MOST:
        raise Malformed("", f"expected {_WORDS[int]}")
    if shape is str and not _whole(value):
        raise Malformed("", "half a character (a lone surrogate)")
    for step, given, part in _parts(value, shape):
        try:
            _blame(given, part)
        except Malformed as fault:
            raise fault.inside(step) from None


def _parts(value: Any, shape: Any) -> Iterator[tuple[str, Any, Any]]:
    """What is inside: (step of the path, value, shape)."""
    if type(shape) is list:
        yield from ((f"[{i}]", part, shape[0]) for i, part in enumerate(value))
    elif type(shape) is Each:
        for name, part in value.items():
            yield f"[{name!r}]", name, str
            yield f"[{name!r}]", part, shape.shape
    elif type(shape) is dict:
        for key, part in shape.items():
            given = value.get(key.rstrip("?"))
            if given is not None or key[-1] != "?":
                yield f".{key.rstrip('?')}", given, part
