"""Days on which a role is reminded."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from sojourn.calls.queries import reminders

DAY = re.compile(r"-?[0-9]{1,3}")


class _Days(forms.CharField):
    """7, 1, 0, -2 as a list of numbers; empty: never."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label=label, required=False, max_length=60, **more)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(day) for day in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        typed = super().clean(value).replace(" ", "")
        parts = [part for part in typed.split(",") if part]
        if any(not DAY.fullmatch(part) for part in parts):
            raise forms.ValidationError("Write whole days with commas, for example 7, 1, 0, -2.", code="days")
        days = list(dict.fromkeys(int(part) for part in parts))
        if len(days) > 8 or any(abs(day) > reminders.MOST for day in days):
            raise forms.ValidationError(
                f"At most eight days, each at most {reminders.MOST} before or after.", code="days"
            )
        return sorted(days, reverse=True)


class SetDays(forms.Form):
    """One rule: its days, and whether it is kept to; switched off, it keeps its days for later."""

    on = forms.BooleanField(label="Reminders are sent", required=False)

    def __init__(self, *args: Any, due: reminders.Due, **more: Any) -> None:
        super().__init__(*args, **more)
        self.due = due
        self.fields["days"] = _Days("Days")
        self.order_fields(("days", "on"))

    def clean_days(self) -> list[int]:
        days = self.cleaned_data["days"]
        if any(not self.due.least <= day <= self.due.most for day in days):
            when = "before or on that day" if self.due.least == 0 else "after that day, with a minus"
            raise forms.ValidationError(f"These reminders go out {when}.", code="side")
        return days
