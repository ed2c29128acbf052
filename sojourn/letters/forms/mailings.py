"""A letter to many."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.letters.queries import audiences, mailings
from sojourn.post.queries import texts
from sojourn.ui.forms import LongText


class Prepare(forms.Form):
    """`programmes` are those of the officer; whether the audience may be written to now is a rule."""

    programme = forms.ChoiceField()
    audience = forms.ChoiceField(
        label="To",
        choices=[(code, one.label + (f", {one.note}" if one.note else ""))
                 for code, one in audiences.AUDIENCES.items()],
    )  # fmt: skip
    subject = forms.CharField(max_length=200)
    text = LongText("Text", rows=14)

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["programme"].choices = programmes

    def clean_subject(self) -> str:
        return self._words("subject", subject=True)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) > texts.LONGEST:
            raise forms.ValidationError(f"At most {texts.LONGEST:,} characters are taken.", code="long")
        return self._words("text", subject=False)

    def _words(self, name: str, *, subject: bool) -> str:
        typed = self.cleaned_data[name]
        found = texts.wrong(typed, mailings.NAMES, subject=subject)
        if found:
            raise forms.ValidationError(found)
        return typed


class Confirm(forms.Form):
    """The list that the page showed."""

    mark = forms.CharField(max_length=32, widget=forms.HiddenInput)
