"""Moments on the wall clock of a zone, and numbers of days, as forms take them."""

import re
from datetime import datetime
from typing import Any

from django import forms

from sojourn.ui import forms as fields
from sojourn.ui import times


class Moment(fields.Moment):
    """Refuses an hour that the clocks skip, instead of moving it silently."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment and not isinstance(value, datetime):
            typed = forms.DateTimeField().to_python(value).replace(tzinfo=None)
            if moment.astimezone(self.zone).replace(tzinfo=None) != typed:
                where = times.place(str(self.zone))
                raise forms.ValidationError(
                    f"This hour does not exist in {where} on that day: the clocks go forward.", code="skipped"
                )
        return moment


class Days(forms.CharField):
    """Whole days with commas, cleaned to a list without doubles, the most first."""

    def __init__(self, label: str, *, least: int = -14, most: int = 60, **more: Any) -> None:
        super().__init__(label=label, required=False, max_length=80, **more)
        self.least, self.most = least, most

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        words = super().clean(value).replace(",", " ").replace("\u2212", "-").split()
        if not all(re.fullmatch(r"-?\d{1,3}", word) for word in words):
            raise forms.ValidationError("Write whole days with commas between them, as in 7, 1.", code="days")
        days = sorted({int(word) for word in words}, reverse=True)
        if days and not (self.least <= days[-1] and days[0] <= self.most):
            raise forms.ValidationError(f"Days lie between {self.most} and {self.least}.", code="days")
        return days
