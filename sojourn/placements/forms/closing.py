"""Evaluations, the report, and the end of a stay."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.placements import queries, states
from sojourn.placements.forms.plan import LEVELS
from sojourn.placements.models import Placement
from sojourn.ui import forms as ui


class Evaluate(forms.Form):
    """Five anchored questions and a comment; `pads` are shown by `ui/_score_pad.html`."""

    def __init__(self, *args: Any, side: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = queries.QUESTIONS[side]
        for code, question, _ in self.questions:
            self.fields[code] = forms.TypedChoiceField(
                label=question,
                choices=[(level, level) for level in range(1, 6)],
                coerce=int,
                error_messages={"required": "Choose a level from 1 to 5."},
                widget=forms.RadioSelect,
            )
        self.fields["comment"] = ui.LongText(
            "Anything to add",
            rows=4,
            words=150,
            required=False,
            help_text="Read by the other side and the office.",
        )

    def pads(self) -> list[dict[str, Any]]:
        return [
            {
                "name": code,
                "label": question,
                "value": self[code].value() or "",
                "error": self.errors.get(code, [""])[0],
                "anchors": [
                    {"value": level, "label": anchors[(level - 1) // 2] if level % 2 else ""}
                    for level in range(1, 6)
                ],
            }
            for code, question, anchors in self.questions
        ]

    def answers(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code, _, _ in self.questions}


class FileReport(forms.Form):
    """Three texts and the level reached in each objective; a draft may be incomplete."""

    learned = ui.LongText("What you learned", rows=8, words=400)
    changes = ui.LongText("What will change at home", rows=6, words=300)
    advice = ui.LongText("Your advice to the next fellow", rows=6, words=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, placement: Placement, draft: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.objectives = list(placement.objectives.all())
        for line in self.objectives:
            self.fields[f"level_{line.pk}"] = forms.TypedChoiceField(
                label="Where you stand now",
                choices=[("", "Choose a level"), *LEVELS],
                coerce=int,
                empty_value=None,
                initial=line.level_end or "",
            )
        if draft:
            for field in self.fields.values():
                field.required = False

    def lines(self) -> list[dict[str, Any]]:
        return [{"objective": line, "level": self[f"level_{line.pk}"]} for line in self.objectives]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("learned", "changes", "advice")},
            "levels": {line.pk: given[f"level_{line.pk}"] for line in self.objectives},
        }


class ReturnReport(forms.Form):
    reason = ui.LongText("What the fellow should change", rows=4, max_length=2000)


class EndEarly(forms.Form):
    """The causes that fit: some are only for a fellow who never came."""

    cause = ui.Choice("Why it ends")
    left_on = ui.Day("Last day there")
    reason = forms.CharField(label="Reason, in words", max_length=300, help_text="The fellow reads it.")

    def __init__(self, *args: Any, placement: Placement, **more: Any) -> None:
        super().__init__(*args, **more)
        arrived = placement.state == "arrived"
        self.fields["cause"].choices = [  # type: ignore[attr-defined]
            (code, words) for code, (words, asks) in states.CAUSES.items() if asks in (None, arrived)
        ]
        if not arrived:
            del self.fields["left_on"]
