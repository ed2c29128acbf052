"""Numbers of people that may be published: nobody, or five and more, and none to be had from the others.

Whoever attacks knows the rules, every total and every page of earlier years. `tests/test_numbers.py` makes
all small worlds, publishes each, and looks for a hidden number that only one world explains.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FEW = 5
Narrow = dict[str, int | None]


def many(number: int) -> bool:
    """Whether a number of people may be shown: nobody, or enough to hide among."""
    return number == 0 or number >= FEW


def guarded(values: Sequence[int], secret: Sequence[bool] = ()) -> list[int | None]:
    """None for what is too few, and for what comes next above it, so that no total gives the few away.

    Everything of the least shown value is hidden with them, or the zeros where nothing else is left: then
    every hidden number could be another one, whoever knows total and rule (tried over all small tables).
    `secret` marks numbers that must be hidden for another reason; beside one of those the zeros go, and the
    two least values: which neighbour was hidden would tell why.

    >>> guarded([12, 3, 8])
    [12, None, None]
    >>> guarded([12, 4, 4, 8])
    [12, None, None, None]
    >>> guarded([30, 12, 8, 0], secret=[True, False, False, False])
    [None, None, None, None]
    >>> guarded([30, 12, 8, 0, 20], secret=[False] * 5)
    [30, 12, 8, 0, 20]
    """
    hidden = {at for at, value in enumerate(values) if not many(value) or (secret and secret[at])}
    if hidden:
        rest = [value for at, value in enumerate(values) if at not in hidden]
        least = sorted({value for value in rest if value})[: 2 if secret else 1]
        goes = {0, *least} if secret or not least else set(least)
        hidden |= {at for at, value in enumerate(values) if value in goes}
    return [None if at in hidden else value for at, value in enumerate(values)]


def narrowing(tally: Mapping[str, int], names: Iterable[str]) -> Narrow:
    """Each number counts some of those of the number before it; None where it or the step to it is too few.

    >>> narrowing(Counter(received=38, selected=17, accepted=15), ("received", "selected", "accepted"))
    {'received': 38, 'selected': 17, 'accepted': None}
    """
    shown: Narrow = {}
    before = None
    for name in names:
        number = tally[name]
        fits = many(number) and (before is None or many(before - number))
        shown[name] = number if fits else None
        before = number if fits else before
    return shown


def by_society(tallies: Mapping[str, Counter[str]], totals: Narrow) -> dict[str, Narrow]:
    """One call's applications and selected of each society; `totals` are those that its line shows.

    Who was not selected is a number of people too: where that is too few, the selected are not shown either.
    """
    names = sorted(tallies)
    came = [tallies[name]["received"] for name in names]
    chosen = [tallies[name]["selected"] for name in names]
    nothing: list[int | None] = [None] * len(names)
    received = nothing if totals["received"] is None else guarded(came)
    step = [
        shown is None or not many(all_ - some)
        for shown, all_, some in zip(received, came, chosen, strict=True)
    ]
    selected = nothing if totals["selected"] is None else guarded(chosen, step)
    return {name: {"received": received[at], "selected": selected[at]} for at, name in enumerate(names)}


def added_up(calls: Iterable[Mapping[str, Narrow]]) -> dict[str, Narrow]:
    """All calls that show both numbers together, else those that show the applications: a sum of such
    tells nothing new. None where no call shows any.
    """
    rows: dict[str, list[Narrow]] = {}
    for call in calls:
        for society, line in call.items():
            rows.setdefault(society, []).append(line)
    found: dict[str, Narrow] = {}
    for society, lines in sorted(rows.items()):
        came = [line for line in lines if line["received"] is not None]
        whole = [line for line in came if line["selected"] is not None]
        found[society] = {
            "received": sum(line["received"] or 0 for line in whole or came) if came else None,
            "selected": sum(line["selected"] or 0 for line in whole) if whole else None,
        }
    return found


def rate(line: Mapping[str, Any]) -> int | None:
    """How many of a hundred were selected, where both numbers are shown.

    >>> rate({"received": 38, "selected": 17}), rate({"received": 38, "selected": None})
    (45, None)
    """
    if not line["received"] or line["selected"] is None:
        return None
    return round(100 * line["selected"] / line["received"])


def stepped(calls: Iterable[tuple[Mapping[str, int], int]]) -> list[tuple[str, int]]:
    """All calls together, oldest first, each row in whole steps of five; fewer than five are not shown.

    With each call stands what is told of its people at least, all rows together. A call waits for the next
    one where its steps could only be reached with everybody of it: then the page of the year before would
    give away who was there already. There are more rows than a call could fill with remainders.

    >>> stepped([({"AT": 12, "DE": 3}, 15), ({"AT": 1, "DE": 4, "FR": 5}, 10)])
    [('AT', 10), ('DE', 5), ('FR', 5)]
    >>> stepped([({"AT": 1, "DE": 4}, 5), ({"DE": 6}, 6)])
    []
    """
    shown: dict[str, int] = {}
    people: Counter[str] = Counter()
    room, first = 0, True
    for rows, told in calls:
        people.update(rows)
        room += told
        steps = {name: number // FEW * FEW for name, number in people.items() if number >= FEW}
        held = 0 if first else FEW - 1
        needed = sum(max(0, number - shown.get(name, 0) - held) for name, number in steps.items())
        if needed < room or (first and needed <= room):
            shown, room = steps, 0
        first = False
    return sorted(shown.items(), key=lambda row: (-row[1], row[0]))


def sure(line: Mapping[str, Any]) -> int:
    """How many accepted the line of a year tells for certain.

    >>> sure({"selected": 17, "accepted": 12}), sure({"selected": 17, "accepted": None})
    (12, 13)
    """
    if line["accepted"] is not None:
        return line["accepted"]
    return max(0, (line["selected"] or 0) - FEW + 1)
