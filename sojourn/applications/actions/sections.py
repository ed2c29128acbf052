"""Sections beside the first ones: what is drafted, the structured CV, the programme's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sojourn.applications import rules
from sojourn.applications.actions.applicant import _fill, _save, changing
from sojourn.applications.models import Answer, Application, Draft
from sojourn.calls.models import Question
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal


def keep(
    application: Application,
    section: str,
    values: Mapping[str, Any],
    typed: Mapping[str, Any],
    *,
    raw: Mapping[str, Any],
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
    turn: int = 0,
) -> Application:
    """What autosave brings: `values` are right, `typed` is not and stays as it was typed.

    Of a submitted application nothing is touched: all that was typed (`raw`) waits for the person's own
    save, which seals it. Raises Stale like every save.
    """
    submitted = application.state == "submitted"
    with changing(
        application, by=by, at=at, section=section, seen=seen, tab=tab, drafted=True, answers=values
    ) as row:
        draft = row.drafts.filter(section=section).first() or Draft(application=row, section=section)
        if tab and draft.tab == tab and 0 < turn <= draft.turn:
            return application  # overtaken on the way by a later save of the same page
        if not submitted:
            _fill(row, section, values)
            if section == "questions":
                _write_answers(row, values)
        draft.typed = dict(raw if submitted else typed)
        draft.tab, draft.turn, draft.at = tab, turn, at
        draft.save()
    return application


def discard(application: Application, section: str, *, by: Any, at: datetime) -> None:
    """Throw away what was typed and never became an answer."""
    part = rules.part_of_section(section)
    with changing(application, by=by, at=at, part=part, drafted=True) as row:
        row.drafts.filter(section=section).delete()


def edit_cv(
    application: Application,
    kind: str,
    lines: list[dict[str, str]],
    *,
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
) -> Application:
    """One part of the CV, whole."""
    return _save(application, f"cv-{kind}", {"lines": lines}, by=by, at=at, seen=seen, tab=tab)


def answer_questions(
    application: Application,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    seen: str = "",
    tab: str = "",
) -> Application:
    """values: the code of a question -> text or list of texts."""
    with changing(application, by=by, at=at, section="questions", seen=seen, tab=tab, answers=values) as row:
        _write_answers(row, values)
        row.drafts.filter(section="questions").delete()
    return application


def _write_answers(row: Application, values: Mapping[str, Any]) -> None:
    questions = {question.code: question for question in row.programme.questions.exclude(kind="file")}
    wanted = [
        Answer(application=row, question=questions[code], value=value)
        for code, value in values.items()
        if code in questions
    ]
    Answer.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=["value"],
    )


def answer_file(
    application: Application, question: Question, *, upload: Any, by: Any, at: datetime
) -> Answer:
    """A PDF as the answer; another one takes its place. Raises documents.rules.Refused with what is wrong."""
    with changing(application, by=by, at=at, section="files") as row:
        file = documents.keep(
            upload, owner=by, kind=f"answer.{question.code}", at=at, max_mb=row.programme.max_mb
        )
        found, _ = Answer.objects.update_or_create(
            application=row, question=question, defaults={"value": file.name, "file": file}
        )
        facts = {"question": question.code, "sha256": file.sha256}
        journal.note("applications.answer_file", thing=row, by=by, at=at, facts=facts)
    return found


def remove_answer(application: Application, question: Question, *, by: Any, at: datetime) -> None:
    """Take the file of an answer away."""
    with changing(application, by=by, at=at, section="files") as row:
        row.answers.filter(question=question).exclude(file=None).delete()
        facts = {"question": question.code}
        journal.note("applications.remove_answer", thing=row, by=by, at=at, facts=facts)
