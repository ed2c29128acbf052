"""The rows of a ranking, and its reasons."""

import re
import uuid

from django import forms

from sojourn.calls.models import DecisionReason
from sojourn.selection.models import Decision
from sojourn.ui import forms as ui


class Decide(forms.Form):
    """One row of the ranking."""

    outcome = forms.ChoiceField(
        label="Outcome", choices=[("", "Not decided"), *Decision.OUTCOMES], required=False
    )
    position = forms.IntegerField(
        label="Place", min_value=1, max_value=9999, required=False, widget=forms.NumberInput(attrs={"min": 1})
    )
    reason_code = forms.ChoiceField(label="Reason", required=False)
    reason = forms.CharField(
        label="As the applicant reads it",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *given, reasons, **more) -> None:
        super().__init__(*given, **more)
        self.texts = {one.code: one.text for one in reasons}
        self.fields["reason_code"].choices = [("", "Choose"), *((one.code, one.label) for one in reasons)]

    def clean(self):
        values = super().clean()
        outcome = values.get("outcome")
        if not outcome:
            return values
        if outcome == "ranked" and not values.get("position") and "position" not in self.errors:
            self.add_error("position", "Give a place.")
        if not values.get("reason_code") and "reason_code" not in self.errors:
            self.add_error("reason_code", "Choose a reason.")
        if not (values.get("reason") or "").strip():
            values["reason"] = self.texts.get(values.get("reason_code"), "")
        return values

    def decision(self, application) -> dict | None:
        """What the action takes; None for a row that is not decided."""
        values = self.cleaned_data
        if not values["outcome"]:
            return None
        ranked = values["outcome"] == "ranked"
        return {
            "application": application,
            "outcome": values["outcome"],
            "position": values["position"] if ranked else None,
            "reason_code": values["reason_code"],
            "reason": values["reason"],
        }


class Judge(forms.Form):
    """Eligible or not, and why: the words reach the applicant who is found not eligible."""

    eligible = ui.Choice("Decision", choices=[("yes", "Eligible"), ("no", "Not eligible")])
    reason = ui.LongText(
        "Reason",
        rows=4,
        max_length=2000,
        help_text="If the application is found not eligible, its applicant reads this with the results.",
    )

    def clean_eligible(self) -> bool:
        return self.cleaned_data["eligible"] == "yes"


class Reopen(forms.Form):
    reason = ui.LongText("Why the ranking is taken up again", rows=3, max_length=1000)


def rows_in(data) -> list[str]:
    """Ids of the applications whose rows were sent: by now they may stand on another page."""
    found = (re.match(r"a([0-9a-f]{32})-", name) for name in data)
    return sorted({str(uuid.UUID(hex=match[1])) for match in found if match})


def row_forms(rows, data=None, *, reasons) -> list[tuple]:
    """(row, form) for each row that the viewer decides; suggestions stand in what is not decided yet."""
    return [
        (
            row,
            Decide(
                data,
                prefix=f"a{row.application.pk.hex}",
                initial=suggestion(row, reasons),
                reasons=_with_own(row, reasons),
            )
            if row.editable
            else None,
        )
        for row in rows
    ]


def _with_own(row, reasons) -> list:
    """The list, and the reason given before even if the list has lost it since."""
    decision = row.decision
    if decision is None or decision.reason_code in {one.code for one in reasons}:
        return reasons
    own = DecisionReason(code=decision.reason_code, label=decision.reason_label or decision.reason_code)
    return [*reasons, own]


def suggestion(row, reasons) -> dict:
    """What a row's form begins with: the decision, or the order of the means within the programme's list."""
    decision = row.decision
    if decision is not None:
        return {
            "outcome": decision.outcome,
            "position": row.position,
            "reason_code": decision.reason_code,
            "reason": decision.reason,
        }
    texts = {one.code: one.text for one in reasons}
    if row.suggested and not row.below:
        place = int(row.suggested.rstrip("="))
        within = place <= (row.application.programme.places or 0)
        code = "strong" if within else "others_stronger"
        found = {"outcome": "ranked", "position": place}
        return found | ({"reason_code": code, "reason": texts[code]} if code in texts else {})
    return {}
