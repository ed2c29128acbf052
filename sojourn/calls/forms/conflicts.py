"""How a programme grades each kind of conflict of interest."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.calls import queries
from sojourn.calls.models import Programme
from sojourn.societies.models import Conflict
from sojourn.ui import forms as ui

OFF = ("off", "Not looked for")


class GradeConflicts(forms.Form):
    """One grade for each kind; only what the system looks for can be left out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    conflict_years = forms.IntegerField(
        label="Years that the past counts",
        min_value=0,
        max_value=20,
        help_text="Former institutions, fellows and joint publications, back from the closing.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for ground, label in Conflict.GROUNDS:
            found = ground in Conflict.FOUND
            grades = [*Conflict.GRADES, OFF] if found else Conflict.GRADES
            self.fields[f"grade-{ground}"] = ui.Choice(label, choices=grades)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        grades = {
            ground: given[f"grade-{ground}"] for ground, _ in Conflict.GROUNDS if given.get(f"grade-{ground}")
        }
        return given | {"conflict_grades": grades}

    @staticmethod
    def of(programme: Programme) -> dict[str, Any]:
        grades = {f"grade-{ground}": grade for ground, grade in queries.conflict_grades(programme).items()}
        return {"version": programme.version, "conflict_years": programme.conflict_years} | grades
