"""The questions of one, three and five years later: chosen by the office, asked by the clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from sojourn.alumni import queries, rules, states
from sojourn.alumni.models import Answer, FollowUp, Question
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates

USUAL = Path(__file__).resolve().parents[1] / "data" / "questions.json"


def begin_questions(*, by: Any, at: datetime) -> list[Question]:
    """The usual questions, where there are none in use."""
    gates.require(rules.may_keep_questions(by=by, at=at))
    if queries.questions():
        return []
    with transaction.atomic():
        made = [
            Question.objects.create(order=order, **row)
            for order, row in enumerate(json.loads(USUAL.read_text()), 1)
        ]
        journal.note("alumni.begin_questions", thing=made[0], by=by, at=at, facts={"number": len(made)})
    return made


def add_question(values: dict[str, Any], *, by: Any, at: datetime) -> Question:
    """`values`: text, kind, choices, years."""
    gates.require(rules.may_keep_questions(by=by, at=at))
    with transaction.atomic():
        last = max((row.order for row in queries.questions()), default=0)
        made = Question.objects.create(order=last + 1, **values)
        journal.note("alumni.add_question", thing=made, by=by, at=at)
    return made


def retire_question(question: Question, *, by: Any, at: datetime) -> None:
    """Asked no more; what was answered stays."""
    gates.require(rules.may_keep_questions(by=by, at=at))
    with transaction.atomic():
        row = journal.locked(question)
        if row.retired_at is None:
            row.retired_at = at
            row.save(update_fields=["retired_at"])
            journal.note("alumni.retire_question", thing=row, by=by, at=at)


def answer_follow_up(row: FollowUp, values: Mapping[int, str], *, by: Any, at: datetime) -> FollowUp:
    """`values`: question id -> what was chosen or written; what is left open is not kept."""
    gates.require(rules.may_answer_follow_up(row, by=by, at=at))
    with transaction.atomic():
        also = {"answered_at": at}
        journal.turn(row, "answer_follow_up", moves=states.FOLLOW_UP_MOVES, by=by, at=at, also=also)
        Answer.objects.bulk_create(
            Answer(follow_up=row, question_id=key, value=value) for key, value in values.items() if value
        )
        post.close_all(row, at=at, because="These questions were answered. Thank you.")
    return row


def stop_follow_ups(row: FollowUp, *, by: Any, at: datetime) -> FollowUp:
    """No questions any more, about no stay of this person."""
    gates.require(rules.may_stop_follow_ups(row, by=by, at=at))
    with transaction.atomic():
        also = {"answered_at": at}
        journal.turn(row, "stop_follow_ups", moves=states.FOLLOW_UP_MOVES, by=by, at=at, also=also)
        post.close_all(row, at=at, because="You asked for no more questions, and will get none.")
    return row


def tick(*, at: datetime) -> list[FollowUp]:
    """Ask those whose day has come, who are returned; remind by the programme's rule."""
    asked = []
    for placement, years in queries.due(at):
        try:
            with transaction.atomic():
                row = FollowUp.objects.create(placement=placement, years=years, asked_at=at)
                journal.note("alumni.follow_up", thing=row, by=None, at=at)
                _write("follow_up", row, at=at)
            asked.append(row)
        except IntegrityError:  # a second worker asked in this moment
            continue
    for found, instant in queries.to_chase(at):
        with transaction.atomic():
            row = journal.locked(found)
            if row.state == "asked" and (row.chased_at is None or row.chased_at < instant):
                row.chased_at = at
                row.save(update_fields=["chased_at"])
                _write("chase_follow_up", found, at=at)
    return asked


def _write(verb: str, row: FollowUp, *, at: datetime) -> None:
    application = row.placement.award.application
    context = {"programme": application.programme.name, "years": row.years}
    kind = f"alumni.{verb}"
    post.write(kind, to=row.placement.fellow, thing=row, at=at, door=queries.FOLLOW_UP_DOOR, context=context)
