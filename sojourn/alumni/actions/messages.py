"""Words are handed on; addresses never are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.alumni import rules, states
from sojourn.alumni.models import Alumnus, Message
from sojourn.journal import actions as journal
from sojourn.people import queries as people
from sojourn.people.models import User
from sojourn.post import actions as post
from sojourn.ui import gates


def write(entry: Alumnus, *, text: str, by: Any, at: datetime) -> Message:
    """To one former fellow; the letter holds the sender's name and words, and a link to answer here."""
    with transaction.atomic():
        journal.locked(User.objects.get(pk=by.pk))  # two tabs at once: the second meets the rule
        gates.require(rules.may_write(entry, by=by, at=at))
        made = Message.objects.create(alumnus=entry, sender=by, text=text, sent_at=at)
        journal.note("alumni.write", thing=made, by=by, at=at)
        context = {"sender": by.formal_name, "text": text}
        post.write("alumni.write", to=entry.user, thing=made, at=at, context=context)
    return made


def answer_message(message: Message, *, answer: str, by: Any, at: datetime) -> Message:
    gates.require(rules.may_answer_message(message, by=by, at=at))
    with transaction.atomic():
        also = {"answer": answer, "answered_at": at}
        journal.turn(message, "answer_message", moves=states.MESSAGE_MOVES, by=by, at=at, also=also)
        context = {"alumnus": message.alumnus.shown_name, "answer": answer, "text": message.text}
        post.write("alumni.answer_message", to=message.sender, thing=message, at=at, context=context)
    return message


def report_message(message: Message, *, by: Any, at: datetime) -> Message:
    """The sender reaches this person no more and is not told; the federation's officers are."""
    gates.require(rules.may_report_message(message, by=by, at=at))
    with transaction.atomic():
        journal.turn(message, "report_message", moves=states.MESSAGE_MOVES, by=by, at=at)
        for officer in people.in_role("federation_officer"):
            post.write("alumni.report_message", to=officer, thing=message, at=at)
    return message
