"""The dates of a stay and its training plan."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.calls.models import Objective
from sojourn.placements import queries
from sojourn.placements.models import Placement
from sojourn.ui import forms as ui

LEVELS = (
    (1, "1 None yet"),
    (2, "2 Have seen it"),
    (3, "3 Under supervision"),
    (4, "4 Mostly alone"),
    (5, "5 Independent"),
)


class ProposeDates(forms.Form):
    starts_on = ui.Day("First day")
    ends_on = ui.Day("Last day")


class RefuseDates(forms.Form):
    reason = ui.LongText("What would suit the centre", rows=3, max_length=300)


class ConfirmArrival(forms.Form):
    arrived_on = ui.Day("Day of arrival")


class EditPlan(forms.Form):
    """The objectives and weeks of the plan as fields; `lines` and `weeks` pair them for the page."""

    monitoring = ui.LongText(
        "How progress will be followed",
        rows=4,
        words=120,
        help_text="For example: a talk with the tutor every Friday, the logbook beside it.",
    )
    evaluating = ui.LongText(
        "How it will be evaluated at the end",
        rows=3,
        words=120,
        required=False,
        help_text="For example: ten unknown cases read with the tutor in the last week.",
    )
    own_text = forms.CharField(label="An objective of your own", required=False, max_length=300)
    own_kind = forms.ChoiceField(label="Kind", required=False, choices=Objective.KINDS)
    own_level = forms.TypedChoiceField(
        label="Where you stand in it now",
        required=False,
        choices=[("", "Choose a level"), *LEVELS],
        coerce=int,
        empty_value=None,
    )
    own_planned = forms.IntegerField(label="Planned in the stay", required=False, min_value=1, max_value=500)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, placement: Placement, **more: Any) -> None:
        super().__init__(*args, **more)
        self.objectives = list(placement.objectives.all())
        self.planned_weeks = queries.plan_weeks(placement)
        for line in self.objectives:
            self.fields[f"level_{line.pk}"] = forms.TypedChoiceField(
                label="Where you stand now",
                choices=[("", "Choose a level"), *LEVELS],
                coerce=int,
                initial=line.level_start or "",
            )
            self.fields[f"planned_{line.pk}"] = forms.IntegerField(
                label="Planned in the stay", min_value=1, max_value=500, initial=line.planned
            )
            if line.own:
                self.fields[f"drop_{line.pk}"] = forms.BooleanField(label="Leave this out", required=False)
        for week in self.planned_weeks:
            self.fields[f"week_{week['number']}"] = ui.LongText(
                f"Week {week['number']}",
                rows=2,
                max_length=400,
                required=False,
                initial=week["activities"],
            )

    def lines(self) -> list[dict[str, Any]]:
        return [
            {
                "objective": line,
                "level": self[f"level_{line.pk}"],
                "planned": self[f"planned_{line.pk}"],
                "drop": self[f"drop_{line.pk}"] if line.own else None,
            }
            for line in self.objectives
        ]

    def weeks(self) -> list[tuple[dict[str, Any], Any]]:
        return [(week, self[f"week_{week['number']}"]) for week in self.planned_weeks]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("own_text") and not given.get("own_level"):
            self.add_error("own_level", "Rate where you stand in your own objective.")
        return given

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        own = {
            "text": given["own_text"],
            "kind": given["own_kind"] or "skill",
            "planned": given["own_planned"] or 10,
            "level_start": given["own_level"],
        }
        return {
            "monitoring": given["monitoring"],
            "evaluating": given["evaluating"],
            "objectives": {
                line.pk: {"level_start": given[f"level_{line.pk}"], "planned": given[f"planned_{line.pk}"]}
                for line in self.objectives
            },
            "own": [own] if own["text"] else [],
            "drop": [line.pk for line in self.objectives if given.get(f"drop_{line.pk}")],
            "weeks": {week["number"]: given[f"week_{week['number']}"] for week in self.planned_weeks},
        }


class SignPlan(forms.Form):
    name = forms.CharField(label="Your name, as your signature", max_length=200)
