"""Forms of this room: input to clean values."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.payments.forms.bank import GiveBank as GiveBank
from sojourn.payments.forms.bank import GiveHostBank as GiveHostBank
from sojourn.payments.forms.bank import SavePayerAccount as SavePayerAccount
from sojourn.ui import forms as ui


class Declare(forms.Form):
    sure = forms.BooleanField(
        label="Nobody else pays for the same costs of this stay",
        help_text="A salary that goes on, and leave, are no double funding.",
    )


class Prepare(forms.Form):
    """Which payments leave together, and on which day the bank is to do it."""

    chosen = forms.MultipleChoiceField(label="Payments", widget=forms.CheckboxSelectMultiple, required=False)
    leaves_on = ui.Day("Leaves on", help_text="The day on which the bank is to pay")

    def __init__(self, *given: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]


class DropBatch(forms.Form):
    """`out`: the file was downloaded, so that the bank may have it."""

    sure = forms.BooleanField(label="The bank has not got the file, or will not carry it out")
    reason = forms.CharField(label="Reason", max_length=300, required=False)

    def __init__(self, *given: Any, out: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if out:
            self.fields["reason"].required = True
        else:
            del self.fields["sure"]


class SettleBatch(forms.Form):
    paid_on = ui.Day("Paid on", help_text="The day on which it left the account")


class BookReturn(forms.Form):
    on = ui.Day("Came back on")
    reason = forms.CharField(
        label="Reason of the bank", max_length=200, help_text="The fellow reads it. No account numbers."
    )


class BookRepayment(forms.Form):
    on = ui.Day("Came in on")


class Waive(forms.Form):
    reason = forms.CharField(label="Why it is given up", max_length=300)


class FileClaim(forms.Form):
    what = forms.CharField(label="What for", max_length=120, help_text="For example: train Vienna to Oslo")
    spent_on = ui.Day("Paid on")
    receipt = ui.Upload("Receipt", accept=".pdf,.jpg,.jpeg", max_mb=8)

    def __init__(self, *given: Any, currency: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["amount"] = ui.Money("Amount", currency=currency)
        self.order_fields(["what", "spent_on", "amount", "receipt"])


class AcceptClaim(forms.Form):
    reason = forms.CharField(
        label="Why not all of it",
        max_length=300,
        required=False,
        help_text="Only where it is less. The fellow reads it.",
    )

    def __init__(self, *given: Any, currency: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["amount"] = ui.Money("Amount that is paid", currency=currency)
        self.order_fields(["amount", "reason"])


class RefuseClaim(forms.Form):
    reason = forms.CharField(label="Reason", max_length=300, help_text="The fellow reads it.")


class NameTreasurer(forms.Form):
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="Of an account that is there")


class SettleInvoice(forms.Form):
    on = ui.Day("Came in on")
