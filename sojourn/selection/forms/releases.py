"""Why a release is dropped."""

from django import forms

from sojourn.ui import forms as ui


class Drop(forms.Form):
    reason = ui.LongText("Why this release is taken back", rows=3, max_length=1000)
