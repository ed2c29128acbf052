"""What fellows hand over: dated when written or confirmed, doubted by fellows, hidden by the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.alumni import queries, rules, states
from sojourn.alumni.models import Hint
from sojourn.centres.models import Centre
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates

FIELDS = ("topic", "text", "for_staff")


def add_hint(centre: Centre, values: dict[str, Any], *, by: Any, at: datetime) -> Hint:
    gates.require(rules.may_add_hint(centre, by=by, at=at))
    stay = queries.stay_at(by, centre)
    with transaction.atomic():
        told = {name: values[name] for name in FIELDS}
        made = Hint.objects.create(centre=centre, author=by, year=stay.arrived_on.year, checked_at=at, **told)
        journal.note("alumni.add_hint", thing=made, by=by, at=at)
    return made


def edit_hint(hint: Hint, values: dict[str, Any], *, by: Any, at: datetime) -> Hint:
    """New words settle a doubt and carry the new date."""
    gates.require(rules.may_edit_hint(hint, by=by, at=at))
    with transaction.atomic():
        row = journal.locked(hint)
        for name in FIELDS:
            setattr(row, name, values[name])
        row.save(update_fields=list(FIELDS))
        also = {"doubt": "", "checked_at": at}
        return journal.turn(row, "confirm_hint", moves=states.HINT_MOVES, by=by, at=at, also=also)


def confirm_hint(hint: Hint, *, by: Any, at: datetime) -> Hint:
    gates.require(rules.may_confirm_hint(hint, by=by, at=at))
    also = {"doubt": "", "checked_at": at}
    return journal.turn(hint, "confirm_hint", moves=states.HINT_MOVES, by=by, at=at, also=also)


def remove_hint(hint: Hint, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_remove_hint(hint, by=by, at=at))
    with transaction.atomic():
        journal.note("alumni.remove_hint", thing=hint, by=by, at=at)
        hint.delete()


def doubt_hint(hint: Hint, *, doubt: str, by: Any, at: datetime) -> Hint:
    gates.require(rules.may_doubt_hint(hint, by=by, at=at))
    also = {"doubt": doubt[:300]}
    with transaction.atomic():
        found = journal.turn(hint, "doubt_hint", moves=states.HINT_MOVES, by=by, at=at, also=also)
        if hint.author_id != by.pk:
            _tell("doubt_hint", hint, at=at, doubt=doubt[:300])
    return found


def hide_hint(hint: Hint, *, reason: str, by: Any, at: datetime) -> Hint:
    gates.require(rules.may_hide_hint(hint, by=by, at=at))
    also = {"reason": reason[:300]}
    with transaction.atomic():
        found = journal.turn(hint, "hide_hint", moves=states.HINT_MOVES, by=by, at=at, also=also)
        _tell("hide_hint", hint, at=at, reason=reason[:300])
    return found


def show_hint(hint: Hint, *, by: Any, at: datetime) -> Hint:
    gates.require(rules.may_show_hint(hint, by=by, at=at))
    also = {"doubt": "", "reason": ""}
    with transaction.atomic():
        found = journal.turn(hint, "show_hint", moves=states.HINT_MOVES, by=by, at=at, also=also)
        _tell("show_hint", hint, at=at)
    return found


def _tell(verb: str, hint: Hint, *, at: datetime, **context: Any) -> None:
    """Its writer, who alone knows how it was; who doubted is not said."""
    context = {"text": hint.text, "institution": hint.centre.institution.name, **context}
    post.write(f"alumni.{verb}", to=hint.author, thing=hint, at=at, context=context)
