"""A question as an officer writes it: whatever is saved can be answered."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from sojourn.calls.models import Question
from sojourn.ui import forms as ui

CHOOSING = ("choice", "choices")


class _Question(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(label="Question", max_length=300, help_text="As the applicant reads it.")
    help = forms.CharField(label="Help below the question", max_length=500, required=False)
    kind = ui.Choice("Kind of answer", choices=Question.KINDS, initial="line")
    required = forms.BooleanField(label="An answer is needed to submit", required=False, initial=True)
    choices = ui.LongText(
        "Choices",
        rows=4,
        required=False,
        max_length=4000,
        help_text="One a line; only for the two kinds with choices.",
    )
    words = forms.IntegerField(
        label="Words", required=False, min_value=1, max_value=5000, help_text="A guide for a long text."
    )
    lowest = forms.DecimalField(label="Lowest number", required=False, max_digits=12, decimal_places=2)
    highest = forms.DecimalField(label="Highest number", required=False, max_digits=12, decimal_places=2)
    depends_on = forms.ChoiceField(label="Ask it only if this question", required=False)
    depends_how = forms.ChoiceField(
        label="Condition", required=False, choices=[("", "No condition"), *Question.HOWS]
    )
    depends_value = forms.CharField(
        label="Answer", max_length=200, required=False, help_text="Not needed for “is answered”."
    )

    def __init__(
        self, *args: Any, earlier: Iterable[Question], later: Iterable[Question] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.earlier = {question.code: question for question in earlier}
        self.later = list(later)  # those that depend on this one
        listed = [(code, question.label) for code, question in self.earlier.items()]
        self.fields["depends_on"].choices = [("", "Ask it always"), *listed]

    def clean_choices(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if any(len(line) > 200 for line in found):
            raise forms.ValidationError("A choice may have 200 characters at most.", code="long")
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind = values.get("kind")
        if kind in CHOOSING:
            if "choices" in values and len(values["choices"]) < 2:
                self.add_error("choices", "Write at least two choices, one a line.")
        else:
            values["choices"] = []
        if kind != "text":
            values["words"] = None
        if kind != "number":
            values["lowest"] = values["highest"] = None
        lowest, highest = values.get("lowest"), values.get("highest")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("highest", "This is below the lowest number.")
        self._condition(values)
        self._dependants(values)
        return values

    def _condition(self, values: dict[str, Any]) -> None:
        on, how = values.get("depends_on", ""), values.get("depends_how", "")
        if not on or not how:
            if on and "depends_how" in values:
                self.add_error("depends_how", "Choose the condition, or ask the question always.")
            elif how and "depends_on" in values:
                self.add_error("depends_on", "Choose the question that the condition looks at.")
            values["depends_on"] = values["depends_how"] = values["depends_value"] = ""
            return
        found = fits(self.earlier[on], how, values.get("depends_value", ""))
        if isinstance(found, forms.ValidationError):
            self.add_error("depends_value", found)
        else:
            values["depends_value"] = found

    def _dependants(self, values: dict[str, Any]) -> None:
        """Questions that look at this one must still be able to."""
        if self.errors:
            return
        changed = Question(kind=values["kind"], choices=values["choices"])
        for question in self.later:
            if isinstance(fits(changed, question.depends_how, question.depends_value), forms.ValidationError):
                self.add_error(
                    "kind" if values["kind"] not in CHOOSING else "choices",
                    f"“{question.label}” depends on an answer that this question would no longer have: "
                    f"{question.depends_value}. Change that condition first.",
                )


def fits(question: Question, how: str, value: str) -> str | forms.ValidationError:
    """The value as the condition compares it, or why it can never be met."""
    value = value.strip()
    if how == "answered":
        return ""
    if how in ("at_least", "at_most"):
        if question.kind != "number":
            return forms.ValidationError("Only a number can be at least or at most something.", code="kind")
        try:
            if not Decimal(value.replace(",", ".")).is_finite():
                raise InvalidOperation
        except InvalidOperation:
            return forms.ValidationError("Write the number to compare with.", code="number")
        return value.replace(",", ".")
    if not value:
        return forms.ValidationError("Write the answer to compare with.", code="required")
    if question.kind == "file":
        return forms.ValidationError("A file can only be compared with “is answered”.", code="kind")
    if question.kind in CHOOSING:
        for choice in question.choices:
            if choice.casefold() == value.casefold():
                return choice
        offered = "; ".join(question.choices)
        return forms.ValidationError(f"Write one of its choices: {offered}.", code="choice")
    return value


class AddQuestion(_Question):
    """A new question, asked after the others."""


class EditQuestion(_Question):
    """A question that stands already."""
