"""A rule of eligibility as an officer writes it: each kind asks for what that kind needs, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify

from sojourn.calls.forms.kinds import FACTS, LABELS, fields_of, short
from sojourn.calls.models import DocumentSlot
from sojourn.core import eligibility
from sojourn.core.eligibility import words
from sojourn.ui import forms as ui
from sojourn.ui.lists import Names, countries_of

EXTENSIONS = ("words", "days_each", "cap_days", "discretionary", "slot", "question")
SPARE = 2  # room for further extensions


class _Rule(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        slots: Iterable[DocumentSlot],
        professions: Iterable[tuple[str, str]],
        params: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """`params`: those of the rule as it stands; what no field asks for is kept."""
        super().__init__(*args, **more)
        self.kind, self.slots, self.professions = kind, list(slots), list(professions)
        self.params = dict(params or {})
        self.fields["wording"] = forms.CharField(
            label=LABELS.get(kind, "The programme prints"),
            max_length=400,
            help_text="The printed wording; applicants read it as it stands.",
        )
        self.fields |= fields_of(kind, self.slots, self.professions)
        self.asked = [name for name in self.fields if name not in ("version", "wording")]
        self.initial |= {name: self.params[name] for name in self.asked if name in self.params}
        if kind == "years_since":
            self._extension_fields()
        self._when_fields()
        self.fields["hard"] = forms.BooleanField(
            label="Who does not meet it cannot submit",
            required=False,
            help_text="Otherwise a person looks at each case.",
        )

    def _extension_fields(self) -> None:
        known = self.params.get("extensions") or []
        self.extensions = [*known, *({} for _ in range(SPARE))]
        papers = [("", "No document"), *((slot.code, slot.title) for slot in self.slots)]
        for number, one in enumerate(self.extensions):
            what = f"Extension {number + 1}"
            made = {
                "words": short(
                    f"{what}: what lengthens the time", required=False,
                    help_text="As in “parental leave”. Empty: no extension",
                ),
                "days_each": forms.IntegerField(
                    label=f"{what}: days for each", min_value=1, max_value=3660, required=False,
                    help_text="For each child, for instance. Empty: the applicant tells the days",
                ),
                "cap_days": forms.IntegerField(
                    label=f"{what}: days, at most", min_value=1, max_value=36600, required=False
                ),
                "discretionary": forms.BooleanField(
                    label=f"{what}: the committee decides about it", required=False
                ),
                "slot": forms.ChoiceField(label=f"{what}: proved by", choices=papers, required=False),
                "question": forms.CharField(
                    label=f"{what}: question to the applicant", max_length=200, required=False
                ),
            }  # fmt: skip
            for part in EXTENSIONS:
                self.fields[f"{part}-{number}"] = made[part]
                if part in one:
                    self.initial.setdefault(f"{part}-{number}", one[part])

    def _when_fields(self) -> None:
        when = self.params.get("when") or {}
        self.fields["when_fact"] = ui.Choice("For whom", choices=FACTS, required=False, initial="")
        self.fields["when_any_of"] = Names(
            "Which ones",
            known=self.professions,
            help_text="Professions, countries or years, one a line; leave it empty for everybody",
        )
        self.initial.setdefault("when_fact", when.get("fact", ""))
        told = [words.value(when["fact"], one) for one in when["any_of"]] if when else []
        self.initial.setdefault("when_any_of", told)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        asked = {name: given[name] for name in self.asked if given[name] not in (None, "", [])}
        params = {name: value for name, value in self.params.items() if name not in self.asked} | asked
        params = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()
        }
        if self.kind == "years_since":
            self._fact(params)
            params["extensions"] = self._extended(given)
        params["when"] = self._when(given)
        params = {name: value for name, value in params.items() if value not in (None, [], {})}
        for name, fault in eligibility.faults(self.kind, params).items():
            where = {"when": "when_any_of", "extensions": "words-0"}.get(name, name)
            self.add_error(where if where in self.fields else None, fault)
        given["params"] = params
        return given

    def _fact(self, params: dict[str, Any]) -> None:
        """The answer is kept by it, so it stays when the words change; the usual event has the usual name."""
        if "fact" in self.params or params["event"].strip().casefold() == "certified":
            return
        params["fact"] = f"{_name(params['event'])}_on"

    def _extended(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        titles = {slot.code: slot.title for slot in self.slots}
        taken = {one["fact"] for one in self.extensions if one}
        for number, one in enumerate(self.extensions):
            values = {part: given[f"{part}-{number}"] for part in EXTENSIONS}
            if not values["words"].strip():
                if any(value for part, value in values.items() if part != "words") and not one:
                    self.add_error(f"words-{number}", "Say in words what lengthens the time.")
                continue
            row = {part: value for part, value in values.items() if value}
            row["fact"] = one.get("fact") or _free(f"{_name(values['words'])}_days", taken)
            taken.add(row["fact"])
            if values["slot"]:
                row["proof"] = titles[values["slot"]]
            elif one.get("proof") and not one.get("slot"):
                row["proof"] = one["proof"]
            rows.append(row)
        return rows

    def _when(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        fact, values = given["when_fact"], given["when_any_of"]
        if not fact:
            if values:
                self.add_error("when_fact", "Choose what these are, or empty the field below.")
            return None
        if not values:
            self.add_error("when_any_of", "Name at least one.")
            return None
        try:
            if fact.endswith("country"):
                return {"fact": fact, "any_of": countries_of(values)}
            if fact == "training_year":
                if not all(re.fullmatch("[0-9]{1,2}", value) for value in values):
                    raise forms.ValidationError("Write the years as numbers, one a line.", code="number")
                return {"fact": fact, "any_of": [int(value) for value in values]}
        except forms.ValidationError as fault:
            self.add_error("when_any_of", fault)
            return None
        return {"fact": fact, "any_of": values}

    def values(self) -> dict[str, Any]:
        """What is kept of a rule, as `actions` take it."""
        given = self.cleaned_data
        return {
            "kind": self.kind, "wording": given["wording"], "hard": given["hard"], "params": given["params"],
            "version": given.get("version"),
        }  # fmt: skip


def _name(words: str) -> str:
    """A fact's name: small letters, parts joined by underscores."""
    plain = re.sub("[^a-z]+", "_", slugify(words)[:30]).strip("_")
    return plain or "event"


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_too"
    return name


class AddRule(_Rule):
    """A new rule, after the others."""


class EditRule(_Rule):
    """A rule that stands already; its kind stays."""
