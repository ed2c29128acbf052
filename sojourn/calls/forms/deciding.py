"""All reasons at once, and room for two more; a minimum for the mean and for each criterion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from sojourn.calls.models import Criterion, DecisionReason, MinimumScore

MORE = 2


class EditDeciding(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *given: Any,
        reasons: list[DecisionReason],
        minimum: list[MinimumScore],
        criteria: list[Criterion],
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.codes = [one.code for one in reasons] + [""] * MORE
        for number, code in enumerate(self.codes):
            one = reasons[number] if code else None
            self.fields[f"label-{number}"] = forms.CharField(
                label="Reason", max_length=120, required=False, initial=one.label if one else ""
            )
            self.fields[f"text-{number}"] = forms.CharField(
                label="As the applicant reads it",
                max_length=2000,
                required=False,
                initial=one.text if one else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        known = {one.criterion: one.least for one in minimum}
        self.limits = {"": "least"} | {one.code: f"least-{one.code}" for one in criteria}
        first = criteria[0] if criteria else None
        for code, name in self.limits.items():
            one = next((row for row in criteria if row.code == code), first)
            self.fields[name] = forms.DecimalField(
                label=one.title if code and one else "Mean of all criteria",
                required=False,
                max_digits=5,
                decimal_places=2,
                min_value=Decimal(one.lowest) if one else None,
                max_value=Decimal(one.highest) if one else None,
                initial=known.get(code),
            )

    def blocks(self) -> list[dict[str, Any]]:
        return [
            {
                "new": not code,
                "number": number + 1,
                "fields": [self[f"label-{number}"], self[f"text-{number}"]],
            }
            for number, code in enumerate(self.codes)
        ]

    def limit_fields(self) -> list[Any]:
        return [self[name] for name in self.limits.values()]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for number in range(len(self.codes)):
            label, text = (values.get(f"{name}-{number}", "").strip() for name in ("label", "text"))
            if label and not text:
                self.add_error(f"text-{number}", "Write what the applicant reads.")
            if text and not label:
                self.add_error(f"label-{number}", "Give the reason a name, or empty its words too.")
        return values

    def reasons(self) -> list[dict[str, str]]:
        found = []
        for number, code in enumerate(self.codes):
            label = self.cleaned_data[f"label-{number}"].strip()
            if label:
                text = self.cleaned_data[f"text-{number}"].strip()
                found.append({"code": code, "label": label, "text": text})
        return found

    def least(self) -> dict[str, Decimal]:
        given = {code: self.cleaned_data[name] for code, name in self.limits.items()}
        return {code: value for code, value in given.items() if value is not None}
