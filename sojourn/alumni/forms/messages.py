"""A few words each way."""

from __future__ import annotations

from django import forms

from sojourn.ui import forms as ui


class Write(forms.Form):
    text = ui.LongText(
        "Your message",
        rows=8,
        max_length=3000,
        help_text="Your name and these words are handed on; neither of you sees the other's address.",
    )


class AnswerMessage(forms.Form):
    answer = ui.LongText(
        "Your answer",
        rows=8,
        max_length=3000,
        help_text="It is handed on with your name as it is listed, without your address.",
    )
