"""Plain forms, one for each verb of preparing a call."""

import re
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

from sojourn.calls import queries
from sojourn.calls.forms.conflicts import GradeConflicts as GradeConflicts
from sojourn.calls.forms.deciding import EditDeciding as EditDeciding
from sojourn.calls.forms.eligibility import AddRule as AddRule
from sojourn.calls.forms.eligibility import EditRule as EditRule
from sojourn.calls.forms.funding import EditMoney as EditMoney
from sojourn.calls.forms.kinds import KINDS as KINDS
from sojourn.calls.forms.kinds import TITLES as TITLES
from sojourn.calls.forms.questions import AddQuestion as AddQuestion
from sojourn.calls.forms.questions import EditQuestion as EditQuestion
from sojourn.calls.forms.results import EditResults as EditResults
from sojourn.calls.forms.reviewing import AddCase as AddCase
from sojourn.calls.forms.reviewing import AddCriterion as AddCriterion
from sojourn.calls.forms.reviewing import EditCase as EditCase
from sojourn.calls.forms.reviewing import EditCriterion as EditCriterion
from sojourn.calls.forms.reviewing import EditPace as EditPace
from sojourn.calls.forms.reviewing import EditPhases as EditPhases
from sojourn.calls.forms.reviewing import EditReviewing as EditReviewing
from sojourn.calls.forms.slots import AddSlot as AddSlot
from sojourn.calls.forms.slots import AttachSample as AttachSample
from sojourn.calls.forms.slots import EditSlot as EditSlot
from sojourn.calls.forms.staying import EditStay as EditStay
from sojourn.calls.forms.tips import AddTip as AddTip
from sojourn.calls.forms.tips import EditTip as EditTip
from sojourn.calls.models import Call, CentreOffer, LetterQuestion, Programme
from sojourn.centres.models import Centre
from sojourn.ui import forms as fields
from sojourn.ui import times
from sojourn.ui.lists import Lines
from sojourn.ui.moments import Days, Moment

ZONES = [*sorted(zone for zone in available_timezones() if zone.startswith("Europe/")), "UTC"]


class _Dates(forms.Form):
    """Moments are typed in the zone that is chosen beside them."""

    zone = forms.ChoiceField(label="Time zone of the call", choices=[(zone, zone) for zone in ZONES])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        named = self.data.get("zone") if self.is_bound else self.initial.get("zone")
        if named in ZONES:
            for field in self.fields.values():
                if isinstance(field, Moment):
                    field.zone = ZoneInfo(named)
                    field.help_text = f"{times.place(named)} time"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "The call has to close after it opens.")
        return given


class Begin(_Dates):
    year = forms.IntegerField(label="Year", min_value=2000, max_value=2100)
    name = forms.CharField(label="Name of the call", max_length=200)
    opens_at = Moment("Opens")
    closes_at = Moment("Closes", help_text="")

    field_order = ("year", "name", "zone", "opens_at", "closes_at")

    def clean_year(self) -> int:
        return free_year(self.cleaned_data["year"])


class Clone(forms.Form):
    year = forms.IntegerField(label="Year", min_value=2000, max_value=2100)
    name = forms.CharField(label="Name of the call", max_length=200)

    def clean_year(self) -> int:
        return free_year(self.cleaned_data["year"])


class EditDates(_Dates):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name of the call", max_length=200)
    introduction = fields.LongText(
        "Introduction",
        rows=8,
        required=False,
        help_text="Two or three paragraphs; *italic*, **bold**, lists.",
    )
    opens_at = Moment("Opens")
    closes_at = Moment("Closes")
    letters_by = Moment("Referees' letters until", required=False)
    referee_chasers = Days(
        "Days before, on which referees are reminded",
        help_text="Before the letter is due, as in 7, 1; -1 is the day after, while a late letter is taken.",
    )
    applicant_chasers = Days(
        "Days before, on which applicants are told that a letter is missing", help_text="As in 5."
    )
    reviews_by = Moment("Reviews until", required=False)
    decisions_by = Moment("Committees' decisions until", required=False)
    results_on = fields.Day("Results on", required=False)
    accept_days = forms.IntegerField(label="Days to accept an offer", min_value=1, max_value=90)
    nomination_days = forms.IntegerField(label="Days for a centre to confirm", min_value=1, max_value=90)
    starts_from = fields.Day("Stays start on or after", required=False)
    ends_until = fields.Day("Stays end on or before", required=False)
    months = forms.IntegerField(label="Months of a stay", min_value=1, max_value=24)
    extension_days = forms.IntegerField(
        label="Days by which one person's closing may be moved, at most",
        min_value=0,
        max_value=60,
        help_text="For illness and the like, with a reason and a second signature; 0 for never",
    )

    field_order = ("version", "name", "introduction", "zone", "opens_at", "closes_at")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        starts, ends = given.get("starts_from"), given.get("ends_until")
        if starts and ends and ends <= starts:
            self.add_error("ends_until", "The stays have to end after they may start.")
        return given

    @staticmethod
    def of(call: Call) -> dict[str, Any]:
        names = [name for name in EditDates.base_fields if hasattr(call, name)]
        return {name: getattr(call, name) for name in names}


