"""Documents: a PDF into a slot, out of a slot, and smaller pictures where the dossier would be too large."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sojourn.applications import queries, rules
from sojourn.applications.actions.applicant import changing
from sojourn.applications.models import Application, Document
from sojourn.applications.queries.papers import FRONT_BYTES, LEVELS
from sojourn.calls.models import DocumentSlot
from sojourn.documents import actions as documents
from sojourn.documents import queries as files
from sojourn.documents.rules import MAX_PAGES
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.journal import actions as journal
from sojourn.ui import gates


def add_document(
    application: Application,
    slot: DocumentSlot,
    *,
    upload: Any,
    dated_on: date | None = None,
    by: Any,
    at: datetime,
) -> Document:
    """Put a PDF into a slot; the one before stays as history.

    Raises documents.rules.Refused with what is wrong with the file.
    """
    gates.require(rules.may_add_document(application, by=by, at=at, slot=slot))
    max_mb, max_pages = rules.limits(slot, application.programme)
    # looking and making smaller takes seconds for a bad file: not while the database waits
    checked = documents.look(upload, max_mb=max_mb, max_pages=max_pages or MAX_PAGES, words=True)
    smaller = _fitting(application, slot, checked.content)
    name = application.family_name or application.applicant.family_name
    outdated = []
    with changing(application, by=by, at=at, part=f"document-{slot.code}") as row:
        kind = f"application.{slot.code}"
        kept = {"owner": by, "kind": kind, "at": at}
        asked = {"name": upload.name, "pages": checked.pages, "words": checked.text}
        file = documents.keep_made(checked.content, **asked, **kept)
        row.documents.filter(slot=slot, replaced_at=None).update(replaced_at=at)
        document = Document.objects.create(
            application=row,
            slot=slot,
            file=file,
            dated_on=dated_on,
            hints=rules.first_look(checked, name, dated_on),
            added_at=at,
        )
        for pk, content in smaller.items():
            one = document if pk is None else Document.objects.select_related("file", "slim").get(pk=pk)
            outdated += [one.slim] if one.slim else []
            one.slim = documents.keep_made(content, name=one.file.name, pages=one.file.pages, **kept)
            one.save(update_fields=["slim"])
        facts = {"slot": slot.code, "sha256": file.sha256}
        journal.note("applications.add_document", thing=row, by=by, at=at, facts=facts)
    for file in outdated:  # only now: a transaction that is undone brings back rows, and no bytes
        documents.discard(file)
    return document


def _fitting(application: Application, slot: DocumentSlot, content: bytes) -> dict[int | None, bytes]:
    """Smaller copies of what is too large beside the others, the new file under None; Refused if in vain."""
    limit = application.programme.max_mb * 1_000_000 - FRONT_BYTES
    beside = queries.documents(application).exclude(slot=slot)
    if len(content) + sum(beside.values_list("file__size", flat=True)) <= limit:
        return {}
    others = {one.pk: one for one in beside}
    sizes: dict[int | None, int] = {key: one.file.size for key, one in others.items()} | {None: len(content)}
    sizes |= {key: one.slim.size for key, one in others.items() if one.slim}
    made: dict[int | None, bytes] = {}
    for dots, quality in LEVELS:
        for key in sorted(sizes, key=lambda key: -sizes[key]):
            if sum(sizes.values()) <= limit:
                return made
            whole = content if key is None else files.content(others[key].file)
            tried = files.smaller(whole, dots=dots, quality=quality)
            if len(tried) < sizes[key]:
                made[key], sizes[key] = tried, len(tried)
    if sum(sizes.values()) <= limit:
        return made
    others_size = sum(size for key, size in sizes.items() if key is not None)
    raise RefusedFile(
        f"Your other documents have {others_size / 1e6:.1f} MB, and together with this file of "
        f"{len(content) / 1e6:.1f} MB they pass the {application.programme.max_mb} MB of the dossier, even "
        "with smaller pictures. Scan at a lower resolution, or replace another large document first.",
        code="dossier-size",
    )


def remove_document(document: Document, *, by: Any, at: datetime) -> None:
    """Empty a slot; the file stays as history until the application is forgotten."""
    with changing(document.application, by=by, at=at, part=f"document-{document.slot.code}") as row:
        row.documents.filter(pk=document.pk, replaced_at=None).update(replaced_at=at)
        facts = {"slot": document.slot.code}
        journal.note("applications.remove_document", thing=row, by=by, at=at, facts=facts)
