"""What every section can do: be right or wrong, give its right part, and the rest as it was typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from sojourn.calls import queries as calls
from sojourn.calls.models import Question
from sojourn.core import conditions, cvs
from sojourn.ui import forms as ui


class Section(forms.Form):
    """A section carries what it was shown with, so that another tab's text is never lost."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    use_required_attribute = False

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def raw(self) -> dict[str, Any]:
        """Every field as it was sent, fit for JSON and for `initial`."""
        found = {}
        for field in self:
            name = field.html_name
            if field.name == "seen" or isinstance(field.field, _FileAnswer):
                continue
            if isinstance(field.field.widget, forms.CheckboxInput):
                found[field.name] = name in self.data
            elif isinstance(field.field.widget, forms.CheckboxSelectMultiple):
                found[field.name] = self.data.getlist(name)
            elif name in self.data:
                found[field.name] = self.data[name]
        return found

    def part(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is right, and what is not as it was typed. A field left empty is right: emptied."""
        raw, wrong = self.raw(), {}
        for name, errors in self.errors.as_data().items():
            if name in (NON_FIELD_ERRORS, "seen"):
                continue
            if any(error.code != "required" for error in errors):
                wrong[name] = raw.get(name, "")
            elif name in raw:
                self.cleaned_data[name] = self.fields[name].to_python(None)
        return self.values(), wrong


class _FileSlot(forms.Widget):
    """Where a file belongs: its name, and buttons that save the section and lead to the upload."""

    template_name = "applications/_answer_file.html"

    def __init__(self, code: str, *, name: str = "", open_url: str = "", remove_url: str = "") -> None:
        super().__init__()
        self.slot = {"code": code, "name": name, "open_url": open_url, "remove_url": remove_url}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"slot": self.slot}


class _FileAnswer(forms.Field):
    """A question that a file answers: on its own page, because a file cannot be sent half."""


class AnswerQuestions(Section):
    """The programme's own questions, each by its kind; those that are not asked are not refused."""

    def __init__(
        self, *args: Any, questions: Iterable[Question], files: Mapping[str, Mapping[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.questions = list(questions)
        self.with_files = {code for code, known in files.items() if known.get("name")}
        labels = {question.code: question.label for question in self.questions}
        for question in self.questions:
            field = _field(question, files.get(question.code, {}))
            field.needed = question.required
            if question.depends_on:
                field.asked_if = json.dumps(
                    {
                        "on": name_of(question.depends_on),
                        "how": question.depends_how,
                        "value": question.depends_value,
                    }
                )
                field.asked_hint = calls.condition_words(question, labels)
            self.fields[name_of(question.code)] = field

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        raw = self.raw()
        answers = {q.code: values.get(name_of(q.code), raw.get(name_of(q.code))) for q in self.questions}
        answers |= dict.fromkeys(self.with_files, "a file")
        asked = set(conditions.asked(core(self.questions), answers))
        for question in self.questions:
            name = name_of(question.code)
            if question.code not in asked:
                self._errors.pop(name, None)
                values[name] = raw.get(name) or values.get(name)
                continue
            empty = values.get(name) in (None, "", [])
            if empty and question.required and question.kind != "file" and name not in self.errors:
                self.add_error(name, forms.ValidationError("This is needed.", code="required"))
        return values

    def values(self) -> dict[str, Any]:
        return {
            question.code: _plain(self.cleaned_data[name_of(question.code)])
            for question in self.questions
            if question.kind != "file" and name_of(question.code) in self.cleaned_data
        }


def name_of(code: str) -> str:
    return f"answer-{code}"


def core(questions: Iterable[Question]) -> list[conditions.Question]:
    return [
        conditions.Question(row.code, row.kind, row.depends_on, row.depends_how, row.depends_value)
        for row in questions
    ]


def _field(question: Question, known: Mapping[str, str]) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "required": False, "help_text": question.help}
    pairs = [(choice, choice) for choice in question.choices]
    if question.kind == "text":
        common["help_text"] = question.help or (f"About {question.words} words" if question.words else "")
        return ui.LongText(rows=5, words=question.words, max_length=8000, **common)
    if question.kind == "number":
        bounds = {"min_value": question.lowest, "max_value": question.highest}
        return _Number(**bounds, **common)
    if question.kind == "choice":
        return ui.Choice(choices=pairs, **common)
    if question.kind == "choices":
        return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple, **common)
    if question.kind == "day":
        return ui.Day(**common)
    if question.kind == "file":
        slot = {name: known.get(name, "") for name in ("name", "open_url", "remove_url")}
        return _FileAnswer(widget=_FileSlot(question.code, **slot), **common)
    return forms.CharField(max_length=300, **common)


class _Number(forms.DecimalField):
    """Typed in a text field: a number field of a browser silently empties what it cannot read."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".").strip() if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


class _Moment(forms.CharField):
    """A partial date, shown as people write it."""

    def clean(self, value: Any) -> str:
        try:
            return cvs.moment(super().clean(value))
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong), code="moment") from None

    def prepare_value(self, value: Any) -> Any:
        return cvs.spoken(value) if isinstance(value, str) else value


class EditCv(Section):
    """One part of the CV: its lines below each other, the last one perhaps empty."""

    lines = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=cvs.MOST, required=False)

    def __init__(self, *args: Any, part: cvs.Part, number: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.part_of_cv = part
        if self.is_bound:
            sent = str(self.data.get("lines", "")).strip()
            number = min(int(sent), cvs.MOST) if sent.isascii() and sent.isdigit() else number
        self.number = number
        self.initial["lines"] = number
        for index in range(number):
            for field in part.fields:
                self.fields[f"{index}-{field.name}"] = _line_field(field)
            self.fields[f"{index}-drop"] = forms.BooleanField(
                label=f"Remove this {part.single.lower()}", required=False
            )

    def blocks(self) -> list[dict[str, Any]]:
        """The lines as the page shows them."""
        return [
            {
                "number": index + 1,
                "fields": [self[f"{index}-{name}"] for name in self.part_of_cv.names],
                "drop": self[f"{index}-drop"],
                "filled": any(self[f"{index}-{name}"].value() for name in self.part_of_cv.names),
            }
            for index in range(self.number)
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        raw = self.raw()
        for index in range(self.number):
            filled = any(str(raw.get(f"{index}-{name}", "")).strip() for name in self.part_of_cv.names)
            if values.get(f"{index}-drop"):
                for name in self.part_of_cv.names:
                    self._errors.pop(f"{index}-{name}", None)
                continue
            for field in self.part_of_cv.fields:
                name = f"{index}-{field.name}"
                if filled and field.required and name not in self.errors and not values.get(name):
                    self.add_error(name, forms.ValidationError("This is needed.", code="required"))
            began, ended = values.get(f"{index}-began"), values.get(f"{index}-ended")
            if began and ended and ended[: len(began)] < began[: len(ended)]:
                self.add_error(
                    f"{index}-ended", forms.ValidationError("This is before the beginning.", code="order")
                )
        return values

    def values(self) -> dict[str, Any]:
        """Lines in the order they were typed; those ticked for removal and empty ones are gone."""
        return {"lines": [line for line in self._lines(dropping=True) if line]}

    def part(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """A draft keeps each line where it stands: the texts that are not right belong to its number."""
        _, wrong = super().part()
        found = self._lines(dropping=False)
        while found and not found[-1]:
            found.pop()
        wrong.pop("lines", None)
        return {"lines": found}, wrong

    def _lines(self, *, dropping: bool) -> list[dict[str, str]]:
        found = []
        for index in range(self.number):
            clean = {name: self.cleaned_data.get(f"{index}-{name}") or "" for name in self.part_of_cv.names}
            dropped = dropping and self.cleaned_data.get(f"{index}-drop")
            found.append({} if dropped else {name: text for name, text in clean.items() if text})
        return found

    def beside(self, data: Any, stored: Mapping[str, Any]) -> Any:
        """Another page wrote other lines: ours that tell of something else go below theirs."""
        theirs = 1 + max((int(name.partition("-")[0]) for name in stored if name[:1].isdigit()), default=-1)
        last = max(theirs, self.number)
        for index in range(min(theirs, self.number)):
            names = [name for name in ("title", "body") if name in self.part_of_cv.names]
            pairs = [(stored.get(f"{index}-{name}", ""), data.get(f"{index}-{name}", "")) for name in names]
            if last < cvs.MOST and all(theirs and ours and theirs != ours for theirs, ours in pairs):
                for name in self.part_of_cv.names:
                    data[f"{last}-{name}"] = data.get(f"{index}-{name}", "")
                    data[f"{index}-{name}"] = stored.get(f"{index}-{name}", "")
                last += 1
        data["lines"] = str(last)
        return data

    def label_of(self, name: str) -> str:
        index, _, field = name.partition("-")
        label = self.fields[name].label
        return f"{self.part_of_cv.single} {int(index) + 1}: {label}" if field else label


def _line_field(field: cvs.Field) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    if field.kind == "text":
        made: forms.Field = ui.LongText(rows=3, max_length=field.longest, **common)
    elif field.kind == "moment":
        made = _Moment(max_length=40, **common)
    elif field.kind == "level":
        made = forms.ChoiceField(
            choices=[("", "Choose a level"), *((one, one) for one in cvs.LEVELS)], **common
        )
    else:
        made = forms.CharField(max_length=field.longest, **common)
    made.needed = field.required
    return made


class AnswerFile(forms.Form):
    """A PDF as the answer to a question."""

    def __init__(self, *args: Any, label: str, max_mb: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["file"] = ui.Upload(label, max_mb=max_mb)


class ImportOrcid(forms.Form):
    """The record of the public API, saved as a file."""

    file = ui.Upload("Your ORCID record", accept=".json,.xml", max_mb=5)
