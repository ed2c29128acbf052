"""What is typed towards an act, such as naming a referee: a draft, of which nobody hears until the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.applications.rules import applicant, letters
from sojourn.applications.states import BEGUN
from sojourn.core.verdict import Verdict


def may_keep_begun(act: str, thing: Any, *, by: Any, at: datetime) -> Verdict:
    """Whoever may do the act, while it may be done."""
    rules = {
        "name_referee": letters.may_name_referee,
        "replace_referee": letters.may_replace_referee,
        "change_address": letters.may_change_address,
        "answer": applicant.may_answer,
    }
    return rules[act](thing, by=by, at=at)


def section_of(act: str, thing: Any) -> str:
    """The section of the draft: one of the application, or one of each letter."""
    return BEGUN[act] if isinstance(thing, Application) else f"{BEGUN[act]}-{thing.pk.hex}"


def is_begun(section: str) -> bool:
    return section.partition("-")[0] in BEGUN.values()


def application_of(thing: Any) -> Application:
    return thing if isinstance(thing, Application) else thing.application
