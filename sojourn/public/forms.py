"""The questions of "am I eligible?": asked by GET, answered on the same page, kept nowhere."""

from datetime import date
from typing import Any

from django import forms

from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.core import eligibility
from sojourn.ui import questions


class Check(forms.Form):
    """Fields follow from the programme's rules; nothing is required, for unknown is an answer too."""

    def __init__(self, *args: Any, programme: Programme, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = calls.questions(programme)
        self.fields.update(questions.fields(self.questions, today=today))

    def facts(self) -> dict[str, Any]:
        """As the core takes them; what was left open is unknown."""
        return eligibility.facts_from(self.questions, questions.answers(self.questions, self.cleaned_data))
