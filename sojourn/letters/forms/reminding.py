"""Days on which a role is reminded."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.letters.queries import reminders


class _Days(forms.CharField):
    """7, 1, 0, -2 as a list of numbers; empty: never."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label=label, required=False, max_length=60, **more)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(day) for day in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        typed = super().clean(value).replace(" ", "")
        parts = [part for part in typed.split(",") if part]
        if any(not part.lstrip("-").isdecimal() or len(part) > 4 for part in parts):
            raise forms.ValidationError("Write whole days with commas, for example 7, 1, 0, -2.", code="days")
        days = list(dict.fromkeys(int(part) for part in parts))
        if len(days) > 8 or any(abs(day) > reminders.MOST for day in days):
            raise forms.ValidationError(
                f"At most eight days, each at most {reminders.MOST} before or after.", code="days"
            )
        return sorted(days, reverse=True)


class SetDays(forms.Form):
    """One field for each role."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for role, one in reminders.ROLES.items():
            self.fields[role] = _Days(one.label, help_text=f"Of {one.what}")
