"""Referees: named and asked by the applicant; the letter is written by link, without an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications import queries, rules, states
from sojourn.applications.models import Application, Letter
from sojourn.core.verdict import no
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.post import queries as posted
from sojourn.ui import gates, times

FIELDS = ("name", "email", "position", "institution", "message")


def name_referee(application: Application, values: Mapping[str, Any], *, by: Any, at: datetime) -> Letter:
    """values: name, email, position, institution, message; ask_now (else the applicant asks later)."""
    gates.require(rules.may_name_referee(application, by=by, at=at))
    known = {name: values.get(name, "") for name in FIELDS}
    with transaction.atomic():
        letter = Letter.objects.create(application=application, **known)
        journal.note("applications.name_referee", thing=letter, by=by, at=at)
        if values.get("ask_now"):
            ask(letter, by=by, at=at)
    return letter


def ask(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """Mail the request with its one-time link."""
    gates.require(rules.may_ask(letter, by=by, at=at))
    with transaction.atomic():
        journal.turn(letter, "ask", moves=states.LETTER_MOVES, by=by, at=at, also={"asked_at": at})
        _to_referee("applications.ask", letter, at=at)
    return letter


def remind(letter: Letter, *, by: Any, at: datetime) -> None:
    """The applicant's one polite reminder."""
    gates.require(rules.may_remind(letter, by=by, at=at))
    with transaction.atomic():
        letter.reminded_at = at
        letter.save(update_fields=["reminded_at"])
        journal.note("applications.remind", thing=letter, by=by, at=at)
        _to_referee("applications.remind", letter, at=at)


def chase(letter: Letter, *, at: datetime) -> None:
    """The clock's reminder before the letter is due."""
    _to_referee("applications.chase", letter, at=at)


def replace_referee(letter: Letter, values: Mapping[str, Any], *, by: Any, at: datetime) -> Letter:
    """End this request, and name somebody else in its place."""
    gates.require(rules.may_replace_referee(letter, by=by, at=at))
    with transaction.atomic():
        asked = letter.state in ("asked", "opened")
        journal.turn(letter, "replace_referee", moves=states.LETTER_MOVES, by=by, at=at)
        if asked:
            call_off(letter, at=at)
        return name_referee(letter.application, values, by=by, at=at)


def call_off(letter: Letter, *, at: datetime) -> None:
    """Tell a referee who was asked that no letter is needed any more, and close the link."""
    _close(letter, at=at)
    post.write(
        "applications.call_off",
        to=letter.email,
        name=letter.name,
        thing=letter,
        at=at,
        context=_context(letter),
    )


def ask_again(letter: Letter, *, at: datetime) -> None:
    """The application was brought back, and with it the wish for a letter; the link is a new one."""
    _to_referee("applications.ask_again", letter, at=at)


def open_letter(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """The referee has begun."""
    gates.require(rules.may_open_letter(letter, by=by, at=at))
    return journal.turn(letter, "open_letter", moves=states.LETTER_MOVES, by=by, at=at)


def save_letter(letter: Letter, text: str, *, by: Any, at: datetime) -> Letter:
    """Keep a draft that only the referee reads."""
    gates.require(rules.may_save_letter(letter, by=by, at=at))
    with transaction.atomic():
        if letter.state == "asked":
            open_letter(letter, by=by, at=at)
        letter.draft = text
        letter.save(update_fields=["draft"])
    return letter


def write_letter(letter: Letter, *, text: str = "", upload: Any = None, by: Any, at: datetime) -> Letter:
    """Take the letter, typed or as a PDF (or both), and close the link.

    Raises documents.rules.Refused where the file cannot be kept.
    """
    gates.require(rules.may_write_letter(letter, by=by, at=at))
    if not text.strip() and upload is None:
        gates.require(no("empty", "Type the letter or choose a PDF."))
    with transaction.atomic():
        also: dict[str, Any] = {"received_at": at, "text": text.strip(), "draft": ""}
        if upload is not None:
            also["file"] = documents.keep(upload, owner=None, kind="application.letter", at=at, max_mb=4)
        journal.turn(letter, "write_letter", moves=states.LETTER_MOVES, by=by, at=at, also=also)
        _close(letter, at=at)
        _to_applicant("applications.write_letter", letter, at=at)
        post.write(
            "applications.thank",
            to=letter.email,
            name=letter.name,
            thing=letter,
            at=at,
            context=_context(letter),
        )
    return letter


def decline_letter(letter: Letter, *, reason: str = "", by: Any, at: datetime) -> Letter:
    """The referee cannot write; the applicant is told with the reason and may ask somebody else."""
    gates.require(rules.may_decline_letter(letter, by=by, at=at))
    with transaction.atomic():
        also = {"reason": reason.strip()[:300], "draft": ""}
        journal.turn(letter, "decline_letter", moves=states.LETTER_MOVES, by=by, at=at, also=also)
        _close(letter, at=at)
        _to_applicant("applications.decline_letter", letter, at=at)
    return letter


def _close(letter: Letter, *, at: datetime) -> None:
    invitation = posted.invitation_of(letter, queries.DOOR)
    if invitation is not None:
        post.close(invitation, at=at)


def _to_referee(kind: str, letter: Letter, *, at: datetime) -> None:
    post.write(
        kind,
        to=letter.email,
        name=letter.name,
        thing=letter,
        at=at,
        door=queries.DOOR,
        context=_context(letter),
    )


def _to_applicant(kind: str, letter: Letter, *, at: datetime) -> None:
    post.write(kind, to=letter.application.applicant, thing=letter, at=at, context=_context(letter))


def _context(letter: Letter) -> dict[str, Any]:
    application = letter.application
    call = application.programme.call
    return {
        "letter": letter,
        "application": application,
        "programme": application.programme,
        "call": call,
        "applicant": application.formal_name or str(application.applicant),
        "due": times.instant(queries.letters_due(call), call.zone),
    }
