"""The kinds of rules in an officer's words, and the fields that each takes, named as its parameters are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from sojourn.calls.models import DocumentSlot
from sojourn.core import eligibility
from sojourn.ui import forms as ui
from sojourn.ui.lists import Countries, Names

KINDS = (
    ("years_since", "Years since an event", "The certificate is not older than so many years."),
    ("age", "Age", "Not older, or not younger, than so many years on a certain day."),
    ("membership", "Membership", "A member of one or several bodies, perhaps since a day."),
    ("profession", "Profession", "Radiologist, or another one that you name."),
    ("countries", "Countries", "Who lives, works or is at home in some countries, or in any but those."),
    ("statement", "A statement to confirm", "A sentence that the applicant ticks."),
    ("language", "Language", "A level of a language, from A1 to C2."),
    ("prior_training", "Training before", "So many months of training in a field."),
    ("training_year", "Year of training", "For residents: the year of training that they are in."),
    ("prior_award", "Awards before", "Who held an award cannot apply again, or not for some years."),
    ("unique", "Applications of one person", "One programme or one topic for each applicant."),
    ("document", "A paper", "Something on paper that has to be uploaded, such as the home's consent."),
)
TITLES = {kind: title for kind, title, _ in KINDS}
LABELS = {
    "statement": "Sentence to confirm", "document": "What it is called",
}  # fmt: skip
REFERENCES = (
    ("closing", "The closing of the call"),
    ("opening", "The opening of the call"),
    ("submission", "The day of submission"),
    ("start", "The first day on which stays start"),
)
FACTS = (
    ("", "For everybody"),
    ("profession", "Only for some professions"),
    ("residence_country", "Only for those who live in some countries"),
    ("work_country", "Only for those who work in some countries"),
    ("nationality_country", "Only for some nationalities"),
    ("training_year", "Only for some years of training"),
)


def _years(label: str, *, most: int = 80, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, **more)


def _reference() -> forms.ChoiceField:
    return ui.Choice("Counted until", choices=REFERENCES, initial="closing")


def short(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, **more)


def fields_of(
    kind: str, slots: Iterable[DocumentSlot], professions: Iterable[tuple[str, str]]
) -> dict[str, forms.Field]:
    """The parameters of a kind as fields of the same names, extensions apart."""
    usual = [pair for pair in professions if pair[0] != "other"]
    told = f"One a line, such as {' or '.join(key for key, _ in usual)}"
    return {
        "years_since": {
            "event": short("Event", initial="Certified", help_text="As in “Certified on …”"),
            "at_most": _years("Years, at most"),
            "borderline_until": _years(
                "The committee decides up to years", help_text="Where the printed words can be read two ways"
            ),
            "at_least": _years("Years, at least"),
            "reference": _reference(),
            "question": short(
                "Question to the applicant", required=False, help_text="Empty: the usual question"
            ),
        },
        "age": {
            "at_most": _years("Age, at most"),
            "at_least": _years("Age, at least"),
            "reference": _reference(),
        },
        "membership": {
            "bodies": Names("Bodies", required=True, help_text="One a line, by their short names"),
            "need": ui.Choice(
                "How many of them", choices=[("all", "All of them"), ("any", "Any of them")], initial="all"
            ),
            "since": ui.Day("Since this day at the latest", required=False),
            "since_months": forms.IntegerField(
                label="Or for so many months", min_value=1, max_value=600, required=False
            ),
            "reference": _reference(),
        },
        "profession": {
            "any_of": Names("Professions", known=professions, required=True, help_text=told)
        },
        "countries": {
            "of": ui.Choice(
                "Country of",
                choices=[
                    ("residence", "Residence"),
                    ("work", "Work"),
                    ("nationality", "Nationality"),
                    ("residence_or_work", "Residence or work"),
                ],
                initial="residence",
            ),
            "any_of": Countries("Only these"),
            "none_of": Countries("Any but these"),
        },
        "statement": {},
        "language": {
            "language": short("Language", initial="English"),
            "level": ui.Choice("Level, at least", choices=[(one, one) for one in eligibility.CEFR]),
        },
        "prior_training": {
            "field": short("Field"),
            "months": forms.IntegerField(label="Months, at least", min_value=1, max_value=600, initial=1),
        },
        "training_year": {
            "at_least": _years("Year of training, at least", most=12),
            "at_most": _years("Year of training, at most", most=12),
        },
        "prior_award": {
            "programmes": Names("Of these programmes", help_text="One a line; empty: any programme"),
            "wait_years": forms.IntegerField(
                label="May apply again after years", min_value=1, max_value=80, required=False,
                help_text="Empty: never again",
            ),
            "reference": _reference(),
        },
        "unique": {
            "at_most": forms.IntegerField(label="At most", min_value=1, max_value=50, initial=1),
            "of": ui.Choice(
                "Of", choices=[("applications", "Applications"), ("topics", "Topics")], initial="applications"
            ),
            "scope": ui.Choice(
                "Counted",
                choices=[
                    ("call", "In this call"),
                    ("same_time", "Open or undecided at the same time"),
                    ("year", "In the same calendar year"),
                ],
                initial="call",
            ),
        },
        "document": {
            "slot": ui.Choice("Uploaded as", choices=[(slot.code, slot.title) for slot in slots])
        },
    }[kind]  # fmt: skip
