"""Drafts: letters that somebody looks at before they go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from sojourn.journal import actions as journal
from sojourn.post import rules, states
from sojourn.post.models import Letter
from sojourn.ui.gates import require


class Edited(Exception):
    """Somebody else has changed the letter since the page was opened; `letter` is how it stands."""

    def __init__(self, letter: Letter) -> None:
        super().__init__("edited meanwhile")
        self.letter = letter


def edit(letter: Letter, *, subject: str, text: str, version: int, by: Any, at: datetime) -> Letter:
    """New words for one letter that has not left."""
    with transaction.atomic():
        row = journal.locked(letter)
        require(rules.may_edit(row, by=by, at=at))
        if row.version != version:
            raise Edited(row)
        row.subject = " ".join(subject.split())[:200]
        row.text = text.strip() + "\n"
        row.version, row.edited_by = version + 1, by
        row.save(update_fields=["subject", "text", "version", "edited_by"])
        journal.note("post.edit", thing=row, by=by, at=at)
    return row


def queue(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """A draft goes with the next round of the worker, or at its own later time."""
    return journal.turn(
        letter, "queue", moves=states.MOVES, by=by, at=at, also={"due_at": max(letter.due_at, at)}
    )


def queue_all(letters: QuerySet[Letter], *, by: Any, at: datetime) -> int:
    """Many drafts, each as `queue`; what somebody else releases in the same instant is not counted twice."""
    with transaction.atomic():
        rows = Letter.objects.filter(pk__in=list(letters.order_by("pk").values_list("pk", flat=True)))
        first, drafts = rows.order_by("pk").first(), rows.filter(state="draft")
        number = drafts.filter(due_at__gt=at).update(state="due")
        number += drafts.update(state="due", due_at=at)
        if first is not None and number:
            journal.note("post.queue_all", thing=first, by=by, at=at, facts={"letters": number})
    return number


def discard(letter: Letter, *, because: str, by: Any, at: datetime) -> Letter:
    """It will not go, and why."""
    with transaction.atomic():
        row = journal.locked(letter)
        require(rules.may_edit(row, by=by, at=at))
        return journal.turn(row, "stop", moves=states.MOVES, by=by, at=at, reason=because)


def queue_batch(batch: str, *, by: Any, at: datetime) -> int:
    """Every draft that was written together; how many."""
    with transaction.atomic():
        rows = Letter.objects.filter(batch=batch, state="draft")
        first = rows.order_by("pk").first()
        number = rows.update(state="due", due_at=at)
        if first is not None:
            journal.note("post.queue_batch", thing=first, by=by, at=at, facts={"letters": number})
    return number


def stop(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """It will not go."""
    with transaction.atomic():
        row = journal.locked(letter)
        require(rules.may_edit(row, by=by, at=at))
        return journal.turn(row, "stop", moves=states.MOVES, by=by, at=at)
