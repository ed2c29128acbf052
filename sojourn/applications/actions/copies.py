"""The copy of a document that a blind committee reads, made by the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from sojourn.applications import queries, rules
from sojourn.applications.models import Document
from sojourn.documents import actions as documents
from sojourn.documents.rules import MAX_PAGES
from sojourn.journal import actions as journal
from sojourn.ui import gates


class NamesLeft(ValidationError):
    """The text of the copy still holds names: painting over them in a PDF takes nothing away."""


def redact(document: Document, upload: Any, *, looked: bool = False, by: Any, at: datetime) -> Document:
    """Keep the copy without names, checked as any upload; the one before goes.

    Raises documents.rules.Refused; NamesLeft where its text holds a name of the applicant or a referee,
    unless somebody has `looked` at it: a name can be a word.
    """
    gates.require(rules.may_redact(document, by=by, at=at))
    application = document.application
    max_mb, max_pages = rules.limits(document.slot, application.programme)
    checked = documents.look(upload, max_mb=max_mb, max_pages=max_pages or MAX_PAGES, words=True)
    left = queries.names_left(queries.parts(application), checked.text)
    if left and not looked:
        named = ", ".join(f"“{one}”" for one in left[:5])
        raise NamesLeft(f"Its text still holds {named}. What is painted over can be read by a machine.")
    with transaction.atomic():
        row = journal.locked(document)
        before = row.redacted
        row.redacted = documents.keep_made(
            checked.content,
            # the name of the file is read as well
            name=f"{document.slot.code}-{application.number or application.pk.hex[:6]}.pdf",
            kind="application.redacted",
            at=at,
            owner=by,
            pages=checked.pages,
        )
        row.save(update_fields=["redacted"])
        facts = {"slot": document.slot.code, "sha256": row.redacted.sha256, "names": len(left)}
        journal.note("applications.redact", thing=application, by=by, at=at, facts=facts)
        if before:
            transaction.on_commit(lambda: documents.discard(before))
    return row


def unredact(document: Document, *, by: Any, at: datetime) -> None:
    """Take the copy away: reviewers see nothing of the document until there is another."""
    gates.require(rules.may_unredact(document, by=by, at=at))
    with transaction.atomic():
        row = journal.locked(document)
        before = row.redacted
        if before is None:
            return
        row.redacted = None
        row.save(update_fields=["redacted"])
        facts = {"slot": document.slot.code}
        journal.note("applications.unredact", thing=row.application, by=by, at=at, facts=facts)
        transaction.on_commit(lambda: documents.discard(before))
