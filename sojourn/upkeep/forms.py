"""Forms of this room."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from sojourn.people.models import User
from sojourn.societies.forms import EditFederation
from sojourn.ui.forms import Moment


class SetUp(EditFederation):
    """The code, the federation and its first officer, in one page."""

    code = forms.CharField(
        label="Set-up code",
        max_length=60,
        help_text="It was printed where the server was started",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    given_name = forms.CharField(
        label="Given name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label="Family name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="You sign in with it",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        max_length=200,
        strip=False,
        help_text="At least 10 characters, and not one of the common ones",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    OFFICER = ("given_name", "family_name", "email", "password")
    FEDERATION = ("name", "acronym", "school", "office_email", "zone")
    field_order = ("code", *FEDERATION, *OFFICER)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        person = User(**{name: values.get(name, "") for name in self.OFFICER if name != "password"})
        try:
            password_validation.validate_password(values.get("password", ""), person)
        except ValidationError as error:
            if "password" in values:
                self.add_error("password", error)
        return values

    def part(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}


class MoveClock(forms.Form):
    """The instant to live in; a button of the page sends one that is worth seeing."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = Moment("Move to", zone=zone)
