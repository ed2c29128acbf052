"""Changes of a stay, by their kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from sojourn.placements.forms.closing import EndEarly
from sojourn.placements.models import Placement
from sojourn.ui import forms as ui

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


class _ChooseTutor(forms.Form):
    tutor = ui.Choice("The tutor from now on")

    def __init__(self, *args: Any, tutors: Sequence[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.tutors = {str(one.pk): one for one in tutors}
        self.fields["tutor"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.tutors.items()
        ]

    def clean_tutor(self) -> Any:
        return self.tutors[self.cleaned_data["tutor"]]


class _AnotherTutor(_ChooseTutor):
    reason = ui.LongText(
        "Why", rows=3, max_length=500, help_text="Read by the fellow, the office, and the centre if it asks."
    )


class AgreeAmendment(_ChooseTutor):
    """With the yes of the centre where a stay goes on."""


class _End(EndEarly):
    reason = ui.LongText("Reason, in words", rows=3, max_length=500, help_text="Read by the office.")


class RefuseAmendment(forms.Form):
    reason = forms.CharField(
        label="Why (you need not say)", required=False, max_length=300, help_text="Read by who asked."
    )


def asking(
    kind: str, placement: Placement, data: Any, *, offers: Sequence[Any] = (), tutors: Sequence[Any] = ()
) -> forms.Form:
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
    if kind == "tutor":
        return _AnotherTutor(data, tutors=tutors)
    return _End(data, placement=placement)
