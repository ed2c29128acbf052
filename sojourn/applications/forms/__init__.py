"""One form for each verb: what a person typed becomes clean values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from sojourn.applications.forms.sections import (
    AnswerFile as AnswerFile,
)
from sojourn.applications.forms.sections import (
    AnswerQuestions as AnswerQuestions,
)
from sojourn.applications.forms.sections import (
    EditCv as EditCv,
)
from sojourn.applications.forms.sections import (
    ImportOrcid as ImportOrcid,
)
from sojourn.applications.forms.sections import (
    Section as Section,
)
from sojourn.applications.rules import references
from sojourn.calls import queries as calls
from sojourn.calls.models import DocumentSlot, EligibilityRule, LetterQuestion
from sojourn.core.eligibility import Question
from sojourn.ui import forms as ui
from sojourn.ui import questions

TEXT = "Plain text; an empty line begins a new paragraph."


class ConfirmEligibility(Section):
    """The programme's printed statements, and membership numbers; built from its rules."""

    def __init__(
        self,
        *args: Any,
        rules: list[EligibilityRule],
        confirmed: set[str],
        asked: Sequence[Question] = (),
        today: date | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.keys: list[str] = []
        self.bodies: list[str] = []
        self.asked = asked
        self.fields.update(questions.fields(asked, today=today))
        for rule in rules:
            if rule.kind == "statement":
                self._state(rule)
            elif rule.kind == "membership":
                for body in rule.params["bodies"]:
                    self._member(body, body in confirmed)

    def _state(self, rule: EligibilityRule) -> None:
        key = rule.params.get("key") or rule.code
        if key not in self.keys:
            self.keys.append(key)
            self.fields[f"statement-{key}"] = forms.BooleanField(label=rule.wording, required=False)

    def _member(self, body: str, confirmed: bool) -> None:
        if body not in self.bodies:
            self.bodies.append(body)
            told = (
                f"{body} has confirmed your membership; nothing is needed here."
                if confirmed
                else f"As on your membership card. {body} confirms it; leave it empty if you have none."
            )
            self.fields[f"membership-{body}"] = forms.CharField(
                label=f"{body} membership number", required=False, max_length=40, help_text=told
            )

    def values(self) -> dict[str, Any]:
        clean = self.cleaned_data
        return {
            "statements": [key for key in self.keys if clean.get(f"statement-{key}")],
            "memberships": {body: clean.get(f"membership-{body}", "") for body in self.bodies},
            "facts": questions.kept(self.asked, clean),
        }


class EditAbout(Section):
    """Who you are and where you live and work."""

    title = forms.CharField(label="Title", max_length=30, required=False, help_text="As in Dr or Prof.")
    given_name = forms.CharField(label="Given name", max_length=100)
    family_name = forms.CharField(label="Family name", max_length=100)
    institution = forms.CharField(label="Institution where you work", max_length=200)
    department = forms.CharField(label="Department", max_length=200, required=False)
    city = forms.CharField(label="City", max_length=100)
    residence_country = ui.Country("Country where you live")
    work_country = ui.Country("Country where you work")
    phone = forms.CharField(
        label="Telephone",
        max_length=40,
        required=False,
        help_text="With the country code, as in +43 1 234567.",
    )


class EditTraining(Section):
    """Certification and training."""

    certified_on = ui.Day("Date of your board certification", help_text="The day printed on the certificate.")
    certified_by = forms.CharField(
        label="Certified by", max_length=200, help_text="The body that certified you."
    )
    profession = ui.Choice("Your profession", choices=calls.PROFESSIONS)
    training = ui.LongText("Your training so far", rows=6, words=200, required=False, max_length=4000)
    interests = ui.LongText("What you wish to learn", rows=5, words=150, required=False, max_length=3000)

    def __init__(
        self, *args: Any, today: Any, certified: bool = True, professions: Sequence[Any] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.today = today
        if professions:
            self.fields["profession"].choices = professions
        if not certified:
            del self.fields["certified_on"], self.fields["certified_by"]

    def clean_certified_on(self) -> Any:
        day = self.cleaned_data["certified_on"]
        if day > self.today:
            raise forms.ValidationError("This day lies in the future.", code="future")
        if day.year < 1950:
            raise forms.ValidationError("Check the year.", code="year")
        return day


class NoteChoices(Section):
    """A word to the office about the ranking."""

    choices_note = ui.LongText(
        "Something the office should know about your choice",
        rows=3,
        words=80,
        required=False,
        max_length=1500,
    )


class AddDocument(forms.Form):
    """A PDF for one slot, with the date that the programme asks beside it."""

    def __init__(
        self,
        *args: Any,
        slot: DocumentSlot,
        max_mb: int,
        max_pages: int | None = None,
        today: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.today = today
        pages = f" and {max_pages} page{'' if max_pages == 1 else 's'}" if max_pages else ""
        self.fields["file"] = ui.Upload(
            slot.title, max_mb=max_mb, help_text=f"PDF, at most {max_mb} MB{pages}"
        )
        if slot.asks_date:
            self.fields["dated_on"] = ui.Day(slot.asks_date)

    def clean_dated_on(self) -> Any:
        day = self.cleaned_data["dated_on"]
        if day > self.today:
            raise forms.ValidationError("This day lies in the future.", code="future")
        if day.year < 1950:
            raise forms.ValidationError("Check the year.", code="year")
        return day


class _Address(forms.Form):
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
        return {**self.cleaned_data, "ask_now": self.cleaned_data["ask_now"] == "now"}


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


class CheckReceipt(forms.Form):
    """Number and mark as they stand on the receipt, however they were typed."""

    number = forms.CharField(label="Number", max_length=40, help_text="As in S24-ESGAR-7Q4K.")
    mark = forms.CharField(
        label="Mark (SHA-256)", max_length=200, help_text="64 figures and letters; spaces do not matter."
    )

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split())

    def clean_mark(self) -> str:
        mark = "".join(self.cleaned_data["mark"].split()).lower()
        if len(mark) != 64 or set(mark) - set("0123456789abcdef"):
            raise forms.ValidationError("A mark has 64 characters, 0 to 9 and a to f.", code="mark")
        return mark


class Withdraw(forms.Form):
    """Why, for whoever wishes to say it."""

    reason = ui.LongText(
        "Your reason", rows=3, required=False, max_length=500, help_text="Kept with the record."
    )


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


class Answer(forms.Form):
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
