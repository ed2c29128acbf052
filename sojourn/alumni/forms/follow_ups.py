"""The questions of later years, for those who answer and for those who keep them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sojourn.alumni.models import Question
from sojourn.ui import forms as ui

YEARS = ((1, "one year after"), (3, "three years after"), (5, "five years after"))


class AnswerFollowUp(forms.Form):
    """One field a question; every one may be left open."""

    def __init__(self, *args: Any, questions: Sequence[Question], **more: Any) -> None:
        super().__init__(*args, **more)
        for row in questions:
            self.fields[f"q{row.pk}"] = _field(row)

    def values(self) -> dict[int, str]:
        """Question id -> answer, those left open left out."""
        given = {int(name[1:]): value for name, value in self.cleaned_data.items()}
        return {key: str(value) for key, value in given.items() if value not in (None, "")}


class AddQuestion(forms.Form):
    text = forms.CharField(label="Question", max_length=200)
    kind = ui.Choice("The answer is", choices=Question.KINDS)
    choices = ui.LongText(
        "Choices", rows=4, required=False, max_length=1000, help_text="One a line, for one of several."
    )
    years = forms.TypedMultipleChoiceField(
        label="Asked", choices=YEARS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lines = list(
            dict.fromkeys(one.strip() for one in (values.get("choices") or "").splitlines() if one.strip())
        )
        if values.get("kind") == "choice" and len(lines) < 2:
            self.add_error("choices", "Give at least two choices, one a line.")
        values["choices"] = lines if values.get("kind") == "choice" else []
        return values


def _field(row: Question) -> forms.Field:
    if row.kind == "choice":
        choices = [*((one, one) for one in row.choices), ("", "I would rather not say")]
        return ui.Choice(row.text, choices=choices, required=False, initial="")
    if row.kind == "number":
        return forms.IntegerField(label=row.text, min_value=0, max_value=10_000, required=False)
    return ui.LongText(row.text, rows=4, required=False, max_length=2000)
