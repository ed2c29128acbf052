"""A line to the next fellow, and a doubt about one."""

from __future__ import annotations

from django import forms

from sojourn.alumni.models import Hint
from sojourn.ui import forms as ui


class AddHint(forms.Form):
    topic = forms.ChoiceField(label="About", choices=Hint.TOPICS)
    text = ui.LongText(
        "What the next fellow should know",
        rows=5,
        max_length=1000,
        help_text="No names, telephone numbers or addresses of private people; no patients.",
    )
    for_staff = forms.BooleanField(label="The centre's coordinators may read this line too", required=False)


class EditHint(AddHint):
    """The same fields, filled with what stands."""


class DoubtHint(forms.Form):
    doubt = forms.CharField(
        label="What is wrong with it",
        max_length=300,
        help_text="The fellows of this centre and the office of the society read it.",
    )


class HideHint(forms.Form):
    reason = forms.CharField(label="Why", max_length=300, help_text="Its writer reads it.")
