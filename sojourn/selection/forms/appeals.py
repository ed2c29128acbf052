"""An appeal, and its answer."""

from django import forms

from sojourn.selection.models import Appeal as Row
from sojourn.ui import forms as ui


class Appeal(forms.Form):
    text = ui.LongText(
        "What should be looked at again, and why",
        rows=8,
        max_length=4000,
        help_text="You can appeal once. The office of the society reads it, not the committee.",
    )


class AnswerAppeal(forms.Form):
    outcome = ui.Choice("Answer", choices=Row.ANSWERS)
    answer = ui.LongText("In words, as the applicant will read it", rows=6, max_length=4000)
