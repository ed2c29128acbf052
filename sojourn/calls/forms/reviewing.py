"""By what the committee works: a criterion, the phases, a training case, rights, reminders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django import forms

from sojourn.calls.models import Call, Criterion, Programme, ReviewPhase
from sojourn.calls.queries.reviewing import PHASE, levels
from sojourn.ui import forms as ui
from sojourn.ui import times
from sojourn.ui.lists import Lines
from sojourn.ui.moments import Days, Moment

MOST_LEVELS = 11
HIGHEST = 100


class _Criterion(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Criterion", max_length=120)
    guidance = ui.LongText(
        "What it is about",
        rows=3,
        required=False,
        max_length=2000,
        help_text="Read by reviewers above the levels, and by applicants on the programme's page.",
    )
    weight = forms.IntegerField(
        label="Weight", min_value=1, max_value=100, help_text="Beside the weights of the other criteria"
    )
    anchors = Lines(
        "Levels",
        rows=7,
        max_length=6000,
        help_text="One a line: the number, then what it means, as in “5 Outstanding in every respect”. "
        "From the lowest to the highest, or the other way, without a gap.",
    )

    def clean_anchors(self) -> list[str]:
        lines = self.cleaned_data["anchors"]
        found: dict[int, str] = {}
        for line in lines:
            match = re.fullmatch(r"(\d{1,3})[\s:.)–-]*(.*)", line)
            if not match or int(match[1]) > HIGHEST:
                raise forms.ValidationError(
                    f"“{line[:60]}” does not begin with a level from 0 to {HIGHEST}.", code="level"
                )
            if int(match[1]) in found:
                raise forms.ValidationError(f"Level {match[1]} stands there twice.", code="twice")
            found[int(match[1])] = match[2].strip()
        if not 2 <= len(found) <= MOST_LEVELS:
            raise forms.ValidationError(f"A scale has 2 to {MOST_LEVELS} levels.", code="number")
        gap = next((n for n in range(min(found), max(found)) if n not in found), None)
        if gap is not None:
            raise forms.ValidationError(f"Level {gap} is missing between the others.", code="gap")
        self.found = found
        return [f"{level} {words}".strip() for level, words in sorted(found.items())]

    def values(self) -> dict[str, Any]:
        """What is kept, as `actions` take it."""
        given = {name: self.cleaned_data[name] for name in ("version", "title", "guidance", "weight")}
        scale = {"lowest": min(self.found), "highest": max(self.found)}
        return given | scale | {"anchors": {str(level): words for level, words in sorted(self.found.items())}}

    @staticmethod
    def of(criterion: Criterion) -> dict[str, Any]:
        given = {name: getattr(criterion, name) for name in ("version", "title", "guidance", "weight")}
        return given | {"anchors": [f"{level} {words}".strip() for level, words in levels(criterion)[::-1]]}


class AddCriterion(_Criterion):
    """A new criterion, after the others."""


class EditCriterion(_Criterion):
    """A criterion that stands already; its code stays."""


class EditPhases(forms.Form):
    """All phases at once, and room for two more; without its title a phase goes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    MORE = 2

    def __init__(self, *args: Any, phases: list[ReviewPhase], call: Call, **more: Any) -> None:
        super().__init__(*args, **more)
        self.call = call
        self.kept = [*phases, *[None] * self.MORE]
        for number, one in enumerate(self.kept):
            fields = {
                "title": forms.CharField(label="Phase", max_length=80, required=False),
                "starts_at": Moment("Begins", zone=call.zone, required=False),
                "ends_at": Moment("Ends", zone=call.zone, required=False),
                "may_score": forms.BooleanField(label="Scores are taken", required=False),
                "sees_colleagues": forms.BooleanField(
                    label="Colleagues' final scores are shown, once the own review is final", required=False
                ),
                "may_discuss": forms.BooleanField(label="Discussion is open", required=False),
                "may_change": forms.BooleanField(
                    label="A final review may be reopened by its author", required=False
                ),
            }
            for name in PHASE:
                self.fields[f"{name}-{number}"] = fields[name]
                begins = getattr(one, name) if one else name in ("may_score",) or ""
                self.initial.setdefault(f"{name}-{number}", begins)

    def blocks(self) -> list[dict[str, Any]]:
        return [
            {
                "new": one is None,
                "number": number + 1,
                "fields": [self[f"{name}-{number}"] for name in PHASE],
            }
            for number, one in enumerate(self.kept)
        ]

    def rows(self) -> list[dict[str, Any]]:
        """What is kept: each phase with the id of the row that it was, None for a new one."""
        found = []
        for number, one in enumerate(self.kept):
            row = {name: self.cleaned_data.get(f"{name}-{number}") for name in PHASE}
            row["title"] = (row["title"] or "").strip()
            if row["title"]:
                found.append(row | {"pk": one.pk if one else None, "number": number})
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        rows = self.rows()
        for row in rows:
            number = row["number"]
            for name, words in (("starts_at", "begins"), ("ends_at", "ends")):
                if row[name] is None and f"{name}-{number}" not in self.errors:
                    self.add_error(f"{name}-{number}", f"Say when it {words}.")
            if row["starts_at"] and row["ends_at"] and row["ends_at"] <= row["starts_at"]:
                self.add_error(f"ends_at-{number}", "A phase has to end after it begins.")
            if row["starts_at"] and row["starts_at"] < self.call.closes_at:
                closes = times.instant(self.call.closes_at, self.call.zone)
                self.add_error(
                    f"starts_at-{number}", f"Nobody reads a file before the call closes, {closes}."
                )
        whole = sorted(
            (row for row in rows if row["starts_at"] and row["ends_at"]), key=lambda row: row["starts_at"]
        )
        for before, after in pairwise(whole):
            if after["starts_at"] < before["ends_at"]:
                self.add_error(
                    f"starts_at-{after['number']}", f"It begins before “{before['title']}” has ended."
                )
        return given


