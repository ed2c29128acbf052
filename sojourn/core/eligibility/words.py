"""Numbers, lists, countries and reference days as sentences say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from babel import Locale

REFERENCES = {
    "closing": "closing",
    "opening": "opening",
    "submission": "submission",
    "start": "the start",
}
FACTS = {
    "profession": "your profession",
    "residence_country": "the country where you live",
    "work_country": "the country where you work",
    "nationality_country": "your nationality",
    "training_year": "your year of training",
}
CONDITIONS = {
    "profession": "the profession",
    "residence_country": "the country of residence",
    "work_country": "the country of work",
    "nationality_country": "the nationality",
    "training_year": "the year of training",
}


def years(number: int) -> str:
    return "1 year" if number == 1 else f"{number} years"


def months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "A, B and C"."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def first_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def country(code: str) -> str:
    """The name; what is no code stays as it is."""
    return _territories().get(code, code)


@cache
def _territories() -> Mapping[str, str]:
    return dict(Locale("en").territories)


def value(fact: str, given: Any) -> str:
    """A fact as a reader knows it."""
    return country(str(given)) if fact.endswith("country") else str(given)


def day(given: Any) -> date | None:
    """Parameters come from JSON, which knows no dates."""
    return date.fromisoformat(given) if isinstance(given, str) else given
