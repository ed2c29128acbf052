"""What became of one letter, and whom it should reach now."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sojourn.post.models import Letter

# where an address that is wrong is put right: the letter follows it
SOURCES = {
    "applications.letter": "The applicant corrects a referee's address in the application, and was asked to.",
    "placements.placement": "A tutor's address is corrected with the tutors of the centre.",
    "centres.institution": "Name the coordinator again with the right address.",
    "societies.society": "Name the person again with the right address.",
}
OWN = "People with an account correct their address themselves; the letter then goes to the new one."


def present(letter: Letter) -> str | None:
    """The address that the owning room names now: empty where nobody should get it, None where none says."""
    room = import_module(f"sojourn.{letter.kind.partition('.')[0]}.queries")
    ask = getattr(room, "recipient", None)
    if ask is None:
        return None
    found: Any = ask(letter)
    return found if isinstance(found, str) else found.email if found else ""


def where_corrected(letter: Letter) -> str:
    return OWN if letter.to_user_id else SOURCES.get(letter.thing_label, "")