class _Case(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="Title", max_length=120, help_text="As reviewers see it, for example “Case A”"
    )
    text = ui.LongText(
        "The case in words",
        rows=12,
        required=False,
        max_length=20000,
        help_text="An invented application: never a real one, whose author did not agree to it.",
    )
    reference_note = ui.LongText(
        "Why these levels",
        rows=3,
        required=False,
        max_length=4000,
        help_text="Shown with the reference levels, after a reviewer has given the own ones.",
    )

    def __init__(
        self, *args: Any, criteria: Iterable[Criterion], max_mb: int, holds: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.holds = holds
        self.fields["file"] = ui.Upload("A file of it", max_mb=max_mb, required=False)
        if holds:
            self.fields["drop_file"] = forms.BooleanField(label="Take the present file away", required=False)
        self.criteria = list(criteria)
        for one in self.criteria:
            choices = [
                ("", "No reference level"),
                *((str(n), str(n)) for n in range(one.lowest, one.highest + 1)),
            ]
            self.fields[f"level-{one.code}"] = ui.Choice(
                f"Reference level: {one.title}", choices=choices, required=False
            )
        rest = [f"level-{one.code}" for one in self.criteria]
        self.order_fields(["version", "title", "text", "file", "drop_file", *rest, "reference_note"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        stays = self.holds and not given.get("drop_file")
        if not (given.get("text") or given.get("file") or stays) and "file" not in self.errors:
            self.add_error("text", "Write the case, or upload a file of it.")
        return given

    def values(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("version", "title", "text", "reference_note")}
        levels_of = {one.code: self.cleaned_data.get(f"level-{one.code}") for one in self.criteria}
        return given | {
            "reference": {code: int(level) for code, level in levels_of.items() if level},
            "drop_file": bool(self.cleaned_data.get("drop_file")),
        }


class AddCase(_Case):
    """A new training case, after the others."""


class EditCase(_Case):
    """A training case that stands already."""


class EditReviewing(forms.Form):
    """What the committee sees, and what it does first."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    blind = forms.BooleanField(
        label="Reviewers do not learn the applicants' names",
        required=False,
        help_text="They then read the redacted copies of documents only; the office uploads those after "
        "the closing. What has none stays closed to them.",
    )
    training_first = forms.BooleanField(label="The training cases come before the real files", required=False)

    @staticmethod
    def of(programme: Programme) -> dict[str, Any]:
        return {name: getattr(programme, name) for name in EditReviewing.base_fields}


class EditPace(forms.Form):
    """Reminders of reviewers and centres, and the rounds of places given back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reviewer_chasers = Days(
        "Days before, on which reviewers are reminded",
        help_text="Before the scores are due, as in 7, 1, 0, -2: 0 is that day, -2 two days after.",
    )
    centre_chasers = Days(
        "Days before, on which centres are reminded",
        help_text="Before a centre's answer is due, as in 2; -1 is the day after.",
    )
    second_contact_days = forms.IntegerField(
        label="Days of silence after which a centre's second contact is asked", min_value=1, max_value=60
    )
    rounds_until = ui.Day(
        "Last day on which places given back move on",
        required=False,
        help_text="Empty: as long as there are places and people who wait",
    )
    rounds_by_hand = forms.BooleanField(
        label="The office starts each round",
        required=False,
        help_text="Otherwise a round starts by itself once places came back.",
    )

    @staticmethod
    def of(call: Call) -> dict[str, Any]:
        return {name: getattr(call, name) for name in EditPace.base_fields}
