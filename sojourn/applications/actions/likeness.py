"""Keep the index of likeness: the worker reads what has come, a little at a time."""

from __future__ import annotations

from django.db import transaction

from sojourn.applications.models import Application, Document, Print, Wording
from sojourn.applications.queries import likeness as queries
from sojourn.core import likeness
from sojourn.documents import actions as documents

AT_ONCE = 40  # files, and applications, in one round of the worker: the post waits behind it


def read_texts() -> int:
    """Read files that were checked before texts were kept, then index what is not yet indexed; how many."""
    files = list(queries.unread_files()[:AT_ONCE])
    for file in files:
        documents.read(file)
    rows = list(queries.unread_wordings()[:AT_ONCE])
    typed = queries.typed_texts(rows)
    for row in rows:
        _index(row, typed[row.pk])
    return len(files) + len(rows)


def _index(application: Application, typed: str) -> None:
    with transaction.atomic():
        # two workers at once: the second waits here, and finds the index made
        row = Application.objects.select_for_update().get(pk=application.pk)
        Wording.objects.filter(application=row, document__replaced_at__isnull=False).delete()
        if not Wording.objects.filter(application=row, document=None, version=application.version).exists():
            Wording.objects.filter(application=row, document=None).delete()
            _remember(row, None, typed, application.version)
        for document in queries.unread_documents(row):
            if document.words is not None:
                _remember(row, document, document.words, 0)


def _remember(application: Application, document: Document | None, text: str, version: int) -> None:
    wording = Wording.objects.create(application=application, document=document, version=version)
    Print.objects.bulk_create(
        (Print(wording=wording, run=run) for run in sorted(likeness.prints(text))), batch_size=400
    )
