"""The document slots of a programme: changed until the call opens, with templates and examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import queries, rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.actions.rows import free_code, locked, move
from sojourn.calls.models import DocumentSlot, Programme
from sojourn.documents import actions as files
from sojourn.documents.models import File
from sojourn.journal import actions as journal
from sojourn.ui import gates

FIELDS = (
    "title", "guidance", "addressee", "required", "asks_date", "max_age_years", "max_mb", "max_pages", "when",
)  # fmt: skip


def add_slot(programme: Programme, values: Mapping[str, Any], *, by: Any, at: datetime) -> DocumentSlot:
    """The last of the dossier. `values` may name the `code` of a document that other pages know."""
    with transaction.atomic():
        programme = locked(programme)
        gates.require(rules.may_add_slot(programme, by=by, at=at))
        others = list(queries.slots(programme))
        codes = {one.code for one in others}
        slot = DocumentSlot.objects.create(
            programme=programme,
            order=max((one.order for one in others), default=0) + 1,
            code=free_code(values.get("code") or values["title"], codes, otherwise="document"),
            **{name: values[name] for name in FIELDS if name in values},
        )
        journal.note("calls.add_slot", thing=programme, by=by, at=at, facts={"code": slot.code})
    return slot


def edit_slot(slot: DocumentSlot, values: Mapping[str, Any], *, by: Any, at: datetime) -> DocumentSlot:
    """Its code stays. Overtaken where somebody saved it since the form was opened."""
    with transaction.atomic():
        programme = locked(slot.programme)
        gates.require(rules.may_edit_slot(programme, by=by, at=at))
        row = journal.locked(slot)
        if values.get("version") and values["version"] != row.version:
            raise Overtaken(row)
        given = {name: values[name] for name in FIELDS if name in values}
        if any(getattr(row, name) != value for name, value in given.items()):
            row.mark = {}
        for name, value in given.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        journal.note("calls.edit_slot", thing=programme, by=by, at=at, facts={"code": row.code})
    return row


def move_slot(slot: DocumentSlot, *, up: bool, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(slot.programme)
        gates.require(rules.may_move_slot(programme, by=by, at=at))
        if move(slot, list(queries.slots(programme)), up=up):
            journal.note("calls.move_slot", thing=programme, by=by, at=at, facts={"code": slot.code})


def remove_slot(slot: DocumentSlot, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(slot.programme)
        gates.require(rules.may_remove_slot(slot, by=by, at=at))
        journal.note("calls.remove_slot", thing=programme, by=by, at=at, facts={"code": slot.code})
        gone = [slot.template, slot.example]
        slot.delete()
        _let_go(gone)


def attach_sample(slot: DocumentSlot, what: str, upload: Any, *, by: Any, at: datetime) -> DocumentSlot:
    """`what`: template or example; the one before goes. Raises documents.rules.Refused."""
    gates.require(rules.may_attach_sample(slot.programme, by=by, at=at))
    checked, name = files.look_template(upload) if what == "template" else (files.look(upload), upload.name)
    with transaction.atomic():
        programme = locked(slot.programme)
        gates.require(rules.may_attach_sample(programme, by=by, at=at))
        row = journal.locked(slot)
        before = getattr(row, what)
        kept = files.keep_made(
            checked.content, name=name, kind=f"call.{what}", at=at, owner=by, pages=checked.pages,
            media_type=checked.media_type, words=checked.text or None,
        )  # fmt: skip
        setattr(row, what, kept)
        row.save(update_fields=[what])
        facts = {"code": row.code, "what": what, "sha256": kept.sha256}
        journal.note("calls.attach_sample", thing=programme, by=by, at=at, facts=facts)
        _let_go([before])
    return row


def detach_sample(slot: DocumentSlot, what: str, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(slot.programme)
        gates.require(rules.may_detach_sample(programme, by=by, at=at))
        row = journal.locked(slot)
        before = getattr(row, what)
        if before is None:
            return
        setattr(row, what, None)
        row.save(update_fields=[what])
        facts = {"code": row.code, "what": what}
        journal.note("calls.detach_sample", thing=programme, by=by, at=at, facts=facts)
        _let_go([before])


def _let_go(before: list[File | None]) -> None:
    """The bytes of a sample go with its last slot: the calls of other years share it."""
    for file in filter(None, before):
        if not queries.shows_sample(file):
            transaction.on_commit(lambda file=file: files.discard(file))
