"""Join, tell a story, leave. What was consented to is kept word for word, and when it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.alumni import queries, rules, states
from sojourn.alumni.actions import stories
from sojourn.alumni.models import Alumnus
from sojourn.journal import actions as journal
from sojourn.people.models import Consent
from sojourn.placements.models import Placement
from sojourn.post import actions as post
from sojourn.ui import gates

FIELDS = ("shown_name", "works_at", "story_title", "story", "contactable")


def join(placement: Placement, values: dict[str, Any], *, by: Any, at: datetime) -> Alumnus:
    """`values`: the FIELDS, and `named`: (name, address) of those in the story; joining is the consent."""
    gates.require(rules.may_join(placement, by=by, at=at))
    with transaction.atomic():
        # a consent belongs to the person, not to this room: erasure finds all of them in one place
        consent = Consent.objects.create(user=by, purpose=queries.PURPOSE, wording=rules.WORDING, given_at=at)
        entry = queries.entry_of(placement)
        told = {name: values[name] for name in FIELDS if name in values}
        if entry:
            also = {**told, "consent": consent, "joined_at": at, "version": entry.version + 1}
            journal.turn(entry, "rejoin", moves=states.MOVES, by=by, at=at, also=also)
        else:
            entry = Alumnus.objects.create(
                user=by, placement=placement, consent=consent, joined_at=at, **told
            )
            journal.note("alumni.join", thing=entry, by=by, at=at)
        stories.ask_named(entry, values.get("named"), at=at)
        _write("join", entry, at=at)
    return entry


def edit_story(entry: Alumnus, values: dict[str, Any], *, by: Any, at: datetime) -> Alumnus:
    gates.require(rules.may_edit_story(entry, by=by, at=at))
    with transaction.atomic():
        journal.locked(entry)
        for name in FIELDS:
            setattr(entry, name, values.get(name, getattr(entry, name)))
        entry.version += 1
        entry.save(update_fields=[*FIELDS, "version"])
        journal.note("alumni.edit_story", thing=entry, by=by, at=at)
        stories.ask_named(entry, values.get("named"), at=at)
    return entry


def leave(entry: Alumnus, *, by: Any, at: datetime) -> Alumnus:
    """Gone from the public pages at once; the words are wiped, not hidden."""
    gates.require(rules.may_leave(entry, by=by, at=at))
    with transaction.atomic():
        also = {"shown_name": "", "works_at": "", "story_title": "", "story": "", "contactable": False}
        journal.turn(entry, "leave", moves=states.MOVES, by=by, at=at, also=also)
        Consent.objects.filter(pk=entry.consent_id, withdrawn_at=None).update(withdrawn_at=at)
        stories.drop_named(entry, at=at)
        _write("leave", entry, at=at)
    return entry


def _write(verb: str, entry: Alumnus, *, at: datetime) -> None:
    post.write(f"alumni.{verb}", to=entry.user, thing=entry, at=at)
