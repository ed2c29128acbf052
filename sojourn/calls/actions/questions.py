"""The programme's own questions: added, edited, moved and removed until the call opens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from sojourn.calls import queries, rules
from sojourn.calls.actions.overtaken import Overtaken
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
        programme = _locked(programme)
        gates.require(rules.may_add_question(programme, by=by, at=at))
        others = list(queries.own_questions(programme))
        question = Question.objects.create(
            programme=programme,
            order=max((one.order for one in others), default=0) + 1,
            code=_code(values["label"], {one.code for one in others}),
            **{name: values[name] for name in FIELDS if name in values},
        )
        journal.note("calls.add_question", thing=programme, by=by, at=at, facts={"code": question.code})
    return question


def edit_question(question: Question, values: Mapping[str, Any], *, by: Any, at: datetime) -> Question:
    """Raises Overtaken where somebody saved the question since the form was opened."""
    with transaction.atomic():
        programme = _locked(question.programme)
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
        programme = _locked(question.programme)
        gates.require(rules.may_move_question(question, up=up, by=by, at=at))
        rows = list(queries.own_questions(programme))
        index = [row.pk for row in rows].index(question.pk)
        other = index - 1 if up else index + 1
        if not 0 <= other < len(rows):
            return
        rows[index], rows[other] = rows[other], rows[index]
        for order, row in enumerate(rows, 1):
            row.order = order
        Question.objects.bulk_update(rows, ["order"])
        journal.note("calls.move_question", thing=programme, by=by, at=at, facts={"code": question.code})


def remove_question(question: Question, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = _locked(question.programme)
        gates.require(rules.may_remove_question(question, by=by, at=at))
        journal.note("calls.remove_question", thing=programme, by=by, at=at, facts={"code": question.code})
        question.delete()


def _locked(programme: Programme) -> Programme:
    """The call first, so that it cannot open between the rule and the change."""
    call = journal.locked(programme.call)
    row = journal.locked(programme)
    row.call = call
    return row


def _code(label: str, taken: set[str]) -> str:
    base = slugify(label)[:30].strip("-") or "question"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code
