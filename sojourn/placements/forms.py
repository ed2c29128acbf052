"""Forms of a stay: short, made for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from sojourn.calls.models import Objective
from sojourn.placements import queries, rules, states
from sojourn.placements.models import Alarm, LogEntry, Placement
from sojourn.ui import forms as ui

LEVELS = (
    (1, "1 None yet"),
    (2, "2 Have seen it"),
    (3, "3 Under supervision"),
    (4, "4 Mostly alone"),
    (5, "5 Independent"),
)


class ProposeDates(forms.Form):
    starts_on = ui.Day("First day")
    ends_on = ui.Day("Last day")


class RefuseDates(forms.Form):
    reason = ui.LongText("What would suit the centre", rows=3, max_length=300)


class ConfirmArrival(forms.Form):
    arrived_on = ui.Day("Day of arrival")


class EditPlan(forms.Form):
    """The objectives and weeks of the plan as fields; `lines` and `weeks` pair them for the page."""

    monitoring = ui.LongText(
        "How progress will be followed",
        rows=4,
        words=120,
        help_text="For example: a talk with the tutor every Friday, the logbook beside it.",
    )
    evaluating = ui.LongText(
        "How it will be evaluated at the end",
        rows=3,
        words=120,
        required=False,
        help_text="For example: ten unknown cases read with the tutor in the last week.",
    )
    own_text = forms.CharField(label="An objective of your own", required=False, max_length=300)
    own_kind = forms.ChoiceField(label="Kind", required=False, choices=Objective.KINDS)
    own_level = forms.TypedChoiceField(
        label="Where you stand in it now",
        required=False,
        choices=[("", "Choose a level"), *LEVELS],
        coerce=int,
        empty_value=None,
    )
    own_planned = forms.IntegerField(label="Planned in the stay", required=False, min_value=1, max_value=500)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, placement: Placement, **more: Any) -> None:
        super().__init__(*args, **more)
        self.objectives = list(placement.objectives.all())
        self.planned_weeks = queries.plan_weeks(placement)
        for line in self.objectives:
            self.fields[f"level_{line.pk}"] = forms.TypedChoiceField(
                label="Where you stand now",
                choices=[("", "Choose a level"), *LEVELS],
                coerce=int,
                initial=line.level_start or "",
            )
            self.fields[f"planned_{line.pk}"] = forms.IntegerField(
                label="Planned in the stay", min_value=1, max_value=500, initial=line.planned
            )
            if line.own:
                self.fields[f"drop_{line.pk}"] = forms.BooleanField(label="Leave this out", required=False)
        for week in self.planned_weeks:
            self.fields[f"week_{week['number']}"] = ui.LongText(
                f"Week {week['number']}",
                rows=2,
                max_length=400,
                required=False,
                initial=week["activities"],
            )

    def lines(self) -> list[dict[str, Any]]:
        return [
            {
                "objective": line,
                "level": self[f"level_{line.pk}"],
                "planned": self[f"planned_{line.pk}"],
                "drop": self[f"drop_{line.pk}"] if line.own else None,
            }
            for line in self.objectives
        ]

    def weeks(self) -> list[tuple[dict[str, Any], Any]]:
        return [(week, self[f"week_{week['number']}"]) for week in self.planned_weeks]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("own_text") and not given.get("own_level"):
            self.add_error("own_level", "Rate where you stand in your own objective.")
        return given

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        own = {
            "text": given["own_text"],
            "kind": given["own_kind"] or "skill",
            "planned": given["own_planned"] or 10,
            "level_start": given["own_level"],
        }
        return {
            "monitoring": given["monitoring"],
            "evaluating": given["evaluating"],
            "objectives": {
                line.pk: {"level_start": given[f"level_{line.pk}"], "planned": given[f"planned_{line.pk}"]}
                for line in self.objectives
            },
            "own": [own] if own["text"] else [],
            "drop": [line.pk for line in self.objectives if given.get(f"drop_{line.pk}")],
            "weeks": {week["number"]: given[f"week_{week['number']}"] for week in self.planned_weeks},
        }


class SignPlan(forms.Form):
    name = forms.CharField(label="Your name, as your signature", max_length=200)


def _patient_free(text: str) -> None:
    """What others read at once is taken only without what looks like a patient."""
    found = rules.looks_like_a_patient(text)
    if found:
        raise forms.ValidationError(f"This looks like {found}. Say it without: nobody may be recognised.")


class CheckIn(forms.Form):
    note = forms.CharField(
        label="This week in a line",
        max_length=300,
        validators=[_patient_free],
        help_text="Your tutor reads it with the entries. Never patients.",
    )


class Log(forms.Form):
    """An entry in under a minute; what looks like a patient has to be confirmed or taken out."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    activity = ui.Choice("What", choices=LogEntry.ACTIVITIES)
    role = ui.Choice("Your part", choices=LogEntry.ROLES)
    count = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=200,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    objective = forms.TypedChoiceField(
        label="Objective of the plan", required=False, empty_value=None, coerce=int
    )
    done_on = ui.Day("Day")
    modality = forms.CharField(
        label="Modality", required=False, max_length=60, help_text="For example CT or MRI"
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        help_text="Never names, numbers or dates of birth of patients.",
    )

    def __init__(self, *args: Any, placement: Placement, by: Any, at: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.placement, self.by, self.at = placement, by, at
        self.lines = {line.pk: line for line in placement.objectives.all()}
        choices = [("", "None of them"), *((pk, line.text) for pk, line in self.lines.items())]
        self.fields["objective"].choices = choices
        self.suspect = ""
        if self.is_bound:
            typed = f"{self.data.get('modality', '')} {self.data.get('note', '')}"
            self.suspect = rules.looks_like_a_patient(typed)
        if self.suspect:
            self.fields["sure"] = forms.BooleanField(
                label="I have checked: nothing here says who a patient is", required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.suspect and not given.get("sure"):
            self.add_error(
                "note",
                f"This looks like {self.suspect}. A logbook never says who a patient is: take it out, "
                "or confirm below that it is none.",
            )
        day = given.get("done_on")
        if day:
            verdict = rules.may_log(self.placement, by=self.by, at=self.at, done_on=day)
            if not verdict:
                self.add_error("done_on", verdict.reason)
        return given

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given.pop("sure", None)
        given.pop("key", None)
        given["objective"] = self.lines.get(given["objective"])
        return given


class CorrectEntry(Log):
    """The same fields, filled with what was logged."""


class QueryEntry(forms.Form):
    reason = forms.CharField(label="What is not clear", max_length=300, validators=[_patient_free])


class Evaluate(forms.Form):
    """Five anchored questions and a comment; `pads` are shown by `ui/_score_pad.html`."""

    def __init__(self, *args: Any, side: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = states.QUESTIONS[side]
        for code, question, _ in self.questions:
            self.fields[code] = forms.TypedChoiceField(
                label=question,
                choices=[(level, level) for level in range(1, 6)],
                coerce=int,
                error_messages={"required": "Choose a level from 1 to 5."},
                widget=forms.RadioSelect,
            )
        self.fields["comment"] = ui.LongText(
            "Anything to add",
            rows=4,
            words=150,
            required=False,
            help_text="Read by the other side and the office.",
        )

    def pads(self) -> list[dict[str, Any]]:
        return [
            {
                "name": code,
                "label": question,
                "value": self[code].value() or "",
                "error": self.errors.get(code, [""])[0],
                "anchors": [
                    {"value": level, "label": anchors[(level - 1) // 2] if level % 2 else ""}
                    for level in range(1, 6)
                ],
            }
            for code, question, anchors in self.questions
        ]

    def answers(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code, _, _ in self.questions}


class FileReport(forms.Form):
    """Three texts and the level reached in each objective; a draft may be incomplete."""

    learned = ui.LongText("What you learned", rows=8, words=400)
    changes = ui.LongText("What will change at home", rows=6, words=300)
    advice = ui.LongText("Your advice to the next fellow", rows=6, words=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, placement: Placement, draft: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.objectives = list(placement.objectives.all())
        for line in self.objectives:
            self.fields[f"level_{line.pk}"] = forms.TypedChoiceField(
                label="Where you stand now",
                choices=[("", "Choose a level"), *LEVELS],
                coerce=int,
                empty_value=None,
                initial=line.level_end or "",
            )
        if draft:
            for field in self.fields.values():
                field.required = False

    def lines(self) -> list[dict[str, Any]]:
        return [{"objective": line, "level": self[f"level_{line.pk}"]} for line in self.objectives]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("learned", "changes", "advice")},
            "levels": {line.pk: given[f"level_{line.pk}"] for line in self.objectives},
        }


class ReturnReport(forms.Form):
    reason = ui.LongText("What the fellow should change", rows=4, max_length=2000)


class EndEarly(forms.Form):
    """The causes that fit: some are only for a fellow who never came."""

    cause = ui.Choice("Why it ends")
    left_on = ui.Day("Last day there")
    reason = forms.CharField(label="Reason, in words", max_length=300, help_text="The fellow reads it.")

    def __init__(self, *args: Any, placement: Placement, **more: Any) -> None:
        super().__init__(*args, **more)
        arrived = placement.state == "arrived"
        self.fields["cause"].choices = [  # type: ignore[attr-defined]
            (code, words) for code, (words, asks) in states.CAUSES.items() if asks in (None, arrived)
        ]
        if not arrived:
            del self.fields["left_on"]


# --- changes of a stay, by their kind ---

WHY = {"rows": 3, "max_length": 500, "help_text": "Read by everybody who is asked to agree."}


class _Redate(forms.Form):
    starts_on = ui.Day("First day")
    ends_on = ui.Day("Last day")
    reason = ui.LongText("Why", **WHY)


class _Extend(forms.Form):
    ends_on = ui.Day("Last day then")
    reason = ui.LongText("Why", **WHY)


class _Interrupt(forms.Form):
    pause_from = ui.Day("First day away")
    pause_until = ui.Day("Last day away")
    ends_on = ui.Day(
        "Last day of the stay then",
        required=False,
        help_text="Left empty, the stay ends later by the days away.",
    )
    reason = ui.LongText("Why", **WHY)

    def __init__(self, *args: Any, ends_on: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ends = ends_on

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, until = given.get("pause_from"), given.get("pause_until")
        if first and until and not given.get("ends_on") and "ends_on" not in self.errors:
            given["ends_on"] = self.ends + max(until - first, timedelta(0)) + timedelta(1)
        return given


class _MoveOn(forms.Form):
    offer = ui.Choice("The other centre")
    from_on = ui.Day("First day there")
    reason = ui.LongText("Why", rows=3, max_length=500, help_text="Read by the office and the new centre.")

    def __init__(self, *args: Any, offers: Sequence[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.offers = {str(one.pk): one for one in offers}
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            (key, str(one.centre.institution)) for key, one in self.offers.items()
        ]

    def clean_offer(self) -> Any:
        return self.offers[self.cleaned_data["offer"]]


class _End(EndEarly):
    reason = ui.LongText("Reason, in words", rows=3, max_length=500, help_text="Read by the office.")


class RefuseAmendment(forms.Form):
    reason = forms.CharField(
        label="Why (you need not say)", required=False, max_length=300, help_text="Read by who asked."
    )


def asking(kind: str, placement: Placement, data: Any, *, offers: Sequence[Any] = ()) -> forms.Form:
    """The form of one kind of change, filled with what stands."""
    days = {"starts_on": placement.starts_on, "ends_on": placement.ends_on}
    if kind == "redate":
        return _Redate(data, initial=days)
    if kind == "extend":
        return _Extend(data, initial=days)
    if kind == "interrupt":
        return _Interrupt(data, ends_on=placement.ends_on)
    if kind == "move":
        return _MoveOn(data, offers=offers)
    return _End(data, placement=placement)


class RaiseAlarm(forms.Form):
    """Whom it goes to is the fellow's choice alone."""

    kind = ui.Choice("What is wrong", choices=Alarm.KINDS)
    officer = ui.Choice(
        "Who shall read this", help_text="Nobody else is told: not your tutor, not the centre."
    )
    text = ui.LongText(
        "What happened", rows=8, max_length=5000, help_text="No patients. You can add to it later."
    )

    def __init__(self, *args: Any, officers: Sequence[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.officers = {str(one.pk): one for one in officers}
        self.fields["officer"].choices = [(key, one.formal_name) for key, one in self.officers.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Any:
        return self.officers[self.cleaned_data["officer"]]


class AnswerAlarm(forms.Form):
    text = ui.LongText("Your answer", rows=6, max_length=5000)


class AddToAlarm(forms.Form):
    text = ui.LongText("More about it", rows=6, max_length=5000)
