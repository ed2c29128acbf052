"""What is missing goes back to the applicant, who answers inside the application, by a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from sojourn.applications import queries, rules, states
from sojourn.applications.actions import applicant, letters
from sojourn.applications.models import Application, Receipt, Return
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.societies import queries as societies
from sojourn.ui import gates, times

HOLD = timedelta(minutes=10)  # the letter leaves after this time: until then it can be asked otherwise


def send_back(
    application: Application, *, parts: Sequence[str], note: str, until: datetime, by: Any, at: datetime
) -> Return:
    """Open these parts again until then, and say what is missing; asking again replaces what was asked."""
    gates.require(rules.may_send_back(application, by=by, at=at, until=until))
    gates.require(rules.needs_note(note))
    call = application.programme.call
    with transaction.atomic():
        facts = {"parts": list(parts), "until": until.isoformat()}
        journal.turn(application, "send_back", moves=states.MOVES, by=by, at=at, facts=facts)
        end(application, at=at)
        row = Return.objects.create(
            application=application,
            parts=list(parts),
            note=note.strip(),
            due_at=until,
            refused_from=until + timedelta(minutes=call.grace_minutes),
            returned_by=by,
            returned_at=at,
        )
        _tell("applications.send_back", row, at=at, due_at=at + HOLD)
    return row


def answer(application: Application, *, words: str = "", by: Any, at: datetime) -> Receipt:
    """The applicant is done: sealed anew, with a receipt, and the office checks again."""
    with transaction.atomic():
        row = journal.locked(application)
        row.programme, row.applicant = application.programme, application.applicant
        parts = queries.parts(row)
        found = rules.gaps(parts)
        gates.require(rules.may_answer(row, by=by, at=at, found=found, words=words))
        asked = parts.returned
        journal.turn(row, "answer", moves=states.MOVES, by=by, at=at, also={"saved_at": at})
        asked.answer, asked.answered_at, asked.ended_at = words.strip(), at, at
        asked.save(update_fields=["answer", "answered_at", "ended_at"])
        for letter in parts.letters:
            if letter.state == "named":
                letter.application = row
                letters.ask(letter, by=by, at=at)
        receipt = applicant.seal(parts, by=by, at=at)
        context = {
            "application": row,
            "programme": row.programme,
            "receipt": receipt,
            "when": times.instant(at, row.programme.call.zone),
        }
        post.write("applications.answer", to=row.applicant, thing=row, at=at, context=context)
        for officer in societies.officers(row.programme.society):
            post.write("applications.check", to=officer.user, thing=row, at=at, context=context)
    for name in ("state", "saved_at", "content_sha256"):
        setattr(application, name, getattr(row, name))
    return receipt


def end(application: Application, *, at: datetime) -> None:
    """The office waits for nothing any more."""
    application.returns.filter(ended_at=None).update(ended_at=at)


def chase(*, at: datetime) -> int:
    """Remind whom the office asked to complete, by the programme's rule."""
    sent = 0
    for row, instant in list(queries.returns_to_chase(at)):
        with transaction.atomic():
            # only who turns the mark sends: a task that runs twice does its work once
            untold = Return.objects.filter(Q(chased_at=None) | Q(chased_at__lt=instant), pk=row.pk)
            if untold.update(chased_at=at):
                _tell("applications.chase_answer", row, at=at)
                sent += 1
    return sent


def _tell(kind: str, row: Return, *, at: datetime, due_at: datetime | None = None) -> None:
    application = row.application
    context = {
        "application": application,
        "programme": application.programme,
        "note": row.note,
        "until": times.instant(row.due_at, application.programme.call.zone),
    }
    post.write(kind, to=application.applicant, thing=row, at=at, context=context, due_at=due_at)
