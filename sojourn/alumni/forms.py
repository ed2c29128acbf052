"""Forms of this room: what the public will read, and nothing else."""

from __future__ import annotations

from django import forms

from sojourn.ui import forms as ui


class _Shown(forms.Form):
    shown_name = forms.CharField(label="Your name, as it is shown", max_length=200)
    works_at = forms.CharField(label="Where you work", max_length=200, required=False)
    story_title = forms.CharField(label="Title of your story", max_length=120, required=False)
    story = ui.LongText(
        "Your story",
        rows=10,
        words=500,
        required=False,
        help_text="If you like: how it was, and your advice. Name others only if they agree.",
    )


class Join(_Shown):
    consent = forms.BooleanField(
        label="I agree to the text above",
        error_messages={"required": "Without your agreement nothing can be shown."},
    )


class EditStory(_Shown):
    """The same words, changed."""
