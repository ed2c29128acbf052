"""What the applicant fills in beside the CV and the programme's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sojourn.applications.forms.sections import Section
from sojourn.calls import queries as calls
from sojourn.calls.models import DocumentSlot, EligibilityRule
from sojourn.core import periods
from sojourn.core.eligibility import Question
from sojourn.ui import forms as ui
from sojourn.ui import questions


class ConfirmEligibility(Section):
    """The programme's printed statements, and membership numbers; built from its rules."""

    def __init__(
        self,
        *args: Any,
        rules: list[EligibilityRule],
        confirmed: set[str],
        asked: Sequence[Question] = (),
        today: date | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.keys: list[str] = []
        self.bodies: list[str] = []
        self.asked = asked
        self.fields.update(questions.fields(asked, today=today))
        for rule in rules:
            if rule.kind == "statement":
                self._state(rule)
            elif rule.kind == "membership":
                for body in rule.params["bodies"]:
                    self._member(body, body in confirmed)

    def _state(self, rule: EligibilityRule) -> None:
        key = rule.params.get("key") or rule.code
        if key not in self.keys:
            self.keys.append(key)
            self.fields[f"statement-{key}"] = forms.BooleanField(label=rule.wording, required=False)

    def _member(self, body: str, confirmed: bool) -> None:
        if body not in self.bodies:
            self.bodies.append(body)
            told = (
                f"{body} has confirmed your membership; nothing is needed here."
                if confirmed
                else f"As on your membership card. {body} confirms it; leave it empty if you have none."
            )
            self.fields[f"membership-{body}"] = forms.CharField(
                label=f"{body} membership number", required=False, max_length=40, help_text=told
            )

    def values(self) -> dict[str, Any]:
        clean = self.cleaned_data
        return {
            "statements": [key for key in self.keys if clean.get(f"statement-{key}")],
            "memberships": {body: clean.get(f"membership-{body}", "") for body in self.bodies},
            "facts": questions.kept(self.asked, clean),
        }


class EditAbout(Section):
    """Who you are and where you live and work."""

    title = forms.CharField(label="Title", max_length=30, required=False, help_text="As in Dr or Prof.")
    given_name = forms.CharField(label="Given name", max_length=100)
    family_name = forms.CharField(label="Family name", max_length=100)
    institution = forms.CharField(label="Institution where you work", max_length=200)
    department = forms.CharField(label="Department", max_length=200, required=False)
    city = forms.CharField(label="City", max_length=100)
    residence_country = ui.Country("Country where you live")
    work_country = ui.Country("Country where you work")
    phone = forms.CharField(
        label="Telephone",
        max_length=40,
        required=False,
        help_text="With the country code, as in +43 1 234567.",
    )


class EditTraining(Section):
    """Certification and training."""

    certified_on = ui.Day("Date of your board certification", help_text="The day printed on the certificate.")
    certified_by = forms.CharField(
        label="Certified by", max_length=200, help_text="The body that certified you."
    )
    profession = ui.Choice("Your profession", choices=calls.PROFESSIONS)
    training = ui.LongText("Your training so far", rows=6, words=200, required=False, max_length=4000)
    interests = ui.LongText("What you wish to learn", rows=5, words=150, required=False, max_length=3000)

    def __init__(
        self, *args: Any, today: Any, certified: bool = True, professions: Sequence[Any] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.today = today
        if professions:
            self.fields["profession"].choices = professions
        if not certified:
            del self.fields["certified_on"], self.fields["certified_by"]

    def clean_certified_on(self) -> Any:
        day = self.cleaned_data["certified_on"]
        if day > self.today:
            raise forms.ValidationError("This day lies in the future.", code="future")
        if day.year < 1950:
            raise forms.ValidationError("Check the year.", code="year")
        return day


class NoteChoices(Section):
    """When one can go, and a word to the office about the ranking."""

    available = forms.MultipleChoiceField(
        label="Months in which you can go",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    choices_note = ui.LongText(
        "Something the office should know about your choice",
        rows=3,
        words=80,
        required=False,
        max_length=1500,
    )

    def __init__(self, *args: Any, months: Sequence[str] = (), length: int = 1, **more: Any) -> None:
        super().__init__(*args, **more)
        self.length = length
        if not months:
            del self.fields["available"]
            return
        field = self.fields["available"]
        field.choices = [(one, f"{date.fromisoformat(f'{one}-01'):%B %Y}") for one in months]
        field.help_text = (
            f"Tick none if you can go at any time. A stay lasts {length} months in a row; a centre that "
            "takes nobody in your months cannot be given to you."
        )

    def clean_available(self) -> list[str]:
        ticked = self.cleaned_data["available"]
        if ticked and periods.longest_run(ticked) < self.length:
            raise forms.ValidationError(
                f"Tick at least {self.length} months in a row, or none.", code="too_short"
            )
        return ticked


class AddDocument(forms.Form):
    """A PDF for one slot, with the date that the programme asks beside it."""

    def __init__(
        self,
        *args: Any,
        slot: DocumentSlot,
        max_mb: int,
        max_pages: int | None = None,
        today: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.today = today
        pages = f" and {max_pages} page{'' if max_pages == 1 else 's'}" if max_pages else ""
        self.fields["file"] = ui.Upload(
            slot.title, max_mb=max_mb, help_text=f"PDF, at most {max_mb} MB{pages}"
        )
        if slot.asks_date:
            self.fields["dated_on"] = ui.Day(slot.asks_date)

    def clean_dated_on(self) -> Any:
        day = self.cleaned_data["dated_on"]
        if day > self.today:
            raise forms.ValidationError("This day lies in the future.", code="future")
        if day.year < 1950:
            raise forms.ValidationError("Check the year.", code="year")
        return day


class CheckReceipt(forms.Form):
    """Number and mark as they stand on the receipt, however they were typed."""

    number = forms.CharField(label="Number", max_length=40, help_text="As in S24-ESGAR-7Q4K.")
    mark = forms.CharField(
        label="Mark (SHA-256)", max_length=200, help_text="64 figures and letters; spaces do not matter."
    )

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split())

    def clean_mark(self) -> str:
        mark = "".join(self.cleaned_data["mark"].split()).lower()
        if len(mark) != 64 or set(mark) - set("0123456789abcdef"):
            raise forms.ValidationError("A mark has 64 characters, 0 to 9 and a to f.", code="mark")
        return mark


class Withdraw(forms.Form):
    """Why, for whoever wishes to say it."""

    reason = ui.LongText(
        "Your reason", rows=3, required=False, max_length=500, help_text="Kept with the record."
    )
