"""Who writes, who doubts, who hides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.alumni import queries, states
from sojourn.alumni.models import Hint
from sojourn.centres.models import Centre
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.societies import queries as societies


def may_add_hint(centre: Centre, *, by: Any, at: datetime) -> Verdict:
    if not queries.is_fellow_of(by, centre):
        return no("not-fellow", "This page is written by the fellows of this centre.")
    there = queries.stay_at(by, centre)
    return YES if there else no("not-there", "Whoever has arrived can tell; until then the page is to read.")


def may_edit_hint(hint: Hint, *, by: Any, at: datetime) -> Verdict:
    return first_no(_own(hint, by), _not_hidden(hint))


def may_confirm_hint(hint: Hint, *, by: Any, at: datetime) -> Verdict:
    """Its writer, or whoever is or was there after: it is still true."""
    seen = bool(queries.stay_at(by, hint.centre))
    return first_no(
        YES if seen else no("not-there", "Whoever has been there can tell whether this is still so."),
        tables.legal(states.HINT_MOVES, "confirm_hint", hint.state),
    )


def may_remove_hint(hint: Hint, *, by: Any, at: datetime) -> Verdict:
    return _own(hint, by)


def may_doubt_hint(hint: Hint, *, by: Any, at: datetime) -> Verdict:
    fellow = queries.is_fellow_of(by, hint.centre)
    return first_no(
        YES if fellow else no("not-fellow", "The fellows of this centre say what is wrong here."),
        tables.legal(states.HINT_MOVES, "doubt_hint", hint.state),
    )


def may_hide_hint(hint: Hint, *, by: Any, at: datetime) -> Verdict:
    return first_no(_office(hint, by), tables.legal(states.HINT_MOVES, "hide_hint", hint.state))


def may_show_hint(hint: Hint, *, by: Any, at: datetime) -> Verdict:
    return first_no(_office(hint, by), tables.legal(states.HINT_MOVES, "show_hint", hint.state))


def _own(hint: Hint, by: Any) -> Verdict:
    own = by is not None and by.pk == hint.author_id
    return YES if own else no("not-yours", "Another fellow wrote this.")


def _office(hint: Hint, by: Any) -> Verdict:
    office = by is not None and societies.is_officer(by, hint.centre.society)
    return YES if office else no("not-office", "The office of the society looks after what was doubted.")


def _not_hidden(hint: Hint) -> Verdict:
    return no("hidden", "The office has hidden this line.") if hint.state == "hidden" else YES
