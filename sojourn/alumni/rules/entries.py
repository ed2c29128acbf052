"""Who may be listed: the fellow alone decides, at any time, both ways."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.alumni import queries, states
from sojourn.alumni.models import Alumnus, Named
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement

WORDING = (
    "I agree that my name, where I work, the centre, the programme and the year of my stay, and the story "
    "that I write here are shown to everyone on the public pages, as I have entered them. My address is not "
    "shown. I can change or end this at any time; from then on the pages no longer show it."
)


def may_join(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    """Once for each completed stay; who left comes back by the same door."""
    if not placements.is_fellow(by, placement):
        return no("not-yours", "Only the fellow can join the alumni.")
    if placement.state != "completed":
        return no("not-completed", "You can join when your stay is completed.")
    entry = queries.entry_of(placement)
    if entry and entry.state == "listed":
        return no("listed", "You are listed among the alumni.")
    return YES


def may_edit_story(entry: Alumnus, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _own(entry, by),
        YES
        if entry.state == "listed"
        else no("left", "You have left the alumni; join again to write a story."),
    )


def may_agree_story(row: Named, *, by: Any, at: datetime, seal: str = "") -> Verdict:
    """`seal` is of the words that the page showed; without one: whether there is anything to agree to."""
    same = not seal or seal == row.seal
    return first_no(
        _asked(row, by),
        tables.legal(states.NAMED_MOVES, "agree_story", row.state),
        YES if same else no("changed", "The story was changed while you were reading. Read it again first."),
    )


def may_refuse_story(row: Named, *, by: Any, at: datetime) -> Verdict:
    """Also after having agreed: a consent can be taken back."""
    return first_no(_asked(row, by), tables.legal(states.NAMED_MOVES, "refuse_story", row.state))


def _asked(row: Named, by: Any) -> Verdict:
    asked = str(getattr(by, "thing_id", "")) == str(row.pk) and by.address == row.address
    return YES if asked else no("not-yours", "Only the person named decides about this.")


def may_leave(entry: Alumnus, *, by: Any, at: datetime) -> Verdict:
    return first_no(_own(entry, by), tables.legal(states.MOVES, "leave", entry.state))


def _own(entry: Alumnus, by: Any) -> Verdict:
    own = by is not None and by.pk == entry.user_id
    return YES if own else no("not-yours", "Only the person shown decides about this.")
