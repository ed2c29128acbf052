"""Sign, ask for a change, ask for a letter, choose the words, check a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sojourn.agreements import queries, states
from sojourn.ui import forms as ui
from sojourn.ui.forms import countries

COUNTRIES = dict(countries())


class Sign(forms.Form):
    name = forms.CharField(label="Your name, as your signature", max_length=200)
    read = forms.BooleanField(
        label="I have read this version and sign it",
        error_messages={"required": "Tick this when you have read the paper."},
    )
    role = forms.CharField(widget=forms.HiddenInput)
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ObjectTo(forms.Form):
    reason = forms.CharField(
        label="What should be changed", max_length=300, help_text="The office reads it and draws it up anew."
    )


class Withdraw(forms.Form):
    reason = forms.CharField(label="Reason", max_length=300, help_text="The fellow reads it.")


class AskLetter(forms.Form):
    """As much as the embassy asks for, and no more."""

    passport_name = forms.CharField(label="Your name as in the passport", max_length=200)
    nationality = ui.Country("Nationality", required=False)
    born_on = ui.Day("Date of birth", required=False)
    passport = forms.CharField(
        label="Passport number",
        required=False,
        max_length=30,
        help_text="Only if the embassy asks for it. It lies locked and is printed in the letter alone.",
    )
    addressee = forms.CharField(
        label="To whom",
        required=False,
        max_length=120,
        help_text="For example the Embassy of Norway in Vienna",
    )

    def values(self) -> dict[str, str]:
        given = dict(self.cleaned_data)
        given["nationality"] = COUNTRIES.get(given["nationality"], "")
        born = given["born_on"]
        given["born_on"] = f"{born:%-d %B %Y}" if born else ""
        return given


class EditWording(forms.Form):
    title = forms.CharField(label="Title", max_length=120)
    text = ui.LongText(
        "Text",
        rows=22,
        max_length=20_000,
        help_text="Paragraphs with an empty line between; ## begins a heading, - a line of a list.",
    )
    parties = forms.MultipleChoiceField(
        label="Who signs", choices=list(states.ROLES.items()), widget=forms.CheckboxSelectMultiple
    )
    keep_years = forms.IntegerField(
        label="Years it is kept",
        required=False,
        min_value=1,
        max_value=30,
        help_text="After the last day of the stay. Then every version goes, with its files and signatures.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_title(self) -> str:
        return self._checked("title")

    def clean_text(self) -> str:
        return self._checked("text")

    def _checked(self, name: str) -> str:
        told: str = self.cleaned_data[name]
        faults: Sequence[str] = queries.faults(told)
        if faults:
            raise forms.ValidationError(list(faults))
        return told

    def clean_parties(self) -> list[Any]:
        """In the order of the roles, whichever way they were sent."""
        return [role for role in states.ROLES if role in self.cleaned_data["parties"]]


class Verify(forms.Form):
    file = ui.Upload("The file", max_mb=20)


class VerifyCode(forms.Form):
    file = ui.Upload("The file", max_mb=20)
