"""Forms of this room."""

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

from sojourn.societies.models import Payer
from sojourn.societies.models import Seat as CommitteeSeat
from sojourn.ui.forms import Choice, Day, LongText

ACCENTS = ("teal", "blue", "indigo", "violet", "plum", "crimson", "rust", "ochre", "olive", "green", "slate")


class EditFederation(forms.Form):
    """The federation, its school and its office."""

    name = forms.CharField(label="Name of the federation", max_length=200)
    acronym = forms.CharField(max_length=20)
    school = forms.CharField(
        max_length=200, required=False, help_text="If a school of the federation runs the programmes"
    )
    office_email = forms.EmailField(
        label="Address of the programme office",
        max_length=254,
        required=False,
        help_text="People answer letters to it",
    )
    zone = forms.CharField(
        label="Time zone",
        max_length=60,
        help_text="For example Europe/Vienna; closing times are meant in it",
        widget=forms.TextInput(attrs={"autocapitalize": "words", "spellcheck": "false"}),
    )

    def clean_zone(self) -> str:
        zone = self.cleaned_data["zone"].strip().replace(" ", "_")
        if zone not in available_timezones():
            raise forms.ValidationError("No such time zone. Write it like Europe/Vienna.", code="zone")
        return ZoneInfo(zone).key


class _Society(forms.Form):
    """What a page tells of a society."""

    name = forms.CharField(max_length=200)
    field = forms.CharField(max_length=120, help_text="For example Breast imaging")
    email = forms.EmailField(label="Address of the society's office", max_length=254, required=False)
    web = forms.URLField(label="Web page", required=False, assume_scheme="https")
    accent = forms.ChoiceField(
        label="Colour",
        required=False,
        choices=[("", "The house's own"), *((one, one.capitalize()) for one in ACCENTS)],
    )


class Edit(_Society):
    """An existing society: its acronym stays."""


class Add(_Society):
    """A new society."""

    acronym = forms.SlugField(max_length=20, help_text="Letters, figures, hyphens; part of addresses")
    field_order = ("acronym", "name", "field", "email", "web", "accent")

    def __init__(self, *args, taken: frozenset[str] = frozenset(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken | {"add", "federation"}

    def clean_acronym(self) -> str:
        acronym = self.cleaned_data["acronym"]
        if acronym.lower() in self.taken:
            raise forms.ValidationError("There is a society of this acronym already.", code="taken")
        return acronym


class _Person(forms.Form):
    """Somebody by address; without an account the person gets a letter with a link to make one."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Without an account, the person gets a letter with a link to make one",
    )
    name = forms.CharField(max_length=200, help_text="As the letter should greet", required=False)


class Appoint(_Person):
    """An officer of a society."""

    may_sign = forms.BooleanField(
        label="May sign",
        required=False,
        initial=True,
        help_text="Can be the second person who publishes the results",
    )


class Seat(_Person):  # the form of the verb `seat`
    """A seat in the committee."""

    role = Choice("Role", choices=CommitteeSeat.ROLES, initial="member")
    institution = forms.CharField(
        max_length=200, required=False, help_text="Conflicts of interest are looked for by it"
    )


class AddPayer(forms.Form):
    """Who pays a part of a grant."""

    name = forms.CharField(max_length=Payer._meta.get_field("name").max_length)


class Affiliate(forms.Form):
    """A place of work, now or in the past."""

    institution = forms.CharField(max_length=200)
    department = forms.CharField(max_length=200, required=False)
    city = forms.CharField(max_length=100, required=False)
    since_on = Day("Since", required=False)
    until_on = Day("Until", required=False, help_text="Empty if you still work there")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        since, until = given.get("since_on"), given.get("until_on")
        if since and until and until < since:
            self.add_error("until_on", "The end comes before the beginning.")
        return given


class Confirm(forms.Form):
    """Why a conflict counts."""

    reason = LongText("Reason", rows=3, max_length=500, required=False)


class Clear(forms.Form):
    """Why a conflict does not count."""

    reason = LongText(
        "Reason", rows=3, max_length=500, help_text="Kept in the record, for those who ask later"
    )
