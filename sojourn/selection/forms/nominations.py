"""A centre's answer."""

from django import forms

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
    reason = ui.LongText(
        "Why you cannot take this fellow",
        rows=3,
        max_length=300,
        help_text="Read by the federation's office only.",
    )
