"""What a reviewer declares."""

from django import forms

from sojourn.societies.models import Conflict
from sojourn.ui import forms as ui


class Declare(forms.Form):
    """Why a reviewer steps back."""

    ground = ui.Choice("What stands between you and this application", choices=Conflict.GROUNDS)
    explanation = forms.CharField(
        label="In a few words",
        required=False,
        max_length=500,
        help_text="Read by the chair and the society's office, never by the applicant.",
    )

    def clean(self):
        values = super().clean()
        if values.get("ground") == "other" and not values.get("explanation", "").strip():
            self.add_error("explanation", "Say in a few words what it is.")
        return values
