"""The referee's side, by link: keep a draft and a file, hand over, send, send again, decline."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications import queries, rules, states
from sojourn.applications.actions.letters import context, drop_draft, to_applicant, to_helper, to_referee
from sojourn.applications.models import Letter
from sojourn.core.verdict import YES, no
from sojourn.documents import actions as documents
from sojourn.documents import queries as files
from sojourn.documents.models import File
from sojourn.documents.rules import Refused, check_pdf
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates, times

HELPED = "Somebody else was asked to upload this letter. Thank you for your readiness."


class StaleDraft(Exception):
    """The draft was saved from elsewhere since this page was shown; `saved` is what it holds now."""

    def __init__(self, saved: Letter) -> None:
        super().__init__("saved elsewhere")
        self.saved = saved


def open_letter(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """The referee has begun."""
    gates.require(rules.may_open_letter(letter, by=by, at=at))
    return journal.turn(letter, "open_letter", moves=states.LETTER_MOVES, by=by, at=at)


def save_letter(
    letter: Letter,
    text: str,
    answers: Mapping[str, Any] | None = None,
    *,
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
    turn: int = 0,
) -> Letter:
    """Keep a draft that only the referee reads.

    `seen` is the digest that the page carried: StaleDraft where another page saved meanwhile. A page's own
    save is never news to it (`tab`), and one that was overtaken on the way (`turn`) changes nothing.
    """
    gates.require(rules.may_save_letter(letter, by=by, at=at))
    with transaction.atomic():
        row = journal.locked(letter)
        own = bool(tab) and row.draft_tab == tab
        if own and turn and turn < row.draft_turn:
            return letter
        known = own or not seen or seen == queries.references.seen(row)
        if not known and _loses(row, text, answers or {}):
            row.application = letter.application
            raise StaleDraft(row)
        _open(letter, by=by, at=at)
        changes = {
            "draft": text,
            "draft_answers": {**row.draft_answers, **(answers or {})},
            "draft_tab": tab,
            "draft_turn": turn if tab else 0,
        }
        for name, value in changes.items():
            setattr(letter, name, value)
        letter.save(update_fields=list(changes))
    return letter


def _loses(row: Letter, text: str, answers: Mapping[str, Any]) -> bool:
    """Whether something saved elsewhere is missing from what comes now; who went on from it loses nothing."""
    lost = [code for code, value in row.draft_answers.items() if value and answers.get(code) != value]
    return bool(lost) or row.draft.strip() not in text


def add_letter_file(letter: Letter, upload: Any, *, by: Any, at: datetime) -> Letter:
    """Keep a PDF beside the draft; it is looked at again and confirmed before it is sent.

    Raises documents.rules.Refused where it cannot be kept, or where there is nothing on it.
    """
    gates.require(rules.may_add_letter_file(letter, by=by, at=at))
    with transaction.atomic():
        _open(letter, by=by, at=at)
        _put_file(letter, upload, at=at)
        letter.uploaded_at = None
        letter.save(update_fields=["uploaded_at"])
    return letter


def remove_letter_file(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """Take the file away again before anything is sent."""
    gates.require(rules.may_add_letter_file(letter, by=by, at=at))
    with transaction.atomic():
        file, letter.draft_file = letter.draft_file, None
        letter.draft_doubts, letter.uploaded_at = [], None
        letter.save(update_fields=["draft_file", "draft_doubts", "uploaded_at"])
        if file is not None:
            documents.discard(file)
    return letter


def hand_over(letter: Letter, *, name: str, email: str, by: Any, at: datetime) -> Letter:
    """Somebody uploads for the referee: a link of their own, which takes a file and sends nothing."""
    gates.require(rules.may_hand_over(letter, by=by, at=at))
    with transaction.atomic():
        _open(letter, by=by, at=at)
        post.close_all(letter, at=at, because=HELPED, door=queries.references.HELPER_DOOR)
        letter.helper_name, letter.helper_email = name, email
        letter.save(update_fields=["helper_name", "helper_email"])
        journal.note("applications.hand_over", thing=letter, by=by, at=at)
        to_helper(letter, at=at)
    return letter


def upload_letter(letter: Letter, upload: Any, *, by: Any, at: datetime) -> Letter:
    """The helper's file waits for the referee, who is told and confirms. Raises documents.rules.Refused."""
    gates.require(rules.may_upload_letter(letter, by=by, at=at))
    with transaction.atomic():
        _put_file(letter, upload, at=at)
        letter.uploaded_at = at
        letter.save(update_fields=["uploaded_at"])
        journal.note("applications.upload_letter", thing=letter, by=by, at=at)
        to_referee("applications.upload_letter", letter, at=at)
    return letter


