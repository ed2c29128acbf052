"""An account: an IBAN where there is one, and what a bank elsewhere asks for."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from sojourn.payments.models import BankData
from sojourn.payments.queries import sepa
from sojourn.ui import forms as ui

ELSEWHERE = ("account", "routing", "bank", "bank_country")
ADDRESS = ("street", "number", "postcode", "town", "country")
FITS = "Check it against your bank's papers: "


class _Account(forms.Form):
    """Holder, account and the address that banks ask for in its parts."""

    holder = forms.CharField(label="Holder of the account", max_length=70)
    iban = forms.CharField(
        label="IBAN",
        max_length=42,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bic = forms.CharField(
        label="BIC", max_length=11, required=False, help_text="Can be left empty with an IBAN"
    )
    street = forms.CharField(label="Street", max_length=70, required=False)
    number = forms.CharField(label="House number", max_length=16, required=False)
    postcode = forms.CharField(label="Postcode", max_length=16, required=False)
    town = forms.CharField(label="Town", max_length=35)
    country = ui.Country("Country")

    def clean_holder(self) -> str:
        typed = self.cleaned_data["holder"]
        if not any(map(str.isalpha, sepa.plain(typed))):
            raise forms.ValidationError("Write the name as the bank has it, in letters.", code="letters")
        return typed

    def clean_iban(self) -> str:
        typed = self.cleaned_data["iban"]
        if not typed.strip():
            return ""
        try:
            return str(IBAN(typed, validate_bban=True))
        except SchwiftyException as wrong:
            raise forms.ValidationError(FITS + _why(wrong), code="iban") from None

    def clean_bic(self) -> str:
        typed = self.cleaned_data["bic"]
        if not typed.strip():
            return ""
        try:
            return str(BIC(typed))
        except SchwiftyException as wrong:
            raise forms.ValidationError(FITS + _why(wrong), code="bic") from None

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        iban, bic = values.get("iban"), values.get("bic")
        if iban and bic and iban[:2] != bic[4:6] and not _same_area(iban[:2], bic[4:6]):
            self.add_error("bic", "This BIC belongs to a bank in another country than the IBAN.")
        return values


def _same_area(one: str, other: str) -> bool:
    return {one, other} <= {"FR", "MC"} or {one, other} <= {"GB", "GI"} or {one, other} <= {"IT", "SM", "VA"}


def _why(wrong: SchwiftyException) -> str:
    return {
        "InvalidLength": "it has too many or too few letters and figures.",
        "InvalidChecksumDigits": "a letter or figure is wrong, or two changed places.",
        "InvalidBBANChecksum": "a figure is wrong, or two changed places.",
        "InvalidCountryCode": "it begins with no country that has one.",
        "InvalidStructure": "letters and figures stand in the wrong places.",
        "InvalidBankCode": "no bank of that country is known by it.",
    }.get(type(wrong).__name__, "it is not valid.")


class GiveBank(_Account):
    """`changes`: something was given before; then the password is asked."""

    kind = ui.Choice("Where the account is", choices=BankData.KINDS, initial="sepa")
    account = forms.CharField(label="Account number", max_length=34, required=False)
    bank = forms.CharField(label="Name of the bank", max_length=100, required=False)
    bank_country = ui.Country("Country of the bank", required=False)
    routing = forms.CharField(
        label="Routing or branch code",
        max_length=34,
        required=False,
        help_text="For example ABA routing number, sort code, branch code",
    )
    password = forms.CharField(
        label="Your password",
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="A change of the account asks for it again.",
    )

    def __init__(self, *given: Any, changes: bool = False, **more: Any) -> None:
        super().__init__(*given, **more)
        if not changes:
            del self.fields["password"]
        self.fields["iban"].needed = True  # or what stands in its place, as `clean` says
        for name in ELSEWHERE:
            field = self.fields[name]
            field.asked_if = json.dumps({"on": "kind", "how": "is", "value": "other"})
            field.asked_hint = "Only for an account elsewhere"
            field.needed = name != "routing"
        self.order_fields(
            (
                "kind",
                "holder",
                "iban",
                "bic",
                "account",
                "routing",
                "bank",
                "bank_country",
                *ADDRESS,
                "password",
            )
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("kind") == "sepa":
            self._needs_iban(values)
        else:
            self._needs_account(values)
        return values

    def _needs_iban(self, values: dict[str, Any]) -> None:
        iban = values.get("iban")
        if not iban and "iban" not in self.errors:
            self.add_error("iban", "Write the IBAN.")
        if iban and not sepa.reaches(iban):
            self.add_error("kind", "This IBAN is of a country outside the area: choose an account elsewhere.")

    def _needs_account(self, values: dict[str, Any]) -> None:
        if not values.get("iban") and not values.get("account") and "iban" not in self.errors:
            self.add_error("account", "Write the account number, or the IBAN if there is one.")
        for name, words in (("bank", "Name the bank."), ("bank_country", "Say in which country it is.")):
            if not values.get(name):
                self.add_error(name, words)
        if not values.get("bic") and not values.get("routing") and "bic" not in self.errors:
            self.add_error("bic", "Write the BIC, or the routing code below.")

    def values(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "password"}

    def password_given(self) -> str:
        return self.cleaned_data.get("password", "")


class GiveHostBank(GiveBank):
    """The same for the institution of a centre."""


class SavePayerAccount(_Account):
    """The account that a payer pays from: always an IBAN."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["iban"].needed = True

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("iban") and "iban" not in self.errors:
            self.add_error("iban", "Write the IBAN.")
        if values.get("iban") and not sepa.reaches(values["iban"]):
            self.add_error("iban", "A payment file is only for an account in the single euro payments area.")
        return values
