"""An alarm, and the answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sojourn.placements.models import Alarm
from sojourn.ui import forms as ui


class RaiseAlarm(forms.Form):
    """Whom it goes to is the fellow's choice alone."""

    kind = ui.Choice("What is wrong", choices=Alarm.KINDS)
    officer = ui.Choice(
        "Who shall read this", help_text="Nobody else is told: not your tutor, not the centre."
    )
    text = ui.LongText(
        "What happened", rows=8, max_length=5000, help_text="No patients. You can add to it later."
    )

    def __init__(self, *args: Any, officers: Sequence[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.officers = {str(one.pk): one for one in officers}
        self.fields["officer"].choices = [(key, one.formal_name) for key, one in self.officers.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Any:
        return self.officers[self.cleaned_data["officer"]]


class AnswerAlarm(forms.Form):
    text = ui.LongText("Your answer", rows=6, max_length=5000)


class AddToAlarm(forms.Form):
    text = ui.LongText("More about it", rows=6, max_length=5000)
