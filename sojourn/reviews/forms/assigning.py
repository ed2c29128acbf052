"""One assignment by hand; how the others are made; what a reviewer takes on."""

from __future__ import annotations

from uuid import UUID

from django import forms

from sojourn.societies.models import Seat
from sojourn.ui import forms as ui


class Assign(forms.Form):
    """Give an application to somebody with a seat."""

    seat = ui.Choice("Reviewer")

    def __init__(self, *given, seats, **more) -> None:
        super().__init__(*given, **more)
        roles = dict(Seat.ROLES)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.fields["seat"].choices = [
            (key, f"{seat.user.formal_name} ({roles[seat.role].lower()})") for key, seat in self.seats.items()
        ]

    def clean_seat(self) -> Seat:
        return self.seats[self.cleaned_data["seat"]]


class AssignByHand(forms.Form):
    """Marks in a table: `pair` is "application:seat", `of` the applications of the page."""

    of = forms.MultipleChoiceField(required=False)
    pair = forms.MultipleChoiceField(required=False)
    shown = forms.CharField(required=False, max_length=32)

    def __init__(self, *given, applications, seats, **more) -> None:
        super().__init__(*given, **more)
        keys = [str(one.pk) for one in applications]
        self.fields["of"].choices = [(key, key) for key in keys]
        self.fields["pair"].choices = [
            (f"{key}:{seat.pk}", f"{key}:{seat.pk}") for key in keys for seat in seats
        ]

    def wanted(self) -> set[tuple[str, int]]:
        pairs = (pair.split(":") for pair in self.cleaned_data["pair"])
        return {(key, int(seat)) for key, seat in pairs}


class AssignAll(forms.Form):
    """How a larger committee shares the files, and who hands over what is late; read from the address."""

    WAYS = (
        ("balanced", "Balanced: equal loads, topics where they fit"),
        ("rule", "By rule: to everybody of the topic, the rest in balance"),
        ("random", "At random: equal loads, whatever the topics"),
    )

    way = ui.Choice("How", choices=WAYS, initial="balanced", required=False)
    late = forms.MultipleChoiceField(
        label="Hand over what these have not finished", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given, late, together, **more) -> None:
        super().__init__(*given, **more)
        self.fields["late"].choices = [
            (str(user.pk), f"{user.formal_name}: {number} open") for user, number in late
        ]
        if not late:
            del self.fields["late"]
        if together:
            del self.fields["way"]

    def told(self) -> dict:
        """What the plan is made by, whatever the address says."""
        values = self.cleaned_data if self.is_valid() else {}
        return {
            "way": values.get("way") or "balanced",
            "late": [UUID(key) for key in values.get("late", ())],
        }


class Decline(forms.Form):
    """Why a reviewer hands a file back."""

    reason = ui.LongText(
        "Reason",
        rows=3,
        max_length=300,
        help_text="Read by the chair and the society’s office.",
    )


class Limit(forms.Form):
    """How many files at most, and of which topics."""

    most = forms.IntegerField(
        label="Files at most",
        min_value=0,
        max_value=500,
        required=False,
        help_text="Empty: no limit. It counts for the next plan; what was given stays.",
    )
    topics = forms.CharField(
        label="Topics",
        max_length=300,
        required=False,
        help_text="Words that stand in the files of your topic, separated by commas: cardiac, paediatric.",
    )

    def clean_topics(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["topics"].split(",") if len(word.strip()) > 1]
