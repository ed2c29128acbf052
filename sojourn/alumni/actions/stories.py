"""Whoever is named in a story is asked before anybody reads it, and asked again when its words change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.alumni import queries, rules, states
from sojourn.alumni.models import Alumnus, Named
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates


def ask_named(entry: Alumnus, people: Iterable[tuple[str, str]] | None, *, at: datetime) -> None:
    """Bring the list to `people`, (name, address) each; None leaves it. In the caller's transaction."""
    if people is None:
        people = [(row.name, row.address) for row in queries.named(entry)]
    wanted = {address.lower(): name for name, address in people} if entry.story else {}
    now = queries.seal({"story_title": entry.story_title, "story": entry.story})
    kept = {row.address: row for row in queries.named(entry)}
    for address, row in kept.items():
        if address not in wanted:
            _drop(row, at=at)
    for address, name in wanted.items():
        found = kept.get(address)
        if found is None:
            found = Named.objects.create(alumnus=entry, name=name, address=address, seal=now, asked_at=at)
            journal.note("alumni.name", thing=found, by=entry.user, at=at)
        elif found.seal != now or found.name != name:
            found.name, found.seal, found.asked_at = name, now, at
            found.save(update_fields=["name", "seal", "asked_at"])
            if found.state != "asked":
                journal.turn(found, "ask_again", moves=states.NAMED_MOVES, by=entry.user, at=at)
        else:
            continue
        _tell(found, at=at)


def drop_named(entry: Alumnus, *, at: datetime) -> None:
    """Names and addresses of others go with the story that needed them."""
    for row in queries.named(entry):
        _drop(row, at=at)


def agree_story(row: Named, *, seal: str, by: Any, at: datetime) -> Named:
    """`seal` is of the words that were read: those that changed meanwhile are agreed to by nobody unread."""
    with transaction.atomic():
        now = journal.locked(row)
        row.state, row.seal = now.state, now.seal
        gates.require(rules.may_agree_story(row, by=by, at=at, seal=seal or "none"))
        journal.turn(row, "agree_story", moves=states.NAMED_MOVES, by=by, at=at, also={"answered_at": at})
    return row


def refuse_story(row: Named, *, by: Any, at: datetime) -> Named:
    """The story is hidden at once; its author is told that somebody does not agree, and who."""
    gates.require(rules.may_refuse_story(row, by=by, at=at))
    journal.turn(row, "refuse_story", moves=states.NAMED_MOVES, by=by, at=at, also={"answered_at": at})
    entry = row.alumnus
    post.write("alumni.refuse_story", to=entry.user, thing=entry, at=at, context={"named": row.name})
    return row


def _tell(row: Named, *, at: datetime) -> None:
    post.write(
        "alumni.name",
        to=row.address,
        name=row.name,
        thing=row,
        at=at,
        door=queries.NAMED_DOOR,
        context={"author": row.alumnus.user.formal_name},
    )


def _drop(row: Named, *, at: datetime) -> None:
    post.forget_about(row)
    row.delete()
