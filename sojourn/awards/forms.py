"""Forms of this room."""

from __future__ import annotations

from django import forms

from sojourn.ui import forms as ui


class Decline(forms.Form):
    """Declining needs no reason; whoever gives one helps the next call."""

    reason = forms.CharField(
        label="Why (you need not say)", required=False, max_length=300, help_text="Read by the office only."
    )


class Pay(forms.Form):
    paid_on = ui.Day("Day on which it left the account")
