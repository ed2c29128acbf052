"""Subject and text of a kind of letter; what is wrong with them is said beside the field."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.post.queries import texts
from sojourn.ui.forms import LongText


class WriteWords(forms.Form):
    """`kind` decides which placeholders are known and which have to stay."""

    subject = forms.CharField(max_length=200)
    text = LongText("Text", rows=18)
    person = forms.ChoiceField(
        label="Show the preview with",
        required=False,
        help_text="Nobody is written to. Only applicants whom you may open now are in the list.",
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, people: list[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind = kind
        self.fields["text"].max_length = texts.LONGEST
        self.fields["person"].choices = [("", "An invented person"), *people]

    def clean_subject(self) -> str:
        return self._words("subject", subject=True)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) > texts.LONGEST:
            raise forms.ValidationError(
                f"The text has {len(text):,} characters; at most {texts.LONGEST:,} are taken.", code="long"
            )
        return self._words("text", subject=False)

    def _words(self, name: str, *, subject: bool) -> str:
        typed = self.cleaned_data[name]
        found = texts.faults(self.kind, typed, subject=subject)
        if found:
            raise forms.ValidationError(found)
        return typed


class GiveUpWords(forms.Form):
    """The version that the page showed."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
