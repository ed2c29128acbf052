"""A document slot as an officer writes it, and the file of its template or example."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from sojourn.calls.models import Programme
from sojourn.ui import forms as ui
from sojourn.ui.lists import Countries

MOST_PAGES = 200
# those that other pages know by their code
KNOWN = (
    ("cv", "The CV, which may be made from the form"),
    ("recommendation", "The letter of recommendation"),
)


class _Slot(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Document", max_length=200, help_text="As the applicant reads it.")
    guidance = ui.LongText("Help below it", rows=4, required=False, max_length=2000)
    addressee = forms.CharField(label="Addressed to", max_length=120, required=False)
    required = forms.BooleanField(label="It is needed to submit", required=False, initial=True)
    asks_date = forms.CharField(
        label="Date asked beside the file",
        max_length=120,
        required=False,
        help_text="As in “Date of the certificate”. Empty: no date is asked",
    )
    max_age_years = forms.IntegerField(
        label="Years that this date may lie back",
        min_value=1,
        max_value=50,
        required=False,
        help_text="A hint to the applicant and the office; it refuses nobody",
    )
    max_mb = forms.IntegerField(label="Megabytes, at most", min_value=1, required=False)
    max_pages = forms.IntegerField(label="Pages, at most", min_value=1, max_value=MOST_PAGES, required=False)
    countries = Countries("Only of those who live or work in")
    centres = forms.MultipleChoiceField(
        label="Only of those who rank",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Where countries and centres are named, one of them is enough",
    )

    def __init__(
        self, *args: Any, programme: Programme, institutions: Iterable[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.programme = programme
        listed = list(institutions)
        self.fields["centres"].choices = listed
        if not listed:
            del self.fields["centres"]
        self.fields["max_mb"].help_text = f"Empty: {programme.max_mb}, as for every document"

    def clean_max_mb(self) -> int | None:
        number = self.cleaned_data["max_mb"]
        if number and number > self.programme.max_mb:
            raise forms.ValidationError(
                f"The programme takes {self.programme.max_mb} MB at most.", code="too-much"
            )
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("max_age_years") and not given.get("asks_date"):
            self.add_error("asks_date", "Say which date is asked: its age cannot be told without it.")
        when = {name: given.get(name) for name in ("countries", "centres")}
        given["when"] = {name: values for name, values in when.items() if values}
        return given

    def values(self) -> dict[str, Any]:
        """What is kept of a slot, as `actions` take it."""
        left = ("countries", "centres")
        return {name: value for name, value in self.cleaned_data.items() if name not in left}


class AddSlot(_Slot):
    """A new document, after the others."""

    def __init__(self, *args: Any, taken: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        free = [pair for pair in KNOWN if pair[0] not in set(taken)]
        if free:
            self.fields["code"] = ui.Choice(
                "What it is", choices=[*free, ("", "Another document")], required=False, initial=""
            )
            self.order_fields(["version", "code"])


class EditSlot(_Slot):
    """A document that stands already; its code stays."""


class AttachSample(forms.Form):
    """The office's own template or example; alone on its page, so that nothing else typed can be lost."""

    file = ui.Upload("PDF")

    def __init__(self, *args: Any, what: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        if what == "template":
            self.fields["file"] = ui.Upload("PDF, DOCX or ODT", accept=".pdf,.docx,.odt")
