"""One form for each verb: what a person typed becomes clean values."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.calls import queries as calls
from sojourn.calls.models import DocumentSlot, EligibilityRule
from sojourn.ui import forms as ui

TEXT = "Plain text; an empty line begins a new paragraph."


class _Section(forms.Form):
    """A section carries what it was shown with, so that another tab's text is never lost."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class ConfirmEligibility(_Section):
    """The programme's printed statements, and membership numbers; built from its rules."""

    def __init__(self, *args: Any, rules: list[EligibilityRule], confirmed: set[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.keys: list[str] = []
        self.bodies: list[str] = []
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
        }


class EditAbout(_Section):
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


class EditTraining(_Section):
    """Certification and training."""

    certified_on = ui.Day("Date of your board certification", help_text="The day printed on the certificate.")
    certified_by = forms.CharField(
        label="Certified by", max_length=200, help_text="The body that certified you."
    )
    profession = ui.Choice("Your profession", choices=calls.PROFESSIONS)
    training = ui.LongText("Your training so far", rows=6, words=200, required=False, max_length=4000)
    interests = ui.LongText("What you wish to learn", rows=5, words=150, required=False, max_length=3000)

    def __init__(self, *args: Any, today: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_certified_on(self) -> Any:
        day = self.cleaned_data["certified_on"]
        if day > self.today:
            raise forms.ValidationError("This day lies in the future.", code="future")
        if day.year < 1950:
            raise forms.ValidationError("Check the year.", code="year")
        return day


class NoteChoices(_Section):
    """A word to the office about the ranking."""

    choices_note = ui.LongText(
        "Something the office should know about your choice",
        rows=3,
        words=80,
        required=False,
        max_length=1500,
    )


class AddDocument(forms.Form):
    """A PDF for one slot, with the date that the programme asks beside it."""

    def __init__(self, *args: Any, slot: DocumentSlot, max_mb: int, today: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today
        self.fields["file"] = ui.Upload(slot.title, max_mb=max_mb)
        if slot.asks_date:
            self.fields["dated_on"] = ui.Day(slot.asks_date)

    def clean_dated_on(self) -> Any:
        day = self.cleaned_data["dated_on"]
        if day > self.today:
            raise forms.ValidationError("This day lies in the future.", code="future")
        return day


class NameReferee(forms.Form):
    """Who writes, and whether the request goes out now."""

    name = forms.CharField(label="Name with title", max_length=200)
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="The request is mailed there.")
    position = forms.CharField(label="Position", max_length=200, help_text="As in head of department.")
    institution = forms.CharField(label="Institution", max_length=200, required=False)
    message = ui.LongText("Your words to the referee", rows=4, words=120, required=False, max_length=2000)
    ask_now = ui.Choice(
        "When to ask",
        choices=(
            ("now", "Mail the request now"),
            ("later", "I ask later; at the latest it is mailed when I submit"),
        ),
        initial="now",
    )

    def __init__(self, *args: Any, taken: set[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.taken = taken

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        if email.lower() in self.taken:
            raise forms.ValidationError(
                "This is your own address or that of a referee you have already named.", code="taken"
            )
        return email

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "ask_now": self.cleaned_data["ask_now"] == "now"}


class ReplaceReferee(NameReferee):
    """Somebody else in the place of a referee."""


class WriteLetter(forms.Form):
    """Typed or as a PDF; a draft may be empty, a letter may not."""

    FEWEST_WORDS = 30

    text = ui.LongText("Type the letter", rows=14, required=False, max_length=20_000, help_text=TEXT)
    file = ui.Upload("Or choose a PDF", max_mb=4, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        words = len((values.get("text") or "").split())
        if self.errors:
            return values
        if not words and not values.get("file"):
            self.add_error("text", "Type the letter here, or choose a PDF below.")
        elif words and words < self.FEWEST_WORDS and not values.get("file"):
            self.add_error("text", f"This has {words} words; a letter needs at least {self.FEWEST_WORDS}.")
        return values


class SaveLetter(forms.Form):
    """Only the text of a draft is kept."""

    text = forms.CharField(required=False, max_length=20_000)


class DeclineLetter(forms.Form):
    """One click, with a reason where the referee wishes to give one."""

    reason = forms.CharField(
        label="Your reason", max_length=300, required=False, help_text="The applicant reads it."
    )


class Withdraw(forms.Form):
    """Why, for whoever wishes to say it."""

    reason = ui.LongText(
        "Your reason", rows=3, required=False, max_length=500, help_text="Kept with the record."
    )


class _Note(forms.Form):
    note = ui.LongText(
        "Note", rows=4, required=False, max_length=2000, help_text="Kept with the application."
    )


class Admit(_Note):
    """Eligible."""


class Refer(_Note):
    """The committee decides about the rule."""


class Bar(_Note):
    """Not eligible: by a person, with the reason."""

    looked = forms.BooleanField(label="I have looked at this application myself")
    note = ui.LongText(
        "Reason", rows=4, max_length=2000, help_text="The applicant reads it, by mail and on the page."
    )


class Hold(_Note):
    """Something is missing."""

    note = ui.LongText(
        "What is missing",
        rows=4,
        max_length=2000,
        help_text="The applicant reads it, by mail and on the page.",
    )


class SendBack(forms.Form):
    """The parts that are open again, what is missing, and until when."""

    parts = forms.MultipleChoiceField(
        label="Parts that the applicant may change",
        widget=forms.CheckboxSelectMultiple,
        help_text="All others stay as they were submitted.",
        error_messages={"required": "Choose at least one part: without it nothing can be answered."},
    )
    note = ui.LongText(
        "What is missing",
        rows=5,
        max_length=2000,
        help_text="The applicant reads it, by mail in ten minutes and above the list of tasks.",
    )
    until = ui.Day("To be answered by", help_text="Until the end of this day, in the zone of the call.")

    def __init__(self, *args: Any, titles: dict[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parts"].choices = list(titles.items())


class Answer(forms.Form):
    """A word to the office."""

    words = ui.LongText(
        "A word to the office",
        rows=4,
        max_length=2000,
        required=False,
        help_text="Needed only where you cannot give what was asked for.",
    )


class CheckClear(forms.Form):
    """The applications of the dry run."""

    ids = forms.MultipleChoiceField(
        error_messages={"invalid_choice": "One of these is no longer a clear case."}
    )

    def __init__(self, *args: Any, clear: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["ids"].choices = [(pk, pk) for pk in clear]
