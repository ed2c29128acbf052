"""The applicant's side of a letter: name, ask, remind, correct the address, replace; and the clock's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications import queries, rules, states
from sojourn.applications.models import Application, Chaser, Letter
from sojourn.core import reminding
from sojourn.core.verdict import YES, no
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates, times

FIELDS = ("name", "email", "position", "institution", "message")
NOT_NEEDED = "This letter is no longer needed. Thank you for your readiness."
MOVED = "The request went to another address meanwhile. If you are the referee, open the newest letter."
AGREE = no("not-agreed", "Agree that the letter is confidential: the committee reads it, and you do not.")


def name_referee(application: Application, values: Mapping[str, Any], *, by: Any, at: datetime) -> Letter:
    """values: FIELDS; agreed (to confidentiality, before anybody is asked); ask_now, else it waits."""
    gates.require(rules.may_name_referee(application, by=by, at=at))
    gates.require(YES if values.get("agreed") else AGREE)
    known = {name: values.get(name, "") for name in FIELDS}
    with transaction.atomic():
        letter = Letter.objects.create(application=application, agreed_at=at, **known)
        journal.note("applications.name_referee", thing=letter, by=by, at=at)
        if values.get("ask_now"):
            ask(letter, by=by, at=at)
    return letter


def ask(letter: Letter, *, by: Any, at: datetime) -> Letter:
    """Mail the request with its one-time link."""
    gates.require(rules.may_ask(letter, by=by, at=at))
    with transaction.atomic():
        journal.turn(letter, "ask", moves=states.LETTER_MOVES, by=by, at=at, also={"asked_at": at})
        to_referee("applications.ask", letter, at=at)
    return letter


def remind(letter: Letter, *, by: Any, at: datetime) -> None:
    """The applicant's one polite reminder."""
    gates.require(rules.may_remind(letter, by=by, at=at))
    with transaction.atomic():
        row = journal.locked(letter)
        row.application = letter.application
        gates.require(rules.may_remind(row, by=by, at=at))  # two tabs at once: it stays one reminder
        row.reminded_at = letter.reminded_at = at
        row.save(update_fields=["reminded_at"])
        journal.note("applications.remind", thing=letter, by=by, at=at)
        to_referee("applications.remind", letter, at=at)


def change_address(letter: Letter, email: str, *, by: Any, at: datetime) -> Letter:
    """Ask the same person at another address; the links that went to the old one end."""
    gates.require(rules.may_change_address(letter, by=by, at=at))
    with transaction.atomic():
        post.close_all(letter, at=at, because=MOVED)
        also = {"email": email, "asked_at": at, "reminded_at": None}
        journal.turn(letter, "change_address", moves=states.LETTER_MOVES, by=by, at=at, also=also)
        letter.chasers.all().delete()
        to_referee("applications.ask", letter, at=at)
    return letter


def replace_referee(letter: Letter, values: Mapping[str, Any], *, by: Any, at: datetime) -> Letter:
    """End this request, and name somebody else in its place."""
    gates.require(rules.may_replace_referee(letter, by=by, at=at))
    with transaction.atomic():
        asked = letter.state in states.LETTER_OWED
        journal.turn(letter, "replace_referee", moves=states.LETTER_MOVES, by=by, at=at)
        drop_draft(letter)
        if asked:
            call_off(letter, at=at)
        else:
            post.close_all(letter, at=at, because=NOT_NEEDED)
        return name_referee(letter.application, values, by=by, at=at)


def call_off(letter: Letter, *, at: datetime) -> None:
    """Tell a referee who was asked that no letter is needed any more, and close the link."""
    post.close_all(letter, at=at, because=NOT_NEEDED)
    post.write(
        "applications.call_off",
        to=letter.email,
        name=letter.name,
        thing=letter,
        at=at,
        context=context(letter),
    )


def ask_again(letter: Letter, *, at: datetime) -> None:
    """The application was brought back, and with it the wish for a letter; the links are new ones."""
    to_referee("applications.ask_again", letter, at=at)
    if letter.helper_email and letter.uploaded_at is None:
        to_helper(letter, at=at)


def bounce_letter(letter: Letter, *, at: datetime) -> Letter:
    """The request never arrived: the applicant corrects the address or asks somebody else."""
    with transaction.atomic():
        journal.turn(letter, "bounce_letter", moves=states.LETTER_MOVES, by=None, at=at)
        to_applicant("applications.bounce_letter", letter, at=at)
    return letter


def chase(letter: Letter, to: str, days: int, *, at: datetime) -> bool:
    """The clock's reminder, to the referee or the applicant; only who writes the row sends."""
    programme = letter.application.programme
    instant = reminding.moment(queries.letters_due(programme), days, programme.call.zone)
    with transaction.atomic():
        journal.locked(letter)  # two workers: the second finds it told
        told = Chaser.objects.filter(letter=letter, to=to)
        if told.filter(at__gte=instant).exists():
            return False
        Chaser.objects.update_or_create(letter=letter, to=to, days=days, defaults={"at": at})
        if to == "referee":
            to_referee("applications.chase", letter, at=at)
        else:
            to_applicant("applications.chase_applicant", letter, at=at)
    return True


def drop_draft(letter: Letter) -> None:
    """What a referee had begun is nobody's any more."""
    file, letter.draft_file = letter.draft_file, None
    letter.draft, letter.draft_answers, letter.draft_doubts = "", {}, []
    letter.save(update_fields=["draft", "draft_answers", "draft_doubts", "draft_file"])
    if file is not None:
        documents.discard(file)


def to_referee(kind: str, letter: Letter, *, at: datetime) -> None:
    post.write(
        kind,
        to=letter.email,
        name=letter.name,
        thing=letter,
        at=at,
        door=queries.DOOR,
        context=context(letter) | {"late": at >= queries.letters_due(letter.application.programme)},
    )


def to_helper(letter: Letter, *, at: datetime) -> None:
    post.write(
        "applications.hand_over",
        to=letter.helper_email,
        name=letter.helper_name,
        thing=letter,
        at=at,
        door=queries.references.HELPER_DOOR,
        context=context(letter),
    )


def to_applicant(kind: str, letter: Letter, *, at: datetime) -> None:
    post.write(kind, to=letter.application.applicant, thing=letter, at=at, context=context(letter))


def context(letter: Letter) -> dict[str, Any]:
    """What every mail about a letter may name."""
    application = letter.application
    programme = application.programme
    return {
        "letter": letter,
        "application": application,
        "programme": programme,
        "call": programme.call,
        "applicant": application.formal_name or str(application.applicant),
        "due": times.instant(queries.letters_due(programme), programme.call.zone),
        "until": times.instant(queries.letters_told(application), programme.call.zone),
        "graced": bool(programme.letter_grace_days),
    }
