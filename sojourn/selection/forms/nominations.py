"""A centre's answer."""

from django import forms

from sojourn.selection.models import Nomination
from sojourn.ui import forms as ui


class AcceptNomination(forms.Form):
    tutor = ui.Choice("Tutor")

    def __init__(self, *given, tutors, **more) -> None:
        super().__init__(*given, **more)
        self.tutors = {str(tutor.pk): tutor for tutor in tutors}
        self.fields["tutor"].choices = [(key, tutor.name) for key, tutor in self.tutors.items()]

    def clean_tutor(self):
        return self.tutors[self.cleaned_data["tutor"]]


class DeclineNomination(forms.Form):
    """`silent` is the office's own reason, offered to it alone."""

    reason_code = ui.Choice("Why you cannot take this fellow")
    reason = ui.LongText(
        "In your words",
        rows=3,
        max_length=300,
        required=False,
        help_text="Read by the federation's office only. Needed for another reason.",
    )

    def __init__(self, *given, office: bool = False, **more) -> None:
        super().__init__(*given, **more)
        self.fields["reason_code"].choices = [
            (code, label) for code, label in Nomination.REASONS if office or code != "silent"
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason_code") == "other" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say in a few words why.")
        return cleaned


class GiveTime(forms.Form):
    """More time for one centre."""

    until = ui.Moment("The answer is now due by")
    reason = forms.CharField(label="Reason", max_length=300, help_text="Kept in the journal.")

    def __init__(self, *given, zone: str, **more) -> None:
        super().__init__(*given, **more)
        self.fields["until"] = ui.Moment("The answer is now due by", zone=zone)
        self.order_fields(["until", "reason"])
