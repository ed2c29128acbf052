"""What the public will read of a fellow, and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sojourn.ui import forms as ui

MOST_NAMED = 10


class _People(forms.CharField):
    """People as lines of "name, e-mail address"; clean gives pairs."""

    def __init__(self, label: str, **more: Any) -> None:
        attrs = {"rows": 3, "spellcheck": "false"}
        super().__init__(label=label, widget=forms.Textarea(attrs=attrs), required=False, **more)

    def clean(self, value: Any) -> Any:
        found: dict[str, str] = {}
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        for number, line in enumerate(lines, 1):
            name, _, address = (part.strip() for part in line.rpartition(","))
            try:
                validate_email(address)
            except ValidationError:
                text = f"Line {number}: write the name, a comma and the e-mail address."
                raise ValidationError(text) from None
            if not name or len(name) > 200:
                raise ValidationError(f"Line {number}: the name before the comma is missing or too long.")
            if address.lower() in found:
                raise ValidationError(f"Line {number}: {address} stands here twice.")
            found[address.lower()] = name
        if len(found) > MOST_NAMED:
            raise ValidationError(f"At most {MOST_NAMED} people can be named.")
        return [(name, address) for address, name in found.items()]


class _Shown(forms.Form):
    shown_name = forms.CharField(label="Your name, as it is shown", max_length=200)
    works_at = forms.CharField(label="Where you work", max_length=200, required=False)
    contactable = forms.BooleanField(
        label="Others with an account may write to me here",
        required=False,
        help_text="They never see your address; you answer from this page, or not at all.",
    )
    story_title = forms.CharField(label="Title of your story", max_length=120, required=False)
    story = ui.LongText(
        "Your story",
        rows=10,
        words=500,
        required=False,
        help_text="If you like: how it was, and your advice. No patients.",
    )
    named = _People(
        "Who is named in it",
        help_text="One a line: name, e-mail address. The story is shown when each of them has agreed.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("named") and not values.get("story"):
            self.add_error("named", "There is no story yet that could name anybody.")
        return values


class Join(_Shown):
    consent = forms.BooleanField(
        label="I agree to the text above",
        error_messages={"required": "Without your agreement nothing can be shown."},
    )


class EditStory(_Shown):
    """The same words, changed."""
