"""The programme's own questions: added, edited, moved and removed until the call opens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import queries, rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.actions.rows import free_code, locked, move
from sojourn.calls.models import Programme, Question
from sojourn.journal import actions as journal
from sojourn.ui import gates

FIELDS = (
    "label", "help", "kind", "required", "choices", "words", "lowest", "highest",
    "depends_on", "depends_how", "depends_value",
)  # fmt: skip


def add_question(programme: Programme, values: Mapping[str, Any], *, by: Any, at: datetime) -> Question:
    """Asked after the others; its code comes from its words and stays."""
    with transaction.atomic():
        programme = locked(programme)
        gates.require(rules.may_add_question(programme, by=by, at=at))
        others = list(queries.own_questions(programme))
        question = Question.objects.create(
            programme=programme,
            order=max((one.order for one in others), default=0) + 1,
            code=free_code(values["label"], {one.code for one in others}, otherwise="question"),
            **{name: values[name] for name in FIELDS if name in values},
        )
        journal.note("calls.add_question", thing=programme, by=by, at=at, facts={"code": question.code})
    return question


def edit_question(question: Question, values: Mapping[str, Any], *, by: Any, at: datetime) -> Question:
    """Raises Overtaken where somebody saved the question since the form was opened."""
    with transaction.atomic():
        programme = locked(question.programme)
        gates.require(rules.may_edit_question(programme, by=by, at=at))
        row = journal.locked(question)
        if values.get("version") and values["version"] != row.version:
            raise Overtaken(row)
        for name in FIELDS:
            if name in values:
                setattr(row, name, values[name])
        row.version += 1
        row.save()
        journal.note("calls.edit_question", thing=programme, by=by, at=at, facts={"code": row.code})
    return row


def move_question(question: Question, *, up: bool, by: Any, at: datetime) -> None:
    """One place up or down; a question never comes before the one that it depends on."""
    with transaction.atomic():
        programme = locked(question.programme)
        gates.require(rules.may_move_question(question, up=up, by=by, at=at))
        if move(question, list(queries.own_questions(programme)), up=up):
            facts = {"code": question.code}
            journal.note("calls.move_question", thing=programme, by=by, at=at, facts=facts)


def remove_question(question: Question, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(question.programme)
        gates.require(rules.may_remove_question(question, by=by, at=at))
        journal.note("calls.remove_question", thing=programme, by=by, at=at, facts={"code": question.code})
        question.delete()
