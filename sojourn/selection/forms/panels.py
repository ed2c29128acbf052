"""The rows of a ranking, and its reasons."""

from django import forms

from sojourn.selection.models import Decision
from sojourn.ui import forms as ui

# sensible words for each reason, as the applicant will read them; each can be changed for each person
TEXTS = {
    "strong": "The committee found your application strong in all criteria.",
    "motivation": "The committee was convinced by your plan for using the training at home.",
    "training": "The committee found that your training and experience fit this programme well.",
    "others_stronger": "The committee found your application good; others were stronger this year.",
    "early": "The committee found it too early: more basic training in this field would help first.",
    "eligibility": "The committee decided that your application lies outside the rules of the programme.",
    "documents": "Documents were missing or not as the programme asks for them.",
}


class Decide(forms.Form):
    """One row of the ranking."""

    outcome = forms.ChoiceField(
        label="Outcome", choices=[("", "Not decided"), *Decision.OUTCOMES], required=False
    )
    position = forms.IntegerField(
        label="Place", min_value=1, max_value=9999, required=False, widget=forms.NumberInput(attrs={"min": 1})
    )
    reason_code = forms.ChoiceField(
        label="Reason", choices=[("", "Choose"), *Decision.REASONS], required=False
    )
    reason = forms.CharField(
        label="As the applicant reads it",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self):
        values = super().clean()
        outcome = values.get("outcome")
        if not outcome:
            return values
        if outcome == "ranked" and not values.get("position") and "position" not in self.errors:
            self.add_error("position", "Give a place.")
        if not values.get("reason_code"):
            self.add_error("reason_code", "Choose a reason.")
        if not (values.get("reason") or "").strip():
            values["reason"] = TEXTS.get(values.get("reason_code"), "")
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


class Reopen(forms.Form):
    reason = ui.LongText("Why the ranking is taken up again", rows=3, max_length=1000)


def row_forms(rows, data=None) -> list[tuple]:
    """(row, form) for each row that the viewer decides; suggestions stand in what is not decided yet."""
    return [
        (
            row,
            Decide(data, prefix=f"a{row.application.pk.hex}", initial=_initial(row))
            if row.editable
            else None,
        )
        for row in rows
    ]


def _initial(row) -> dict:
    decision = row.decision
    if decision is not None:
        return {
            "outcome": decision.outcome,
            "position": row.position,
            "reason_code": decision.reason_code,
            "reason": decision.reason,
        }
    if row.suggested:
        place = int(row.suggested.rstrip("="))
        within = place <= (row.application.programme.places or 0)
        code = "strong" if within else "others_stronger"
        return {
            "outcome": "ranked",
            "position": place,
            "reason_code": code,
            "reason": TEXTS[code],
        }
    return {}
