"""Lists as people type them: one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from sojourn.ui import forms as ui


class Lines(forms.CharField):
    """A list of short texts, one a line."""

    def __init__(self, label: str, *, rows: int = 6, **more: Any) -> None:
        more.setdefault("help_text", "One a line")
        super().__init__(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class Names(Lines):
    """Short texts without doubles; one of the `known` is taken by its key or by its label."""

    def __init__(self, label: str, *, known: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        more.setdefault("required", False)
        super().__init__(label, rows=3, max_length=4000, **more)
        self.known = {word.casefold(): key for key, label in known for word in (key, label)}

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value)
        if any(len(line) > 120 for line in lines):
            raise forms.ValidationError("A line may have 120 characters at most.", code="long")
        return list(dict.fromkeys(self.known.get(line.casefold(), line) for line in lines))


class Countries(forms.CharField):
    """Countries by name or by their two letters, cleaned to codes."""

    def __init__(self, label: str, **more: Any) -> None:
        more.setdefault("help_text", "One a line or with commas: names as in this catalogue, or two letters")
        more.setdefault("required", False)
        super().__init__(label=label, max_length=8000, widget=forms.Textarea(attrs={"rows": 3}), **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(_names().get(code, code) for code in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return countries_of(re.split(r"[\n;,]", super().clean(value)))


def countries_of(typed: Iterable[str]) -> list[str]:
    """Raises ValidationError, naming each that is no country."""
    names = _names()
    codes = {name.casefold(): code for code, name in names.items()}
    wanted = [one.strip() for one in typed if one.strip()]
    strange = [one for one in wanted if one.upper() not in names and one.casefold() not in codes]
    if strange:
        raise forms.ValidationError(
            f"Not known as a country: {', '.join(strange)[:300]}. Write its English name or its two letters.",
            code="country",
        )
    found = (one.upper() if one.upper() in names else codes[one.casefold()] for one in wanted)
    return list(dict.fromkeys(found))


def _names() -> Mapping[str, str]:
    return dict(ui.countries())
