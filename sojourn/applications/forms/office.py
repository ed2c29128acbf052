"""What the office writes when it decides, asks or compares."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.applications.forms.sections import Section
from sojourn.ui import forms as ui


class _Note(forms.Form):
    note = ui.LongText(
        "Note", rows=4, required=False, max_length=2000, help_text="Kept with the application."
    )


class Admit(_Note):
    """Eligible."""


class Refer(_Note):
    """The committee decides about the rule."""


class Bar(_Note):
    """Not eligible: by a person, with the reason."""

    looked = forms.BooleanField(label="I have looked at this application myself")
    note = ui.LongText(
        "Reason", rows=4, max_length=2000, help_text="The applicant reads it, by mail and on the page."
    )


class Hold(_Note):
    """Something is missing."""

    note = ui.LongText(
        "What is missing",
        rows=4,
        max_length=2000,
        help_text="The applicant reads it, by mail and on the page.",
    )


class SendBack(forms.Form):
    """The parts that are open again, what is missing, and until when."""

    parts = forms.MultipleChoiceField(
        label="Parts that the applicant may change",
        widget=forms.CheckboxSelectMultiple,
        help_text="All others stay as they were submitted.",
        error_messages={"required": "Choose at least one part: without it nothing can be answered."},
    )
    note = ui.LongText(
        "What is missing",
        rows=5,
        max_length=2000,
        help_text="The applicant reads it, by mail in ten minutes and above the list of tasks.",
    )
    until = ui.Day("To be answered by", help_text="Until the end of this day, in the zone of the call.")

    def __init__(self, *args: Any, titles: dict[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parts"].choices = list(titles.items())


class Answer(Section):
    """A word to the office."""

    words = ui.LongText(
        "A word to the office",
        rows=4,
        max_length=2000,
        required=False,
        help_text="Needed only where you cannot give what was asked for.",
    )


class ConfirmMemberships(forms.Form):
    """A list as it comes out of a members' register."""

    roll = forms.CharField(
        label="Your members, one a line",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        max_length=500_000,
        help_text="Name, e-mail address or membership number, and since when, in any order; commas, "
        "semicolons or tabs between. Days come before months. Of people who did not apply nothing is kept.",
    )


class JudgePair(forms.Form):
    """One person or two, and why."""

    same = ui.Choice("What you found", choices=(("yes", "The same person"), ("no", "Different people")))
    reason = ui.LongText("Reason", rows=3, max_length=500, help_text="Kept for whoever asks next.")


class AllowDays(forms.Form):
    """Days for each extension that the programme's rules know of."""

    def __init__(self, *args: Any, extensions: list[dict[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.names = [extension["fact"] for extension in extensions]
        for extension in extensions:
            self.fields[extension["fact"]] = forms.IntegerField(
                label=f"Days for {extension['words']}",
                min_value=0,
                max_value=36_500,
                required=False,
                help_text=extension["told"],
            )
        self.fields["reason"] = ui.LongText(
            "Reason", rows=3, max_length=2000, help_text="Kept with the application, beside your name."
        )

    def days(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in self.names}


class CheckClear(forms.Form):
    """The applications of the dry run."""

    ids = forms.MultipleChoiceField(
        error_messages={"invalid_choice": "One of these is no longer a clear case."}
    )

    def __init__(self, *args: Any, clear: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["ids"].choices = [(pk, pk) for pk in clear]


class Redact(forms.Form):
    """The copy without names of one document."""

    looked = forms.BooleanField(
        label="I have looked: what was found is another word, not a name", required=False
    )

    def __init__(self, *args: Any, max_mb: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["file"] = ui.Upload("Copy without names", max_mb=max_mb)
        self.order_fields(["file", "looked"])
        if not self.is_bound:  # asked only of whoever was told what was found
            self.fields["looked"].widget = forms.HiddenInput()

    def ask_whether_looked(self) -> None:
        self.fields["looked"].widget = forms.CheckboxInput()
