"""Plain forms, one for each verb of a host."""

from typing import Any

from django import forms

from sojourn.centres.models import Centre, Institution
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
    mode = fields.Choice("A fellow works as", choices=Centre.MODES)
    languages = _Listed(
        label="Languages spoken at work", required=False, help_text="With commas between them"
    )
    asks_for = fields.LongText(
        "What has to be there before arrival", rows=3, required=False,
        help_text="Licence, visa, insurance, health: who sees to it, how long it takes",
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
