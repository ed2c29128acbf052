"""A ranked list, a list of what is not wanted, and one move in them: without dragging or a script."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def rearrange(
    ranked: Sequence[str],
    unwanted: Sequence[str],
    move: str,
    *,
    allowed: Collection[str],
    known: Collection[str],
    limit: int,
) -> tuple[list[str], list[str]]:
    """Both lists after `move`: `up:ID`, `down:ID`, `add:ID`, `replace:ID` (the last one of a full list),
    `remove:ID`, `refuse:ID` (to the unwanted), `allow:ID` (away from them), or `order` as they were sent.

    Ids come from a form: repeated and unknown ones are dropped, nothing stands in both lists, and what
    can't be done changes nothing. `allowed` may be ranked, `known` may be refused.

    >>> rearrange(["oslo", "porto"], [], "up:porto", allowed={"oslo", "porto"}, known=(), limit=3)
    (['porto', 'oslo'], [])
    >>> rearrange(["oslo"], [], "refuse:oslo", allowed={"oslo"}, known={"oslo"}, limit=3)
    ([], ['oslo'])
    """
    first = [one for one in dict.fromkeys(ranked) if one in allowed]
    last = [one for one in dict.fromkeys(unwanted) if one in known and one not in first]
    verb, _, target = move.partition(":")
    if verb in ("add", "replace") and target in allowed and target not in first:
        if len(first) >= limit and verb == "replace":
            first.pop()
        if len(first) < limit:
            first.append(target)
            last = [one for one in last if one != target]
    elif verb == "remove" and target in first:
        first.remove(target)
    elif verb == "refuse" and target in known and target not in last:
        first = [one for one in first if one != target]
        last.append(target)
    elif verb == "allow" and target in last:
        last.remove(target)
    elif verb in ("up", "down") and target in first:
        here = first.index(target)
        there = here + (-1 if verb == "up" else 1)
        if 0 <= there < len(first):
            first[here], first[there] = first[there], first[here]
    return first[:limit], last
