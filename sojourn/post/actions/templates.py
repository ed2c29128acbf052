"""The words of an office: written, kept in every version, given up; and which letters wait for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from sojourn.journal import actions as journal
from sojourn.post import queries
from sojourn.post.models import Edition, Hold, Template


class Overtaken(Exception):
    """Somebody else changed the words since the page was opened; `template` is how they stand, or None."""

    def __init__(self, template: Template | None) -> None:
        super().__init__("overtaken")
        self.template = template


def write_words(
    kind: str,
    *,
    scope: str,
    language: str,
    subject: str,
    text: str,
    version: int,
    by: Any,
    at: datetime,
) -> Template:
    """`version` is the one that the page showed, 0 for the shipped words; Overtaken where it has changed."""
    place = {"kind": kind, "scope": scope, "language": language}
    values = {"subject": subject, "text": text.replace("\r\n", "\n").strip() + "\n", "changed_by": by}
    try:
        with transaction.atomic():
            row = _at_version(place, version)
            row = row or Template(**place)
            row.version = _next(place)
            for name, value in {**values, "changed_at": at}.items():
                setattr(row, name, value)
            row.save()
            Edition.objects.create(**place, **values, version=row.version, changed_at=at)
            facts = {"kind": kind, "language": language, "version": row.version}
            journal.note("post.write_words", thing=row, by=by, at=at, facts=facts)
    except IntegrityError:  # two hands in the same instant: the other was first
        raise Overtaken(queries.texts.template(**place)) from None
    return row


def give_up_words(kind: str, *, scope: str, language: str, version: int, by: Any, at: datetime) -> None:
    """Back to what this place falls back to; what was written stays in its history."""
    place = {"kind": kind, "scope": scope, "language": language}
    with transaction.atomic():
        row = _at_version(place, version)
        if row is None:
            return
        number = _next(place)
        Edition.objects.create(**place, version=number, shipped=True, changed_by=by, changed_at=at)
        facts = {"kind": kind, "language": language, "version": number}
        journal.note("post.give_up_words", thing=row, by=by, at=at, facts=facts)
        row.delete()


def hold(kind: str, *, scope: str, held: bool, by: Any, at: datetime) -> None:
    """From now on letters of this kind wait for a person, or go by themselves again."""
    with transaction.atomic():
        row = Hold.objects.filter(kind=kind, scope=scope).first()
        if held and row is None:
            row, _ = Hold.objects.get_or_create(kind=kind, scope=scope)
            journal.note("post.hold", thing=row, by=by, at=at, facts={"kind": kind, "held": True})
        elif not held and row is not None:
            journal.note("post.hold", thing=row, by=by, at=at, facts={"kind": kind, "held": False})
            row.delete()


def _at_version(place: dict[str, str], version: int) -> Template | None:
    found = queries.texts.template(**place)
    row = journal.locked(found) if found is not None else None
    if (row.version if row else 0) != version:
        raise Overtaken(row)
    return row


def _next(place: dict[str, str]) -> int:
    return (Edition.objects.filter(**place).aggregate(last=Max("version"))["last"] or 0) + 1
