"""The stay of a programme: who signs the plan, its objectives, and what is owed by when."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.calls import queries
from sojourn.calls.models import Objective, Programme
from sojourn.ui import forms as ui

SPARE = 3  # empty lines for further objectives
PARTS = ("module", "kind", "text", "planned", "chapter", "curriculum_url")


class EditStay(forms.Form):
    """Objectives as numbered lines: a line without a text is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    plan_third = ui.Choice(
        "Who signs the training plan beside fellow and tutor",
        choices=Programme.PLAN_THIRD,
        required=False,
    )

    def __init__(self, *args: Any, programme: Programme, **more: Any) -> None:
        rows = list(programme.objectives.all())
        self.numbers = range(1, len(rows) + SPARE + 1)
        first: dict[str, Any] = {"version": programme.version, "plan_third": programme.plan_third}
        for number, row in enumerate(rows, 1):
            first |= {f"{part}-{number}": getattr(row, part) for part in PARTS}
        kept = queries.duties(programme)
        for name, row in kept.items():
            first |= {f"days-{name}": row["days"], f"blocks-{name}": row["blocks"]}
        super().__init__(*args, initial=first, **more)
        for name in kept:
            words = queries.DUTY_WORDS[name]
            self.fields[f"days-{name}"] = forms.IntegerField(
                label=f"{words}: days", min_value=0, max_value=365
            )
            self.fields[f"blocks-{name}"] = forms.MultipleChoiceField(
                label="Once overdue it holds back",
                choices=queries.BLOCKS,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for number in self.numbers:
            self._line(number)

    def _line(self, number: int) -> None:
        given = {
            "module": forms.CharField(label="Module", required=False, max_length=120),
            "kind": forms.ChoiceField(label="Kind", required=False, choices=Objective.KINDS),
            "text": forms.CharField(label="Objective", required=False, max_length=300),
            "planned": forms.IntegerField(
                label="Activities planned", required=False, min_value=1, max_value=500
            ),
            "chapter": forms.CharField(
                label="Chapter of the curriculum, by its name", required=False, max_length=160
            ),
            "curriculum_url": forms.URLField(
                label="Link to it", required=False, max_length=300, assume_scheme="https"
            ),
        }
        for part, field in given.items():
            self.fields[f"{part}-{number}"] = field

    def duty_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"days-{name}"], self[f"blocks-{name}"]) for name in queries.DUTIES]

    def lines(self) -> list[tuple[int, list[Any]]]:
        return [(number, [self[f"{part}-{number}"] for part in PARTS]) for number in self.numbers]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        rows = [{part: given[f"{part}-{number}"] for part in PARTS} for number in self.numbers]
        return {
            "plan_third": given["plan_third"],
            "duties": {
                name: {"days": given[f"days-{name}"], "blocks": given[f"blocks-{name}"]}
                for name in queries.DUTIES
            },
            "objectives": [row | {"planned": row["planned"] or 10} for row in rows if row["text"]],
        }
