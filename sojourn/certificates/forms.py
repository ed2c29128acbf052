"""Forms of this room."""

from __future__ import annotations

from django import forms

from sojourn.ui import forms as ui


class Verify(forms.Form):
    """A code as it is read aloud or typed; mistakes are told by its check character."""

    code = forms.CharField(
        label="Certificate number",
        max_length=40,
        help_text="Ten characters, for example 7Q4K-9M2T-X8",
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class VerifyCode(forms.Form):
    """The file that somebody was given, to be compared with the one that was issued."""

    file = ui.Upload("The PDF that you were given", max_mb=4)


class Reissue(forms.Form):
    reason = forms.CharField(
        label="What was corrected", max_length=300, help_text="The fellow reads it; the public does not."
    )


class Revoke(forms.Form):
    reason = forms.CharField(
        label="Reason", max_length=300, help_text="The fellow reads it; the public does not."
    )
