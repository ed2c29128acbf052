"""Why a release is dropped, cancelled or recalled, and what a signer has looked at."""

from typing import Any

from django import forms

from sojourn.ui import forms as ui


class Drop(forms.Form):
    reason = ui.LongText("Why this release is taken back", rows=3, max_length=1000)


class Cancel(forms.Form):
    reason = ui.LongText("Why it is held back", rows=3, max_length=1000)


class Recall(forms.Form):
    reason = ui.LongText(
        "Why it is recalled",
        rows=3,
        max_length=1000,
        help_text="For the journal: the office reads it, applicants do not.",
    )


class Prepare(forms.Form):
    """Where a check found something that is allowed, the signer says that it was seen."""

    seen = forms.BooleanField(
        label="I have looked at what is marked “look”",
        error_messages={"required": "Look at each line that is marked, then tick the box."},
    )

    def __init__(self, *args: Any, checks: list, **more: Any) -> None:
        super().__init__(*args, **more)
        if not any(check.look for check in checks):
            del self.fields["seen"]


class Hold(Prepare):
    """The second signature asks the same."""
