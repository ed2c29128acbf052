"""The form renderer, and the fields that forms of all rooms share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django import forms
from django.forms.renderers import DjangoTemplates

from sojourn.core import money
from sojourn.ui import times


class Renderer(DjangoTemplates):
    """Label, help, error and control of each field, tied together for every reader."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class Upload(forms.FileField):
    """`accept` as in HTML; what is really inside a file is looked at by `documents`, not here."""

    def __init__(self, label: str = "File", *, accept: str = ".pdf", max_mb: int = 8, **more: Any) -> None:
        kinds = accept.replace(".", "").replace(",", ", ").upper()
        more.setdefault("help_text", f"{kinds}, at most {max_mb} MB")
        wrong = {"required": "Choose a file first.", "empty": "This file is empty. Choose another one."}
        more.setdefault("error_messages", wrong)
        widget = forms.FileInput(attrs={"accept": accept, "data-max-mb": max_mb})
        super().__init__(label=label, widget=widget, **more)
        self.max_mb = max_mb

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploaded = super().clean(data, initial)
        if uploaded and getattr(uploaded, "size", 0) > self.max_mb * 1024 * 1024:
            size = uploaded.size / 1024 / 1024
            raise forms.ValidationError(
                f"This file has {size:.1f} MB; at most {self.max_mb} MB are taken. Choose a smaller one.",
                code="too-large",
            )
        return uploaded


class Day(forms.DateField):
    """A date by the browser's own calendar, which also takes typing."""

    def __init__(self, label: str | None = None, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            label=label, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"], **more
        )


class Moment(forms.DateTimeField):
    """Minutes on the wall clock of `zone`, cleaned to UTC."""

    def __init__(self, label: str | None = None, *, zone: str = times.ZONE, **more: Any) -> None:
        more.setdefault("help_text", f"{times.place(zone)} time")
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(label=label, widget=widget, **more)
        self.zone = ZoneInfo(zone)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        return moment and moment.replace(tzinfo=self.zone).astimezone(UTC)


class Country(forms.ChoiceField):
    """A territory of ISO 3166, by name; cleans to its two letters."""

    def __init__(self, label: str = "Country", **more: Any) -> None:
        super().__init__(label=label, choices=[("", "Choose a country"), *countries()], **more)


MOST = 2_000_000_000  # minor units: the columns that keep them end a little above


class Money(forms.CharField):
    """An amount as people write it, cleaned to minor units: no floating point on the way."""

    def __init__(self, label: str = "Amount", *, currency: str = "EUR", **more: Any) -> None:
        self.digits = money.decimals(currency)
        self.example = "for example 1200" + (
            f" or 1200.{'50'.ljust(self.digits, '0')}" if self.digits else ""
        )
        more.setdefault("help_text", f"In {currency}, {self.example}")
        super().__init__(label=label, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def prepare_value(self, value: Any) -> Any:
        return str(Decimal(value).scaleb(-self.digits)) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value).replace(" ", "").replace("\u00a0", "")
        if not typed:
            return None
        minor = rf"(?:[.,](\d{{1,{self.digits}}}))?" if self.digits else "()"
        match = re.fullmatch(rf"(\d{{1,9}}){minor}", typed)
        if not match:
            raise forms.ValidationError(f"Write the amount in figures, {self.example}.", code="money")
        minor_units = int(match[1] + (match[2] or "").ljust(self.digits, "0"))
        if minor_units > MOST:
            raise forms.ValidationError("This is more than any amount here can be.", code="much")
        return minor_units


class Choice(forms.ChoiceField):
    """One of a few, all of them visible."""

    def __init__(self, label: str | None = None, *, choices: Iterable[Any] = (), **more: Any) -> None:
        super().__init__(label=label, choices=choices, widget=forms.RadioSelect, **more)


class LongText(forms.CharField):
    """Several lines; `words` is shown as help and counted while typing, never a trap."""

    def __init__(
        self, label: str | None = None, *, rows: int = 6, words: int | None = None, **more: Any
    ) -> None:
        attrs: dict[str, Any] = {"rows": rows}
        if words:
            attrs["data-words"] = words
            more.setdefault("help_text", f"About {words} words at most")
        super().__init__(label=label, widget=forms.Textarea(attrs=attrs), **more)


def countries() -> list[tuple[str, str]]:
    """ISO codes with English names in the order of the names; Kosovo by its user-assigned code."""
    names = Locale("en").territories
    codes = [code for code in names if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES]
    return sorted(((code, names[code]) for code in codes), key=lambda pair: pair[1].replace("Å", "A"))


NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
