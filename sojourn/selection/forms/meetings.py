"""Plan a meeting; write; vote."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import forms

from sojourn.selection.forms.panels import Decide
from sojourn.selection.models import Meeting, Vote
from sojourn.selection.queries.meetings import ORDERS
from sojourn.ui import forms as ui


class PlanMeeting(forms.Form):
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}))
    way = ui.Choice("How it decides", choices=Meeting.WAYS)
    order = ui.Choice(
        "Order of the files",
        choices=ORDERS,
        help_text="Files from which the same people stay away stand together in any case.",
    )
    scribe = forms.ChoiceField(label="Who writes", required=False)

    def __init__(self, *given, zone: str, scribes, **more) -> None:
        super().__init__(*given, **more)
        self.zone = zone
        self.scribes = {str(one.pk): one for one in scribes}
        self.fields["hour"].help_text = f"In the zone of the call, {zone}"
        names = [(key, one.formal_name) for key, one in self.scribes.items()]
        self.fields["scribe"].choices = [("", "Who leads the meeting"), *names]

    def clean(self):
        values = super().clean()
        day, hour = values.pop("day", None), values.pop("hour", None)
        if day and hour:
            values["held_at"] = datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)
        return values

    def clean_scribe(self):
        return self.scribes.get(self.cleaned_data["scribe"])


class WriteNote(forms.Form):
    text = forms.CharField(
        label="Notes",
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class Cast(forms.Form):
    choice = forms.ChoiceField(choices=Vote.CHOICES)


class DecideItem(Decide):
    """The decision on the file before the committee: nothing may stay open."""

    def __init__(self, *given, **more) -> None:
        super().__init__(*given, **more)
        self.fields["outcome"].required = self.fields["reason_code"].required = True
        self.fields["outcome"].choices = [("", "Choose"), *self.fields["outcome"].choices[1:]]
        self.fields["outcome"].error_messages["required"] = "Choose what is decided."
        self.fields["reason_code"].error_messages["required"] = "Choose a reason."
        self.fields["position"].label = "Place, if in the ranking"
