"""`turn` changes a state by its table; `note` records an act that changes none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from sojourn.core import states
from sojourn.journal.models import Entry, Milestone
from sojourn.journal.queries import label

Thing = TypeVar("Thing", bound=models.Model)


class IllegalMove(Exception):
    """A verb was tried in a state that its table does not allow: two hands at once, or a missing rule."""

    def __init__(self, verdict):
        super().__init__(verdict.reason)
        self.verdict = verdict


def turn(
    thing: Thing,
    verb: str,
    *,
    moves: states.Moves,
    by: Any,
    at: datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Thing:
    """Lock the row, keep to the table, save the state (and the fields in `also`), write the entry.

    Raises IllegalMove where the table does not lead on from the state that the row has now.
    """
    with transaction.atomic():
        row = locked(thing)
        verdict = states.legal(moves, verb, row.state)
        if not verdict:
            raise IllegalMove(verdict)
        before, after = row.state, moves[verb][1]
        changes = {"state": after, **(also or {})}
        for target in (row, thing):
            for name, value in changes.items():
                setattr(target, name, value)
        row.save(update_fields=list(changes))
        room = thing._meta.app_label
        _write(f"{room}.{verb}", thing, by, at, reason, facts or {}, before, after)
    return thing


def note(
    verb: str,
    *,
    thing: models.Model,
    by: Any,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Record an act; `verb` is `room.verb`."""
    return _write(verb, thing, by, at, reason, facts or {})


def reach(name: str, thing: models.Model, *, at: datetime) -> None:
    """Mark that a thing has reached a point that earlier rooms go by; once."""
    Milestone.objects.get_or_create(
        name=name, thing_label=label(thing), thing_id=str(thing.pk), defaults={"at": at}
    )


def leave(name: str, thing: models.Model) -> None:
    """Undo `reach`, where what was reached is taken back."""
    Milestone.objects.filter(name=name, thing_label=label(thing), thing_id=str(thing.pk)).delete()


def locked(thing: Thing) -> Thing:
    """The row as it is now, locked; on SQLite an IMMEDIATE transaction already holds the only write lock."""
    manager = thing._meta.model._default_manager  # a request holds its user in a lazy wrapper
    if connection.features.has_select_for_update:
        return manager.select_for_update(of=("self",)).get(pk=thing.pk)
    return manager.get(pk=thing.pk)


def _write(verb, thing, by, at, reason, facts, before="", after="") -> Entry:
    person = by if by is not None and by._meta.label == "people.User" else None
    link = by.pk if by is not None and person is None else None
    return Entry.objects.create(
        verb=verb,
        thing_label=label(thing),
        thing_id=str(thing.pk),
        actor=person,
        actor_kind="person" if person else "link" if link else "clock",
        actor_link=link,
        state_from=before,
        state_to=after,
        reason=reason,
        facts=dict(facts),
        at=at,
        real_at=timezone.now(),
    )
