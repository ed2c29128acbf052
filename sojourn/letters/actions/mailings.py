"""A letter to many: prepared, looked at as a dry run, confirmed by a second person, halted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.letters import queries, rules, states
from sojourn.letters.models import Mailing
from sojourn.post import actions as post
from sojourn.post.queries import texts
from sojourn.ui.gates import require

HOLD = timedelta(minutes=10)  # between the second person's yes and the first letter


class Changed(Exception):
    """The list is no longer the one that the page showed."""


def prepare(
    programme: Programme, *, audience: str, subject: str, text: str, by: Any, at: datetime
) -> Mailing:
    require(rules.may_prepare(programme, audience, by=by, at=at))
    with transaction.atomic():
        made = Mailing.objects.create(
            programme=programme,
            audience=audience,
            subject=subject,
            text=text.replace("\r\n", "\n").strip() + "\n",
            prepared_by=by,
            prepared_at=at,
        )
        journal.note("letters.prepare", thing=made, by=by, at=at, facts={"audience": audience})
    return made


def confirm(mailing: Mailing, *, mark: str, by: Any, at: datetime) -> int:
    """Write one letter to each; `mark` names the list that was shown, Changed where it is another by now."""
    with transaction.atomic():
        row = journal.locked(mailing)
        require(rules.may_confirm(row, by=by, at=at))
        run = queries.audiences.dry_run(row, by=by, at=at)
        if run.mark != mark:
            raise Changed
        book = texts.Book()
        letters = [_letter(row, one, book, at) for one in run.recipients]
        post.write_all(letters)
        also = {"confirmed_by": by, "confirmed_at": at, "number": len(letters)}
        facts = {"audience": row.audience, "letters": len(letters)}
        journal.turn(row, "confirm", moves=states.MOVES, by=by, at=at, also=also, facts=facts)
    return len(letters)


def _letter(mailing: Mailing, one: Any, book: Any, at: datetime) -> Any:
    subject, text = queries.mailings.words(mailing, one)
    context = {"subject": subject, "text": text, "programme": mailing.programme}
    if one.application is not None:
        context["application"] = one.application
    return post.compose(
        "letters.mailing",
        to=one.to,
        name=one.name,
        thing=one.thing,
        door=one.door,
        at=at,
        due_at=at + HOLD,
        batch=f"mailing-{mailing.pk}",
        context=context,
        book=book,
    )


def drop(mailing: Mailing, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        require(rules.may_drop(journal.locked(mailing), by=by, at=at))
        journal.turn(mailing, "drop", moves=states.MOVES, by=by, at=at)


def halt(mailing: Mailing, *, by: Any, at: datetime) -> None:
    """What has not left does not leave: the worker asks for each letter whether its mailing still stands."""
    with transaction.atomic():
        require(rules.may_halt(journal.locked(mailing), by=by, at=at))
        journal.turn(mailing, "halt", moves=states.MOVES, by=by, at=at)
