"""The code of a second device."""

from django import forms


class MailCode(forms.Form):
    """Six digits from a letter."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label="Six-digit code",
        max_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"invalid": "The code has six digits, as in 123456."},
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"].replace(" ", "").strip()
