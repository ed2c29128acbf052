"""Films and sessions: kept by officers, shown once whoever speaks agreed, hidden when that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import queries, rules, states
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.models import Tip
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates

TIP_FIELDS = (
    "title", "kind", "event", "about", "address", "society", "institution", "topic", "speaker",
    "speaker_email", "captions", "caption_text", "transcript",
)  # fmt: skip


def add_tip(values: Mapping[str, Any], *, by: Any, at: datetime, demonstration: bool = False) -> Tip:
    gates.require(rules.may_add_tip(values.get("society"), by=by, at=at))
    with transaction.atomic():
        told = {name: values[name] for name in TIP_FIELDS if name in values}
        made = Tip.objects.create(order=queries.next_tip(), demonstration=demonstration, **told)
        journal.note("calls.add_tip", thing=made, by=by, at=at)
        _ask_where_needed(made, by=by, at=at)
    return made


def edit_tip(tip: Tip, values: Mapping[str, Any], *, by: Any, at: datetime) -> Tip:
    """Other words, another film or another speaker are agreed to anew, and hidden until they are."""
    gates.require(rules.may_edit_tip(tip, by=by, at=at))
    gates.require(rules.may_add_tip(values.get("society"), by=by, at=at))
    with transaction.atomic():
        row = journal.locked(tip)
        if values.get("version", row.version) != row.version:
            raise Overtaken(row)
        spoke = row.speaker_email
        for name in TIP_FIELDS:
            setattr(row, name, values.get(name, getattr(row, name)))
        row.version += 1
        row.save(update_fields=[*TIP_FIELDS, "version"])
        journal.note("calls.edit_tip", thing=row, by=by, at=at)
        if spoke and spoke.casefold() != row.speaker_email.casefold():
            post.close_all(row, at=at, because="This film is no longer listed under your name.")
        _ask_where_needed(row, by=by, at=at)
    return row


def _ask_where_needed(tip: Tip, *, by: Any, at: datetime) -> None:
    seal = queries.seal_of(tip)
    if not tip.speaker_email or seal == tip.seal:
        return
    also = {"seal": seal, "asked_at": at, "answered_at": None}
    journal.turn(tip, "ask_speaker", moves=states.TIP_MOVES, by=by, at=at, also=also)
    post.write(
        "calls.ask_speaker",
        to=tip.speaker_email,
        thing=tip,
        at=at,
        door=queries.SPEAKER_DOOR,
        name=tip.speaker,
        context={"title": tip.title},
    )


def remove_tip(tip: Tip, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_remove_tip(tip, by=by, at=at))
    with transaction.atomic():
        journal.note("calls.remove_tip", thing=tip, by=by, at=at)
        post.forget_about(tip)
        tip.delete()


def agree_tip(tip: Tip, *, by: Any, at: datetime) -> Tip:
    """By the speaker's link alone."""
    gates.require(rules.may_agree_tip(tip, by=by, at=at))
    return journal.turn(tip, "agree_tip", moves=states.TIP_MOVES, by=by, at=at, also={"answered_at": at})


def refuse_tip(tip: Tip, *, by: Any, at: datetime) -> Tip:
    """A no, or a yes taken back: it is hidden at once."""
    gates.require(rules.may_refuse_tip(tip, by=by, at=at))
    return journal.turn(tip, "refuse_tip", moves=states.TIP_MOVES, by=by, at=at, also={"answered_at": at})
