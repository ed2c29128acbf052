"""What is read about referees beside the letter: questions, earlier letters, what bounced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from sojourn.applications.models import Application, Letter
from sojourn.calls import queries as calls
from sojourn.calls.models import LetterQuestion, Programme
from sojourn.core import seals
from sojourn.post import queries as post

DOOR = "applications:write_letter"
HELPER_DOOR = "applications:upload_letter"
REQUESTS = ("applications.ask", "applications.remind", "applications.chase")
CHASED = timedelta(days=90)  # how far from a deadline nobody is reminded any more


def full(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """With all that a page of the referee names."""
    return rows.select_related(
        "file",
        "draft_file",
        "application__applicant",
        "application__programme__call",
        "application__programme__society",
    )


def behind(invitation: Any) -> Letter | None:
    """The letter that an invitation is for."""
    return full(Letter.objects.filter(pk=invitation.thing_id)).first()


def ever_named(application: Application) -> int:
    """How many referees were named, replaced ones included."""
    return application.letters.count()


def questions(programme: Programme) -> list[LetterQuestion]:
    return list(calls.letter_questions(programme))


def earlier(letter: Letter) -> QuerySet[Letter]:
    """What the same mailbox has sent for the same applicant before, the newest first; nobody else's ever."""
    same = Letter.objects.filter(
        application__applicant=letter.application.applicant_id,
        email__iexact=letter.email,
        state="received",
    )
    return full(same.exclude(pk=letter.pk).exclude(text="", file=None)).order_by("-received_at")


def same_file(letter: Letter, sha256: str) -> bool:
    """Whether this mailbox has given the very same file for another applicant."""
    given = Letter.objects.filter(email__iexact=letter.email, file__sha256=sha256)
    return given.exclude(application__applicant=letter.application.applicant_id).exists()


def seen(letter: Letter) -> str:
    """Changes whenever another page or device saved this draft; short, for a hidden field."""
    file = str(letter.draft_file_id or "")
    return seals.seal({"text": letter.draft, "answers": letter.draft_answers, "file": file})[:16]


def bounced(at: datetime) -> Iterator[Letter]:
    """Letters whose request will never arrive: asked, and no link opened."""
    lost = post.lost("applications.letter", REQUESTS, since=at - CHASED)
    done: set[str] = set()
    found = {str(row.pk): row for row in full(Letter.objects.filter(pk__in=[mail.thing_id for mail in lost]))}
    for mail in lost:
        row = found.get(mail.thing_id)
        if (
            row is None
            or mail.thing_id in done
            or row.state != "asked"
            or row.application.state == "withdrawn"
        ):
            continue
        ours = mail.to_address.casefold() == row.email.casefold() and mail.written_at >= row.asked_at
        if ours and not post.was_opened(row, DOOR):
            done.add(mail.thing_id)
            yield row
