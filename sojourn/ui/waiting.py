"""One line on somebody's desk: what to do, with which thing, by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """`verb` begins the sentence ("Score"), `title` ends it; `count` stands before many equal things.

    `rule` names the rule of reminders that tells it by a letter of its own; `programme` whose rules hold.
    """

    verb: str
    title: str
    url: str
    due_at: datetime | None = None
    count: int | None = None
    rule: str = ""
    programme: int | None = None


def in_order(lines: Iterable[Waiting]) -> list[Waiting]:
    """Soonest due first, what has no date last, equals in the order given."""
    return sorted(lines, key=lambda line: line.due_at or NEVER)
