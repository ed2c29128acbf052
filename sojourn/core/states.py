"""State tables: which verb leads from which states to which, checked and drawn from one dict.

>>> MOVES = {"submit": (("draft",), "submitted")}
>>> bool(legal(MOVES, "submit", "draft"))
True
>>> legal(MOVES, "submit", "submitted").code
'state'
"""

from __future__ import annotations

from collections.abc import Mapping

from sojourn.core.verdict import YES, Verdict, no

Moves = Mapping[str, tuple[tuple[str, ...], str]]


def legal(moves: Moves, verb: str, state: str) -> Verdict:
    """YES if `verb` may be done in `state`; KeyError for a verb that the table does not know."""
    sources, _ = moves[verb]
    if state in sources:
        return YES
    allowed = " or ".join(source.replace("_", " ") for source in sources)
    return no("state", f"This is {state.replace('_', ' ')}; it would have to be {allowed}.", state=state)


def names(moves: Moves) -> list[str]:
    """Every state that the table mentions, in order of first mention."""
    seen: dict[str, None] = {}
    for sources, target in moves.values():
        seen.update(dict.fromkeys([*sources, target]))
    return list(seen)


def draw(moves: Moves, *, start: str) -> str:
    """The table as a Mermaid state diagram; the same table gives the same text."""
    lines = ["stateDiagram-v2", f"    [*] --> {start}"]
    for verb, (sources, target) in moves.items():
        lines += [f"    {source} --> {target}: {verb}" for source in sources]
    final = [name for name in names(moves) if all(name not in sources for sources, _ in moves.values())]
    return "\n".join(lines + [f"    {name} --> [*]" for name in final]) + "\n"
