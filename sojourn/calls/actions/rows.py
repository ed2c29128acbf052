"""What rows of a programme share: an order, a code that stays, and a call that may open meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from typing import Any

from django.utils.text import slugify

from sojourn.calls.models import Programme
from sojourn.journal import actions as journal


def locked(programme: Programme) -> Programme:
    """The call first, so that it cannot open between the rule and the change."""
    call = journal.locked(programme.call)
    row = journal.locked(programme)
    row.call = call
    return row


def free_code(words: str, taken: Collection[str], *, otherwise: str) -> str:
    """Answers and files are kept by it, so it stays when the words change."""
    base = slugify(words)[:30].strip("-") or otherwise
    numbers = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(code for code in numbers if code not in taken)


def move(row: Any, rows: list[Any], *, up: bool) -> bool:
    """One place up or down among its `rows`; False where there is no such place."""
    index = [one.pk for one in rows].index(row.pk)
    other = index - 1 if up else index + 1
    if not 0 <= other < len(rows):
        return False
    rows[index], rows[other] = rows[other], rows[index]
    for order, one in enumerate(rows, 1):
        one.order = order
    type(row).objects.bulk_update(rows, ["order"])
    return True
