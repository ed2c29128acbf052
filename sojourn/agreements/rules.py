"""Who draws up, who signs, who takes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.agreements import queries, states
from sojourn.agreements.models import Paper
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.societies import queries as societies

ROLES = dict(states.ROLES)


def may_edit_wording(scope: str, *, by: Any, at: datetime) -> Verdict:
    """The federation's words by its officers; a society's, and those of its programmes, by its office."""
    if not scope:
        own = people.is_federation_officer(by)
        return YES if own else no("not-federation", "The federation's text is chosen by its own officers.")
    society = societies.by_slug(scope.rpartition("/")[2])
    if society is None:
        return no("unknown", "There is no such society.")
    own = by is not None and societies.is_officer(by, society)
    return YES if own else no("not-office", "The text is chosen by the office of the society.")


def may_ask_letter(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    if not placements.is_fellow(by, placement):
        return no("not-yours", "The fellow asks for the letter of invitation.")
    live = queries.current(placement, "invitation")
    return first_no(
        _dates_stand(placement),
        YES if live is None else no("asked", "A letter of invitation was asked for or drawn up already."),
    )


def may_draw_up(placement: Placement, kind: str, *, by: Any, at: datetime) -> Verdict:
    """What is sealed is drawn up again only where it is no longer true; what is open, whenever it must be."""
    if not placements.is_office(by, placement):
        return no("not-office", "Papers are drawn up by the office of the society.")
    live = queries.current(placement, kind)
    if live and live.state in ("signed", "sealed"):
        return no("signed", "All parties have signed it, and nothing in it has changed.")
    return _dates_stand(placement)


def may_sign(paper: Paper, *, by: Any, at: datetime, role: str = "", sha256: str = "") -> Verdict:
    """Without a role: whether there is anything left for this person to sign."""
    held = queries.roles_of(by, paper)
    if not held or (role and role not in held):
        return no("not-party", "This paper is signed by others.")
    legal = tables.legal(states.MOVES, "complete", paper.state)
    if not legal:
        return no("not-open", NOT_OPEN.get(paper.state, legal.reason))
    left = [one for one in held if one in queries.missing(paper)]
    if not left or (role and role not in left):
        return no("signed", "You have signed this version.")
    if sha256 and sha256 != paper.sha256:
        return no(
            "changed", "The paper was drawn up anew while you were reading. Read it again before you sign."
        )
    return YES


NOT_OPEN = {
    "asked": "It is not drawn up yet.",
    "objected": "Somebody asked for a change; the office draws it up anew.",
    "signed": "All parties have signed.",
    "sealed": "All parties have signed.",
    "replaced": "A newer version has taken its place.",
    "withdrawn": "The office has withdrawn it.",
}


def may_object_to(paper: Paper, *, by: Any, at: datetime) -> Verdict:
    """Whoever may sign may ask for a change instead."""
    return may_sign(paper, by=by, at=at)


def may_withdraw(paper: Paper, *, by: Any, at: datetime) -> Verdict:
    if not placements.is_office(by, paper.placement):
        return no("not-office", "Papers are withdrawn by the office of the society.")
    return tables.legal(states.MOVES, "withdraw", paper.state)


def _dates_stand(placement: Placement) -> Verdict:
    if placement.state in ("agreed", "arrived") and placement.starts_on:
        return YES
    if placement.state in ("completed", "ended_early"):
        return no("over", "The stay is over.")
    return no("no-dates", "The dates of the stay have to be agreed first.")
