"""Entries of the logbook and what is said to them; made for a phone."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.placements import rules
from sojourn.placements.models import LogEntry, Placement
from sojourn.ui import forms as ui


def _patient_free(text: str) -> None:
    """What others read at once is taken only without what looks like a patient."""
    found = rules.looks_like_a_patient(text)
    if found:
        raise forms.ValidationError(f"This looks like {found}. Say it without: nobody may be recognised.")


class CheckIn(forms.Form):
    note = forms.CharField(
        label="This week in a line",
        max_length=300,
        validators=[_patient_free],
        help_text="Your tutor reads it with the entries. Never patients.",
    )


class Log(forms.Form):
    """An entry in under a minute; what looks like a patient has to be confirmed or taken out."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    activity = ui.Choice("What", choices=LogEntry.ACTIVITIES)
    role = ui.Choice("Your part", choices=LogEntry.ROLES)
    count = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=200,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    objective = forms.TypedChoiceField(
        label="Objective of the plan", required=False, empty_value=None, coerce=int
    )
    done_on = ui.Day("Day")
    modality = forms.CharField(
        label="Modality", required=False, max_length=60, help_text="For example CT or MRI"
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        help_text="Never names, numbers or dates of birth of patients.",
    )

    def __init__(self, *args: Any, placement: Placement, by: Any, at: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.placement, self.by, self.at = placement, by, at
        self.lines = {line.pk: line for line in placement.objectives.all()}
        choices = [("", "None of them"), *((pk, line.text) for pk, line in self.lines.items())]
        self.fields["objective"].choices = choices
        self.suspect = ""
        if self.is_bound:
            typed = f"{self.data.get('modality', '')} {self.data.get('note', '')}"
            self.suspect = rules.looks_like_a_patient(typed)
        if self.suspect:
            self.fields["sure"] = forms.BooleanField(
                label="I have checked: nothing here says who a patient is", required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.suspect and not given.get("sure"):
            self.add_error(
                "note",
                f"This looks like {self.suspect}. A logbook never says who a patient is: take it out, "
                "or confirm below that it is none.",
            )
        day = given.get("done_on")
        if day:
            verdict = rules.may_log(self.placement, by=self.by, at=self.at, done_on=day)
            if not verdict:
                self.add_error("done_on", verdict.reason)
        return given

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given.pop("sure", None)
        given.pop("key", None)
        given["objective"] = self.lines.get(given["objective"])
        return given


class CorrectEntry(Log):
    """The same fields, filled with what was logged."""


class QueryEntry(forms.Form):
    reason = forms.CharField(label="What is not clear", max_length=300, validators=[_patient_free])
