"""A draft's words, and why one does not go."""

from __future__ import annotations

from django import forms

from sojourn.post.queries import texts
from sojourn.ui.forms import LongText


class Edit(forms.Form):
    """The text keeps the marker of its link, where it has one."""

    subject = forms.CharField(max_length=200)
    text = LongText("Text", rows=18, max_length=texts.LONGEST)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, linked: bool = False, **more) -> None:
        super().__init__(*args, **more)
        self.linked = linked
        if linked:
            self.fields["text"].help_text = f"{texts.LINK} becomes the reader's link when the letter leaves."

    def clean_subject(self) -> str:
        return self._seen("subject")

    def clean_text(self) -> str:
        text = self._seen("text")
        if self.linked and texts.LINK not in text:
            raise forms.ValidationError(
                f"{texts.LINK} has to stay: without it the reader cannot answer.", code="link"
            )
        if not self.linked and texts.LINK in text:
            raise forms.ValidationError("This letter has no link of its own.", code="link")
        return text

    def _seen(self, name: str) -> str:
        typed = self.cleaned_data[name]
        if any(texts.unseen(sign) for sign in typed.replace("\r\n", "\n")):
            raise forms.ValidationError(
                "There are signs in it that nobody sees, or that turn the direction of reading.",
                code="unseen",
            )
        return typed


class Discard(forms.Form):
    """Why it does not go: kept in the journal."""

    because = forms.CharField(label="Why it does not go", max_length=300)
