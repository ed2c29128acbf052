"""What the clock does: polite reminders by the programme's rules; and forgetting a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from sojourn.applications import queries
from sojourn.applications.actions import letters, likeness, returns
from sojourn.applications.models import Application, Pair
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import times


def tick(*, at: datetime) -> int:
    """Take back what bounced, chase letters and drafts, read what has come; how many were sent."""
    sent = _bounce_letters(at) + _chase_letters(at) + _chase_drafts(at) + returns.chase(at=at)
    likeness.read_texts()
    return sent


def _bounce_letters(at: datetime) -> int:
    """Requests that came back, as the post knows; each once, because the state turns."""
    lost = list(queries.references.bounced(at))
    for letter in lost:
        letters.bounce_letter(letter, at=at)
    return len(lost)


def _chase_letters(at: datetime) -> int:
    owed = list(queries.letters_to_chase(at))
    return sum(letters.chase(letter, whom, days, at=at) for letter, whom, days in owed)


def _chase_drafts(at: datetime) -> int:
    sent = 0
    for row, instant, closes in list(queries.drafts_to_chase(at)):
        with transaction.atomic():
            # only who turns the mark writes: a task that runs twice does its work once
            untold = Application.objects.filter(Q(chased_at=None) | Q(chased_at__lt=instant), pk=row.pk)
            if untold.update(chased_at=at):
                context = {
                    "application": row,
                    "programme": row.programme,
                    "until": times.instant(closes, row.programme.call.zone),
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
    papers = row.documents.select_related("file", "slim", "redacted")
    files = [one for paper in papers for one in (paper.file, paper.slim, paper.redacted) if one]
    for letter in row.letters.select_related("file", "draft_file"):
        files += [file for file in (letter.file, letter.draft_file) if file]
        post.forget_about(letter)  # referees and helpers gave their addresses for this letter alone
    files += [answer.file for answer in row.answers.select_related("file") if answer.file]
    row.answers.all().delete()
    row.drafts.all().delete()
    row.documents.all().delete()
    row.wordings.all().delete()
    row.letters.all().delete()
    row.receipts.all().update(contents=[])
    row.findings.all().update(reason="", facts={}, note="")
    row.returns.all().update(note="", answer="")
    Pair.objects.filter(Q(one=row.applicant) | Q(other=row.applicant)).delete()
    row.allowed_days.all().delete()
    for file in files:
        documents.discard(file)
    for name in PERSONAL:
        setattr(row, name, Application._meta.get_field(name).get_default())
    row.save(update_fields=list(PERSONAL))


PERSONAL = (
    "title", "given_name", "family_name", "institution", "department", "city", "phone",
    "certified_on", "certified_by", "training", "interests", "memberships", "statements", "facts",
    "cv", "carried", "choices_note", "available", "office_note", "withdrawn_because",
)  # fmt: skip
