"""Why a match is discarded."""

from django import forms

from sojourn.ui import forms as ui


class Discard(forms.Form):
    reason = ui.LongText("Why this run is discarded", rows=3, max_length=1000)
