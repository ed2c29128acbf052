"""What is asked about a referee, and of one."""

from __future__ import annotations

from typing import Any

from django import forms

from sojourn.applications.forms.sections import Section
from sojourn.applications.rules import references
from sojourn.calls.models import LetterQuestion
from sojourn.ui import forms as ui

TEXT = "Plain text; an empty line begins a new paragraph."


class _Address(Section):
    """An address that nobody asked for this application has, and that is not the applicant's own."""

    email = forms.EmailField(label="E-mail address", max_length=254, help_text="The request is mailed there.")

    def __init__(self, *args: Any, taken: set[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.taken = taken

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        if email.lower() in self.taken:
            raise forms.ValidationError(
                "This is your own address or that of a referee you have already named.", code="taken"
            )
        return email


class NameReferee(_Address):
    """Who writes, that it is confidential, and whether the request goes out now."""

    name = forms.CharField(label="Name with title", max_length=200)
    position = forms.CharField(label="Position", max_length=200, help_text="As in head of department.")
    institution = forms.CharField(label="Institution", max_length=200, required=False)
    message = ui.LongText(
        "Your words to the referee",
        rows=4,
        required=False,
        max_length=2000,
        help_text="They stand in the mail: where you worked together, and what you wish to learn. "
        "About 120 words at most.",
    )
    agreed = forms.BooleanField(
        label="I agree that the letter is confidential: the committee reads it, and I do not",
        error_messages={
            "required": "Nobody is asked before you have agreed that the letter is confidential."
        },
    )
    ask_now = ui.Choice(
        "When to ask",
        choices=(
            ("now", "Mail the request now"),
            ("later", "I ask later; at the latest it is mailed when I submit"),
        ),
        initial="now",
    )

    field_order = ("name", "email", "position", "institution", "message", "agreed", "ask_now")

    def values(self) -> dict[str, Any]:
        return {**super().values(), "ask_now": self.cleaned_data["ask_now"] == "now"}


class ReplaceReferee(NameReferee):
    """Somebody else in the place of a referee."""


class ChangeAddress(_Address):
    """The same person at another address."""


class _Reference(forms.Form):
    """The programme's questions, who signs, and that it is the right letter."""

    def __init__(self, *args: Any, questions: list[LetterQuestion], applicant: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = questions
        for one in questions:
            self.fields[f"question-{one.code}"] = _question(one)
        self.fields["signed_as"] = forms.CharField(
            label="Signed by",
            max_length=200,
            help_text="Your name and title, as they stand under the letter.",
            error_messages={"required": "Write your name: a letter is signed."},
        )
        self.fields["right"] = forms.BooleanField(
            label=f"The letter is mine, is signed, and is about {applicant}",
            error_messages={
                "required": "Look at the letter once more, and confirm that it is the right one."
            },
        )

    def asked(self) -> list[forms.BoundField]:
        """The fields of the questions, in their order."""
        return [self[f"question-{one.code}"] for one in self.questions]

    def answers(self) -> dict[str, Any]:
        """Code of a question -> what was answered, also where the form is not right as a whole."""
        return {one.code: self.cleaned_data.get(f"question-{one.code}", "") for one in self.questions}


def _question(one: LetterQuestion) -> forms.Field:
    """The field of a programme's question; answers are plain text or the level as text."""
    shared: dict[str, Any] = {"label": one.title, "required": one.required, "help_text": one.guidance}
    missing = {
        "required": "Choose one." if one.kind != "text" else "Write a sentence or two.",
        "invalid_choice": "Choose one of these.",
    }
    if one.kind == "text":
        label = shared.pop("label")
        return ui.LongText(label, rows=3, max_length=2000, error_messages=missing, **shared)
    if one.kind == "choice":
        pairs = [(option, option) for option in one.options]
    else:
        levels = range(one.lowest, one.highest + 1)
        anchored = {level: one.anchors.get(str(level), "") for level in levels}
        pairs = [(str(level), f"{level}: {said}" if said else str(level)) for level, said in anchored.items()]
    if not one.required:
        pairs.append(("", "I would rather not say"))
    label = shared.pop("label")
    return ui.Choice(label, choices=pairs, error_messages=missing, **shared)


class _LetterText(ui.LongText):
    """Wanted where there is no file: neither of the two is optional, and neither is required by itself."""

    def validate(self, value: Any) -> None:
        pass


class _LetterFile(ui.Upload):
    """As the text beside it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if data else None


class WriteLetter(_Reference):
    """Typed or as a PDF; a draft may be empty, a letter may not. `kept` is a file that was chosen before."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    text = _LetterText("Type the letter", rows=14, max_length=20_000, help_text=TEXT)
    file = _LetterFile("Or choose a PDF", max_mb=4)
    use_required_attribute = False

    def __init__(self, *args: Any, kept: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kept = kept
        if kept:
            self.fields["file"].label = "Or choose another PDF"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        words = len((values.get("text") or "").split())
        if "text" in self.errors or "file" in self.errors:
            return values
        if not words and not values.get("file") and not self.kept:
            self.add_error("text", "Type the letter here, or choose a PDF below.")
        elif words and words < references.FEWEST_WORDS and not values.get("file") and not self.kept:
            self.add_error(
                "text", f"This has {words} words; a letter needs at least {references.FEWEST_WORDS}."
            )
        return values

    def doubt(self, sentences: list[str]) -> None:
        """Ask once more where something looks wrong; whoever has looked ticks, and it is sent."""
        self.fields["looked"] = forms.BooleanField(
            label="I have looked again, and it is the right letter",
            error_messages={"required": " ".join(sentences)},
        )


class SaveLetter(forms.Form):
    """What is kept of a draft: whatever is typed, right or not."""

    seen = forms.CharField(required=False, max_length=16)
    text = forms.CharField(required=False, max_length=20_000, strip=False)
    tab = forms.CharField(required=False, max_length=40)
    turn = forms.IntegerField(required=False, min_value=0, max_value=10**9)

    def __init__(self, *args: Any, questions: list[LetterQuestion], **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = questions
        for one in questions:
            self.fields[f"question-{one.code}"] = forms.CharField(required=False, max_length=2000)

    def answers(self) -> dict[str, str]:
        return {one.code: self.cleaned_data[f"question-{one.code}"] for one in self.questions}


class ReuseLetter(_Reference):
    """The earlier letter again, with the questions of this programme."""


class HandOver(forms.Form):
    """Who uploads the letter for the referee."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="A link of its own is mailed there: it takes a file, and sends nothing to the committee.",
    )


class UploadLetter(forms.Form):
    """A file for the referee to confirm."""

    file = ui.Upload("The letter as a PDF", max_mb=4)


class DeclineLetter(forms.Form):
    """One click, with a reason where the referee wishes to give one."""

    reason = forms.CharField(
        label="Your reason", max_length=300, required=False, help_text="The applicant reads it."
    )
