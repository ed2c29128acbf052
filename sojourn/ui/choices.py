"""A ranked list of choices and one move in it, without dragging and without a script."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def reorder(
    order: Sequence[str], move: str, *, allowed: Collection[str] | None = None, limit: int | None = None
) -> list[str]:
    """The new order after `move` (`up:ID`, `down:ID`, `remove:ID`, `add:ID`, `order`).

    Ids come from a form: repeated and unknown ones are dropped, and what can't be done changes nothing.

    >>> reorder(["oslo", "porto"], "up:porto")
    ['porto', 'oslo']
    >>> reorder(["oslo"], "add:lyon", allowed={"oslo", "lyon"}, limit=3)
    ['oslo', 'lyon']
    """
    wanted = [one for one in dict.fromkeys(order) if allowed is None or one in allowed]
    verb, _, target = move.partition(":")
    if verb == "add" and target not in wanted and (allowed is None or target in allowed):
        wanted.append(target)
    elif verb == "remove" and target in wanted:
        wanted.remove(target)
    elif verb in ("up", "down") and target in wanted:
        here = wanted.index(target)
        there = here + (-1 if verb == "up" else 1)
        if 0 <= there < len(wanted):
            wanted[here], wanted[there] = wanted[there], wanted[here]
    return wanted[:limit]