class EditProgramme(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name of the programme", max_length=200)
    aim = fields.LongText("Aim", rows=5, words=80, required=False)
    modules = Lines("Modules", required=False)
    activities = Lines("Activities", required=False)
    places = forms.IntegerField(
        label="Places", min_value=1, max_value=500, required=False, help_text="Empty: not yet published"
    )
    places_wording = forms.CharField(
        label="Places in words", max_length=120, required=False, help_text="For example “up to four”"
    )
    committee_size = forms.IntegerField(
        label="Members of the committee", min_value=1, max_value=30, required=False
    )
    committee_note = forms.CharField(
        label="Note on the committee", max_length=200, required=False, help_text="“to be published soon”"
    )
    mentor_requirement = forms.CharField(label="Who may be a tutor", max_length=200, required=False)
    eligibility_wording = forms.CharField(
        label="Years after certification, as printed", max_length=300, required=False
    )
    own_country_barred = forms.BooleanField(label="No centre in the own country", required=False)
    own_country_basis = forms.MultipleChoiceField(
        label="The own country is that of",
        choices=[("residence", "residence"), ("work", "work")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    min_choices = forms.IntegerField(label="Centres to rank, at least", min_value=1, max_value=10)
    max_choices = forms.IntegerField(label="Centres to rank, at most", min_value=1, max_value=10)
    letter_by = fields.Choice("Letter of recommendation", choices=Programme.LETTER_BY)
    letters_by = Moment("Letters until, where it is not the call's", required=False)
    letter_grace_days = forms.IntegerField(
        label="Days that a late letter is still taken", min_value=0, max_value=60, required=False
    )
    min_letters = forms.IntegerField(label="Letters, at least", min_value=0, max_value=5)
    max_letters = forms.IntegerField(label="Letters, at most", min_value=0, max_value=5)
    min_reviews = forms.IntegerField(label="Reviews of each application, at least", min_value=1, max_value=10)

    def __init__(self, *args: Any, zone: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["letters_by"].zone = ZoneInfo(zone)
        self.fields["letters_by"].help_text = f"{times.place(zone)} time"

    def clean_letter_grace_days(self) -> int:
        return self.cleaned_data["letter_grace_days"] or 0

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for kind in ("choices", "letters"):
            least, most = given.get(f"min_{kind}"), given.get(f"max_{kind}")
            if least is not None and most is not None and least > most:
                self.add_error(f"max_{kind}", f"At most has to be {least} or more.")
        if given.get("own_country_barred") and not given.get("own_country_basis"):
            self.add_error("own_country_basis", "Choose residence, work, or both.")
        return given

    @staticmethod
    def of(programme: Programme) -> dict[str, Any]:
        return {name: getattr(programme, name) for name in EditProgramme.base_fields}


class EditOffers(forms.Form):
    """One number for each approved centre; 0 leaves it off the list."""

    def __init__(self, *args: Any, centres: list[Centre], offers: list[CentreOffer], **more: Any) -> None:
        super().__init__(*args, **more)
        here = {offer.centre_id: offer.places for offer in offers}
        for centre in centres:
            self.fields[f"centre-{centre.pk}"] = forms.IntegerField(
                label=str(centre.institution),
                help_text=centre.capacity,
                min_value=0,
                max_value=50,
                initial=here.get(centre.pk, 0),
            )

    def places(self) -> dict[int, int]:
        return {int(name.removeprefix("centre-")): number for name, number in self.cleaned_data.items()}


class Extend(forms.Form):
    """A later closing for one person."""

    email = forms.EmailField(
        label="Applicant's e-mail address",
        max_length=254,
        help_text="As the person signs in, or will; whether there is an account is not told here",
    )
    reason = fields.LongText(
        "Reason",
        rows=3,
        max_length=500,
        help_text="For the second officer and the record. Write “illness”, not which one.",
    )

    def __init__(self, *args: Any, call: Call, **more: Any) -> None:
        super().__init__(*args, **more)
        zone = call.zone
        self.fields["until_at"] = Moment("Closes for this person", zone=zone)
        self.order_fields(["email", "until_at", "reason"])


class RefuseExtension(forms.Form):
    """Why it stays as it is."""

    reason = fields.LongText("Reason", rows=3, max_length=500, help_text="The officer who asked reads it.")


class EditLetterQuestions(forms.Form):
    """All questions beside a letter at once, and room for two more; without its words a question goes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    PARTS = ("title", "kind", "guidance", "options", "anchors", "required", "order")
    MORE = 2

    def __init__(self, *args: Any, questions: list[LetterQuestion], **more: Any) -> None:
        super().__init__(*args, **more)
        self.codes = [one.code for one in questions] + [""] * self.MORE
        for number, code in enumerate(self.codes):
            self._block(number, questions[number] if code else None)

    def _block(self, number: int, one: LetterQuestion | None) -> None:
        levels = sorted(one.anchors.items(), key=lambda pair: int(pair[0])) if one else []
        fields_of = {
            "title": forms.CharField(label="Question", max_length=200, required=False),
            "kind": fields.Choice("Answered", choices=LetterQuestion.KINDS, required=False),
            "guidance": forms.CharField(label="Help below it", max_length=300, required=False),
            "options": Lines("To choose from", required=False, help_text="For one of several: one a line"),
            "anchors": Lines(
                "Levels of the scale",
                required=False,
                help_text="For a scale: one a line, as in “5 Among the best”; the last number is the highest",
            ),
            "required": forms.BooleanField(label="Has to be answered", required=False),
            "order": forms.IntegerField(
                label="Place in the order", min_value=1, max_value=99, required=False
            ),
        }
        begins = {
            "title": one.title if one else "",
            "kind": one.kind if one else "text",
            "guidance": one.guidance if one else "",
            "options": one.options if one else [],
            "anchors": [f"{level} {words}".strip() for level, words in levels],
            "required": one.required if one else True,
            "order": number + 1,
        }
        for part in self.PARTS:
            self.fields[f"{part}-{number}"] = fields_of[part]
            self.initial.setdefault(f"{part}-{number}", begins[part])

    def blocks(self) -> list[dict[str, Any]]:
        """The fields of each question, for the page."""
        return [
            {
                "new": not code,
                "number": number + 1,
                "fields": [self[f"{part}-{number}"] for part in self.PARTS],
            }
            for number, code in enumerate(self.codes)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for number in range(len(self.codes)):
            if not (given.get(f"title-{number}") or "").strip():
                continue
            if not given.get(f"kind-{number}"):
                self.add_error(f"kind-{number}", "Choose how it is answered.")
            if given.get(f"kind-{number}") == "choice" and len(set(given.get(f"options-{number}") or ())) < 2:
                self.add_error(f"options-{number}", "Write at least two, one a line.")
            if given.get(f"kind-{number}") == "scale" and self._levels(number) is None:
                told = "Begin each line with its number, from 1 to 10, and go up to 2 at least."
                self.add_error(f"anchors-{number}", told)
        return given

    def _levels(self, number: int) -> dict[str, str] | None:
        """Level -> words; a scale without lines goes from 1 to 5."""
        lines = self.cleaned_data.get(f"anchors-{number}") or ["1", "5"]
        found = [re.fullmatch(r"(10|[1-9])[.:)]?(?:\s+(.{1,120}))?", line) for line in lines]
        if not all(found):
            return None
        levels = {match[1]: (match[2] or "").strip() for match in found if match}
        return levels if max(map(int, levels)) > 1 else None

    def rows(self) -> list[dict[str, Any]]:
        """What is asked, in its order; a new question has no code yet."""
        given, rows = self.cleaned_data, []
        for number, code in enumerate(self.codes):
            title = (given[f"title-{number}"] or "").strip()
            if not title:
                continue
            kind = given[f"kind-{number}"]
            levels = (self._levels(number) if kind == "scale" else None) or {"5": ""}
            rows.append(
                {
                    "code": code,
                    "title": title,
                    "kind": kind,
                    "guidance": given[f"guidance-{number}"],
                    "required": given[f"required-{number}"],
                    "options": list(dict.fromkeys(given[f"options-{number}"])) if kind == "choice" else [],
                    "anchors": {level: words for level, words in levels.items() if words},
                    "highest": max(map(int, levels)),
                    "place": (given[f"order-{number}"] or 99, number),
                }
            )
        rows.sort(key=lambda row: row.pop("place"))
        return rows


def free_year(year: int) -> int:
    if queries.every_call().filter(slug=str(year)).exists():
        raise forms.ValidationError(f"There is a call of {year} already.", code="taken")
    return year
