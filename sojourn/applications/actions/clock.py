"""What the clock does: polite reminders, each once; and forgetting a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from sojourn.applications.actions import letters, returns
from sojourn.applications.models import Application, Letter
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import times

WEEK, DAY = timedelta(days=7), timedelta(days=1)
DRAFT = timedelta(days=3)


def tick(*, at: datetime) -> int:
    """Chase letters a week and a day before they are due, drafts three days before closing; how many."""
    return _chase_letters(at) + _chase_drafts(at) + returns.chase(at=at)


def _chase_letters(at: datetime) -> int:
    due = Coalesce("application__programme__call__letters_by", "application__programme__call__closes_at")
    # somebody who was asked within a day needs no reminder yet
    waiting = (
        Letter.objects.annotate(due=due)
        .filter(state__in=("asked", "opened"), due__gt=at, due__lte=at + WEEK, asked_at__lte=at - DAY)
        .exclude(application__state="withdrawn")
        .filter(Q(day_chased_at=None, due__lte=at + DAY) | Q(week_chased_at=None))
        .select_related(
            "application__applicant", "application__programme__call", "application__programme__society"
        )
    )
    sent = 0
    for letter in waiting:
        last_day = letter.due <= at + DAY
        if not last_day and letter.asked_at > letter.due - WEEK - DAY:
            continue  # asked less than a day before the week began: the last day's reminder is enough
        if last_day and letter.day_chased_at:
            continue
        with transaction.atomic():
            field = "day_chased_at" if last_day else "week_chased_at"
            # only who turns the mark sends: a task that runs twice does its work once
            if Letter.objects.filter(pk=letter.pk, **{field: None}).update(**{field: at}):
                letters.chase(letter, at=at)
                sent += 1
    return sent


def _chase_drafts(at: datetime) -> int:
    drafts = Application.objects.filter(
        state="draft",
        chased_at=None,
        begun_at__lte=at - DAY,
        programme__call__closes_at__gt=at,
        programme__call__closes_at__lte=at + DRAFT,
    ).select_related("applicant", "programme__call", "programme__society")
    sent = 0
    for row in drafts:
        with transaction.atomic():
            if Application.objects.filter(pk=row.pk, chased_at=None).update(chased_at=at):
                call = row.programme.call
                context = {
                    "application": row,
                    "programme": row.programme,
                    "until": times.instant(call.closes_at, call.zone),
                }
                post.write("applications.chase_draft", to=row.applicant, thing=row, at=at, context=context)
                sent += 1
    return sent


def forget(person: Any, *, at: datetime) -> None:
    """Drafts and withdrawn ones go whole; of the others a row without the person stays, for counting.

    What a later room still needs of a fellow (the award, the certificate) lies in that room.
    """
    with transaction.atomic():
        for row in Application.objects.filter(applicant=person):
            _empty(row)
            if row.state in ("draft", "withdrawn") and not row.number:
                row.delete()
            else:
                journal.note("applications.forget", thing=row, by=None, at=at)


def _empty(row: Application) -> None:
    papers = row.documents.select_related("file", "slim")
    files = [file for document in papers for file in (document.file, document.slim) if file]
    files += [letter.file for letter in row.letters.select_related("file") if letter.file]
    row.documents.all().delete()
    row.letters.all().delete()
    row.receipts.all().update(contents=[])
    row.findings.all().update(reason="", facts={}, note="")
    row.returns.all().update(note="", answer="")
    for file in files:
        documents.discard(file)
    for name in PERSONAL:
        setattr(row, name, Application._meta.get_field(name).get_default())
    row.save(update_fields=list(PERSONAL))


PERSONAL = (
    "title", "given_name", "family_name", "institution", "department", "city", "phone",
    "certified_on", "certified_by", "training", "interests", "memberships", "statements",
    "choices_note", "office_note", "withdrawn_because",
)  # fmt: skip
