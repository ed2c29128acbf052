"""Which documents an application is asked for, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sojourn.applications.models import Application, Choice
from sojourn.calls.models import DocumentSlot
from sojourn.ui.templatetags.sojourn import country


def asks(slot: DocumentSlot, application: Application, choices: Iterable[Choice]) -> bool:
    """Whether this applicant is asked for it: everybody, or by country, or by a centre that was ranked."""
    return not slot.when or bool(because(slot, application, choices))


def because(slot: DocumentSlot, application: Application, choices: Iterable[Choice]) -> str:
    """Why it is asked of this applicant in particular; empty where it is not, or is of everybody."""
    lives, works = application.residence_country, application.work_country
    named = slot.when.get("countries", ())
    for code, verb in ((lives, "live"), (works, "work")):
        if code and code in named:
            return f"Asked because you {verb} in {country(code)}."
    for choice in choices:
        institution = choice.offer.centre.institution
        if institution.slug in slot.when.get("centres", ()):
            return f"Asked by {institution}, which you have ranked."
    return ""


def condition(slot: DocumentSlot, institutions: dict[str, Any]) -> str:
    """When it is asked for, for somebody of whom it is not; `institutions` by their slug."""
    places = [country(code) for code in slot.when.get("countries", ())]
    centres = [str(institutions[slug]) for slug in slot.when.get("centres", ()) if slug in institutions]
    told = [f"live or work in {_either(places)}"] if places else []
    told += [f"rank {_either(centres)}"] if centres else []
    return f"Asked of those who {' or '.join(told)}." if told else "Not asked at present."


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