def write_letter(
    letter: Letter,
    *,
    text: str = "",
    upload: Any = None,
    answers: Mapping[str, Any] | None = None,
    signed_as: str = "",
    by: Any,
    at: datetime,
) -> Letter:
    """Take the letter, typed or as a PDF (or both) with the answers beside it, and close every link to it.

    The file is the one just chosen or the one kept before. Raises documents.rules.Refused.
    """
    gates.require(rules.may_write_letter(letter, by=by, at=at))
    answers = letter.draft_answers if answers is None else answers
    _require_answers(letter, answers)
    if not text.strip() and upload is None and letter.draft_file is None:
        gates.require(no("empty", "Type the letter or choose a PDF."))
    with transaction.atomic():
        if upload is not None:
            _put_file(letter, upload, at=at)
        file, letter.draft_file = letter.draft_file, None
        return _take(letter, text=text, file=file, answers=answers, signed_as=signed_as, by=by, at=at)


def reuse_letter(
    letter: Letter,
    earlier: Letter,
    *,
    answers: Mapping[str, Any] | None = None,
    signed_as: str = "",
    by: Any,
    at: datetime,
) -> Letter:
    """Send an earlier letter for the same applicant again; the questions are those of this programme."""
    gates.require(rules.may_reuse_letter(letter, earlier, by=by, at=at))
    _require_answers(letter, answers or {})
    with transaction.atomic():
        drop_draft(letter)
        file = None
        if earlier.file is not None:  # a copy: each application is forgotten by itself
            file = documents.keep_made(
                files.content(earlier.file), name=earlier.file.name, kind="application.letter", at=at,
                pages=earlier.file.pages,
            )  # fmt: skip
        letter.reused = earlier
        letter.save(update_fields=["reused"])
        return _take(
            letter, text=earlier.text, file=file, answers=answers or {}, signed_as=signed_as, by=by, at=at
        )


def decline_letter(letter: Letter, *, reason: str = "", by: Any, at: datetime) -> Letter:
    """The referee cannot write; the applicant is told with the reason and may ask somebody else."""
    gates.require(rules.may_decline_letter(letter, by=by, at=at))
    with transaction.atomic():
        also = {"reason": reason.strip()[:300]}
        journal.turn(letter, "decline_letter", moves=states.LETTER_MOVES, by=by, at=at, also=also)
        drop_draft(letter)
        post.close_all(letter, at=at, because="The request was declined; nothing more is needed from you.")
        to_applicant("applications.decline_letter", letter, at=at)
    return letter


def _open(letter: Letter, *, by: Any, at: datetime) -> None:
    if letter.state in ("asked", "bounced"):
        open_letter(letter, by=by, at=at)


def _require_answers(letter: Letter, answers: Mapping[str, Any]) -> None:
    asked = queries.references.questions(letter.application.programme)
    lacking = rules.references.unanswered(asked, answers)
    told = f"Not answered: {lacking[0].title}" if lacking else ""
    gates.require(no("unanswered", told) if lacking else YES)


def _put_file(letter: Letter, upload: Any, *, at: datetime) -> None:
    """Check and keep a file as the draft's, in the place of one before."""
    limit = rules.references.MAX_MB * 1_000_000
    content = upload.read(limit + 1) if upload.size <= limit else b"\0" * (limit + 1)
    checked = check_pdf(
        content, max_mb=rules.references.MAX_MB, max_pages=rules.references.MAX_PAGES, words=True
    )
    if rules.references.blank(checked):
        raise Refused(
            "Nothing is to be seen on the pages of this file. Open it, look, and save it as PDF again.",
            code="blank",
        )
    sha256 = hashlib.sha256(checked.content).hexdigest()
    before = letter.draft_file
    letter.draft_doubts = rules.references.doubts_of_file(letter, checked, sha256)
    letter.draft_file = documents.keep_made(
        checked.content, name=upload.name, kind="application.letter", at=at, pages=checked.pages
    )
    letter.save(update_fields=["draft_file", "draft_doubts"])
    if before is not None:
        documents.discard(before)


def _take(
    letter: Letter,
    *,
    text: str,
    file: File | None,
    answers: Mapping[str, Any],
    signed_as: str,
    by: Any,
    at: datetime,
) -> Letter:
    asked = queries.references.questions(letter.application.programme)
    also: dict[str, Any] = {
        "received_at": at,
        "text": text.strip(),
        "file": file,
        "answers": rules.references.as_asked(asked, answers),
        "signed_as": " ".join(signed_as.split())[:200] or letter.name,
        "draft": "",
        "draft_answers": {},
        "draft_doubts": [],
        "draft_file": None,
    }
    journal.turn(letter, "write_letter", moves=states.LETTER_MOVES, by=by, at=at, also=also)
    zone = letter.application.programme.call.zone
    done = f"The letter was received on {times.instant(at, zone)}. Nothing more is needed from you."
    post.close_all(letter, at=at, because=done)
    to_applicant("applications.write_letter", letter, at=at)
    post.write(
        "applications.thank", to=letter.email, name=letter.name, thing=letter, at=at, context=context(letter)
    )
    return letter
