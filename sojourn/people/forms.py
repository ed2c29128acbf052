"""Forms of this room; those of sign-in and passwords are allauth's."""

from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest

from sojourn.people import actions
from sojourn.people.models import Role, User
from sojourn.post.queries import texts
from sojourn.ui.forms import Choice, Country

# places by which people know their zone; not the historical and the fixed ones
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
ZONES = [*sorted(name for name in available_timezones() if name.partition("/")[0] in AREAS), "UTC"]


class _Names(forms.Form):
    """How letters and lists call a person."""

    title = forms.CharField(
        max_length=30,
        required=False,
        help_text="As letters should print it, for example Dr",
        widget=forms.TextInput(attrs={"autocomplete": "honorific-prefix"}),
    )
    given_name = forms.CharField(
        label="Given name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label="Family name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )


class SignUp(_Names):
    """The names beside address and password; allauth builds its form upon it."""

    field_order = ("title", "given_name", "family_name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:
        actions.sign_up(user, self.cleaned_data, at=request.at)


class Join(_Names):
    """An account for an address that is known already."""

    password = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters, and not one of the common ones",
    )

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class EditProfile(_Names):
    """What each application starts from; `version` tells whether another tab saved in between."""

    institution = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    department = forms.CharField(max_length=200, required=False)
    city = forms.CharField(
        max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    residence_country = Country("Country of residence", required=False)
    work_country = Country("Country of work", required=False)
    phone = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"})
    )
    zone = forms.ChoiceField(
        label="Your time zone",
        choices=[("", "As my browser tells"), *((name, name.replace("_", " ")) for name in ZONES)],
        required=False,
        help_text="Deadlines are shown in the call's zone, in UTC and in yours.",
    )
    language = forms.ChoiceField(
        label="Language of letters",
        choices=lambda: [("", texts.language("")), *texts.languages()],
        required=False,
        help_text="Where the office has no text in your language yet, the letter comes in English. "
        "The pages are English.",
    )
    daily = forms.BooleanField(
        label="One letter a day",
        required=False,
        help_text="What can wait comes together, once a day. What is urgent still comes at once: offers, "
        "results, links, what is due within days.",
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class Appoint(forms.Form):
    """A person by address, for a federation-wide role."""

    email = forms.EmailField(label="E-mail address of the account", max_length=254)
    kind = Choice("Office", choices=Role.KINDS, initial="federation_officer")
