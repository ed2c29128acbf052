"""The questions of the core as fields of a form, and what was typed as answers; for every room that asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from sojourn.core.eligibility import Question
from sojourn.ui import forms as ui

YES_NO = [("yes", "Yes"), ("no", "No")]
MEANING = {"yes": True, "no": False, True: True, False: False}
FIRST_YEAR = 1900


class Day(ui.Day):
    """A day of somebody's life: not before anybody living, and where it is past, not ahead of `today`."""

    def __init__(self, label: str, *, today: date | None = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.today = today

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and day.year < FIRST_YEAR:
            raise forms.ValidationError("Check the year.", code="year")
        if day and self.today and day > self.today:
            raise forms.ValidationError("This day lies in the future.", code="future")
        return day


def fields(questions: Iterable[Question], *, today: date) -> dict[str, forms.Field]:
    """None is required: unknown is an answer too."""
    return {question.name: _field(question, today) for question in questions}


def answers(questions: Iterable[Question], cleaned: dict[str, Any]) -> dict[str, Any]:
    """Clean values as `core.eligibility.facts_from` takes them."""
    found = {}
    for question in questions:
        value = cleaned.get(question.name)
        found[question.name] = MEANING.get(value) if question.ask == "yes_no" else value
    return found


def kept(questions: Iterable[Question], cleaned: dict[str, Any]) -> dict[str, Any]:
    """What was answered, as JSON takes it."""
    return {
        name: answer.isoformat() if isinstance(answer, date) else answer
        for name, answer in answers(questions, cleaned).items()
        if answer not in (None, "")
    }


def _field(question: Question, today: date) -> forms.Field:
    given: dict[str, Any] = {"label": question.label, "required": False, "help_text": question.help}
    if question.ask == "day":
        return Day(given.pop("label"), today=today if question.past else None, **given)
    if question.ask == "number":
        return forms.IntegerField(
            min_value=0,
            max_value=question.most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            **given,
        )
    if question.ask == "country":
        return ui.Country(given.pop("label"), **given)
    if question.ask == "yes_no":
        return ui.Choice(given.pop("label"), choices=YES_NO, **given)
    return forms.ChoiceField(choices=[("", "Choose one"), *question.options], **given)
