"""A film or a session, as an officer enters it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sojourn.calls.models import Tip
from sojourn.ui import forms as ui


class AddTip(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    kind = forms.CharField(label="Kind", max_length=40, help_text="For example film, talk or studio session")
    event = forms.CharField(label="Occasion", max_length=120, required=False)
    about = ui.LongText("What it is about", rows=4, required=False, max_length=3000)
    address = forms.URLField(
        label="Address of the film",
        required=False,
        assume_scheme="https",
        help_text="Linked, never played here: browsers ask nothing of that site before readers go there.",
    )
    society = forms.ChoiceField(label="Programme of", required=False)
    institution = forms.ChoiceField(label="Centre", required=False)
    topic = forms.CharField(label="Topic", max_length=120, required=False)
    speaker = forms.CharField(label="Who speaks", max_length=200, required=False)
    speaker_email = forms.EmailField(
        label="Address of whoever speaks",
        required=False,
        help_text="Asked by a mailed link, once and whenever the words change. It is shown once they agree.",
    )
    captions = forms.ChoiceField(label="Captions", choices=Tip.CAPTIONS, required=False)
    caption_text = ui.LongText(
        "Captions (WebVTT)", rows=4, required=False, max_length=200_000, help_text="Begins with WEBVTT."
    )
    transcript = ui.LongText(
        "Transcript", rows=8, required=False, max_length=200_000, help_text="Readers search it."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, societies: Sequence[Any], institutions: Sequence[Any], free: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.societies = {row.slug: row for row in societies}
        self.institutions = {row.slug: row for row in institutions}
        every = [("", "All programmes")] if free else []
        self.fields["society"].choices = [
            *every,
            *((slug, row.acronym) for slug, row in self.societies.items()),
        ]
        self.fields["society"].required = not free
        self.fields["institution"].choices = [
            ("", "No centre in particular"),
            *((slug, str(row)) for slug, row in self.institutions.items()),
        ]

    def clean_society(self) -> Any:
        return self.societies.get(self.cleaned_data["society"])

    def clean_institution(self) -> Any:
        return self.institutions.get(self.cleaned_data["institution"])

    def clean_caption_text(self) -> str:
        told = self.cleaned_data["caption_text"]
        if told and not told.startswith("WEBVTT"):
            raise forms.ValidationError("A file of captions begins with WEBVTT.", code="captions")
        return told

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        shows = given.get("address") or given.get("transcript") or given.get("speaker")
        if shows and not given.get("speaker_email"):
            self.add_error("speaker_email", "Whoever speaks has to be asked before the film is shown.")
        if given.get("captions") == "file" and not given.get("caption_text"):
            self.add_error("caption_text", "Put the captions here, or choose otherwise.")
        return given


class EditTip(AddTip):
    """The same fields, filled with what stands."""
