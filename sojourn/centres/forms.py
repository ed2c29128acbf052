"""Plain forms, one for each verb of a host."""

from typing import Any

from babel.numbers import list_currencies
from django import forms

from sojourn.centres.models import Centre, Institution, Requirement
from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.ui import forms as fields


class AddInstitution(forms.Form):
    name = forms.CharField(label="Name of the institution", max_length=200)
    city = forms.CharField(label="City", max_length=100)
    country = fields.Country()
    about = fields.LongText(
        "About the department", rows=4, words=60, required=False, help_text="What a fellow meets there"
    )
    web = forms.URLField(label="Address on the web", required=False, assume_scheme="https")
    housing = fields.LongText(
        "Housing", rows=3, words=60, required=False, help_text="Where fellows usually find a room"
    )
    room_cost = fields.Money(
        "A room a month, about", required=False, help_text="In the currency below, for example 800"
    )
    currency = forms.CharField(
        label="Currency",
        min_length=3,
        max_length=3,
        initial="EUR",
        help_text="Three letters, as in EUR or CHF",
    )

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"].upper() or "EUR"
        if code not in list_currencies():
            raise forms.ValidationError("This is no currency that is known here.", code="currency")
        return code


class EditInstitution(AddInstitution):
    version = forms.IntegerField(widget=forms.HiddenInput)
    latitude = forms.DecimalField(
        label="Latitude", required=False, max_digits=8, decimal_places=5, min_value=-90, max_value=90,
        help_text="For the map, for example 48.21",
    )  # fmt: skip
    longitude = forms.DecimalField(
        label="Longitude", required=False, max_digits=8, decimal_places=5, min_value=-180, max_value=180
    )

    @staticmethod
    def of(institution: Institution) -> dict[str, Any]:
        return {name: getattr(institution, name) for name in EditInstitution.base_fields}


class _Listed(forms.CharField):
    """Several words with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [word.strip() for word in super().clean(value).split(",") if word.strip()]


class EditCentre(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topics = fields.LongText("Topics", rows=3, words=40, required=False)
    subjects = _Listed(
        label="Topics in single words", required=False,
        help_text="With commas between them: the catalogue is searched by these",
    )  # fmt: skip
    mode = fields.Choice("A fellow works as", choices=Centre.MODES)
    scope = fields.LongText(
        "What a fellow may do", rows=3, words=60, required=False,
        help_text="What is done alone, under supervision, or only watched",
    )  # fmt: skip
    languages = _Listed(
        label="Languages spoken at work", required=False, help_text="With commas between them"
    )
    licence = forms.ChoiceField(label="Licence", choices=Centre.LICENCES, required=False)
    licence_note = forms.CharField(
        label="About the licence",
        max_length=300,
        required=False,
        help_text="From whom, and how long it takes",
    )
    visa_route = fields.LongText(
        "Visa route", rows=3, required=False, help_text="Which visa, and what the centre writes for it"
    )
    fee = fields.Money(
        "Fee that the centre asks for", required=False,
        help_text="0 where there is none; empty where it is not yet known",
    )  # fmt: skip
    costs = forms.CharField(
        label="Other costs", max_length=300, required=False, help_text="Insurance, badge, parking"
    )
    asks_for = fields.LongText(
        "Anything else before arrival", rows=3, required=False,
        help_text="What has an owner and a latest day stands in the list of requirements",
    )  # fmt: skip
    capacity = forms.CharField(
        label="When and how many",
        max_length=200,
        required=False,
        help_text="For example “one at a time, not in August”",
    )

    @staticmethod
    def of(centre: Centre) -> dict[str, Any]:
        return {name: getattr(centre, name) for name in EditCentre.base_fields}


class Offer(EditCentre):
    """The same, for a society that has no centre here yet."""

    society = forms.ChoiceField(label="Society")
    field_order = ("society",)

    def __init__(self, *args: Any, institution: Institution, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["version"]
        taken = {centre.society_id for centre in institution.centres.all()}
        self.free = {row.slug: row for row in societies.societies() if row.pk not in taken}
        self.fields["society"].choices = [
            (slug, f"{row.acronym}, {row.name}") for slug, row in self.free.items()
        ]

    def clean_society(self) -> Any:
        return self.free[self.cleaned_data["society"]]


class _Row(forms.Form):
    """One line of a list that is saved as a whole; an empty line and a crossed-out one count as none."""

    drop = forms.BooleanField(label="Take this line out", required=False)

    @property
    def counts(self) -> bool:
        return self.has_changed() and not self.cleaned_data.get("drop")

    def row(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "drop"}


class _Span(_Row):
    starts_on = fields.Day("From")
    ends_on = fields.Day("Until")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "This day lies before the first one.")
        return values


class _PeriodRow(_Span):
    places = forms.IntegerField(label="Fellows at once", min_value=0, max_value=50)
    topic = forms.CharField(
        label="Only for this topic", max_length=120, required=False, help_text="Empty: any of the centre's"
    )
    field_order = ("starts_on", "ends_on", "places", "topic", "drop")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("starts_on") and values.get("starts_on") == values.get("ends_on"):
            self.add_error("ends_on", "A period has more than one day.")
        return values


class _ClosureRow(_Span):
    reason = forms.CharField(label="Reason", max_length=120, required=False)
    centre = forms.ChoiceField(label="What is closed", required=False)
    field_order = ("starts_on", "ends_on", "reason", "centre", "drop")

    def __init__(self, *args: Any, institution: Institution, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = {str(row.pk): row for row in institution.centres.all()}
        named = [(key, f"The centre of {row.society.acronym}") for key, row in self.known.items()]
        self.fields["centre"].choices = [("", "The whole institution"), *named]

    def row(self) -> dict[str, Any]:
        return super().row() | {"centre": self.known.get(self.cleaned_data["centre"])}


class _RequirementRow(_Row):
    title = forms.CharField(label="What", max_length=160)
    owner = forms.ChoiceField(label="Who sees to it", choices=Requirement.OWNERS, initial="fellow")
    days_before = forms.IntegerField(label="At the latest, days before the start", min_value=0, max_value=730)
    of_whom = forms.ChoiceField(label="Of whom", choices=Requirement.PEOPLE, initial="all")
    field_order = ("title", "owner", "days_before", "of_whom", "drop")


class _Lines(forms.BaseFormSet):
    """The lines that count, in the order in which they stand."""

    SPARE = 3

    def rows(self) -> list[dict[str, Any]]:
        return [form.row() for form in self.forms if form.counts]


def _lines(form: type[forms.Form]) -> type[_Lines]:
    return forms.formset_factory(form, formset=_Lines, extra=_Lines.SPARE, max_num=60)


EditCalendar = _lines(_PeriodRow)
EditClosures = _lines(_ClosureRow)
EditRequirements = EditCountry = _lines(_RequirementRow)


class NameTutor(forms.Form):
    name = forms.CharField(label="Name, with title", max_length=200)
    email = forms.EmailField(
        label="E-mail address", help_text="Links to confirm, countersign and evaluate are sent there"
    )
    membership = forms.CharField(
        label="Membership", max_length=60, required=False, help_text="Where the programme asks for one"
    )


class Coordinate(forms.Form):
    email = forms.EmailField(
        label="E-mail address of the coordinator", help_text="Of somebody who has an account"
    )

    def clean_email(self) -> Any:
        user = people.by_email(self.cleaned_data["email"])
        if user is None:
            raise forms.ValidationError(
                "Nobody has an account with this address. Ask the person to register first.", code="unknown"
            )
        return user
