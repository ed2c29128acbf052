"""For whom an officer works: a society, or the whole federation (an empty scope)."""

from __future__ import annotations

from typing import Any

from sojourn.people import queries as people
from sojourn.societies import queries as societies


def of(user: Any) -> dict[str, str]:
    """Scope -> how it is called, in the order of the choice; nothing for whoever is no officer."""
    found = {} if not people.is_federation_officer(user) else {"": "All societies"}
    return found | {row.slug: row.acronym for row in societies.officer_of(user)}


def name(scope: str) -> str:
    row = societies.by_slug(scope) if scope else None
    return row.acronym if row else "All societies"
