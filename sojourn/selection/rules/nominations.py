"""When centres may be asked, and when they may answer."""

from datetime import datetime
from typing import Any

from sojourn.centres.models import Tutor
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.selection import queries, states
from sojourn.selection.models import Match, Nomination
from sojourn.selection.rules.parts import NOT_OFFICE, NOT_YOURS


def may_ask_centres(match: Match, *, by: Any, at: datetime) -> Verdict:
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    verdict = tables.legal(states.MATCH_MOVES, "ask_centres", match.state)
    if not verdict:
        return verdict
    places = {
        offer.centre.institution
        for application, offer in queries.awards_of(match)
        if application.programme.handshake != "none"
    }
    named = queries.coordinators(places)
    alone = sorted(place.name for place in places if place.pk not in named)
    return no("no_coordinator", f"Nobody answers for: {', '.join(alone)}.") if alone else YES


def may_accept_nomination(nomination: Nomination, *, tutor: Tutor | None, by: Any, at: datetime) -> Verdict:
    return first_no(
        _may_answer(nomination, by),
        tables.legal(states.NOMINATION_MOVES, "accept_nomination", nomination.state),
        YES
        if tutor is not None and tutor.centre_id == nomination.offer.centre_id and tutor.active
        else no("tutor", "Name one of the centre's tutors."),
    )


def may_decline_nomination(nomination: Nomination, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _may_answer(nomination, by),
        tables.legal(states.NOMINATION_MOVES, "decline_nomination", nomination.state),
    )


def may_give_time(nomination: Nomination, *, until: datetime | None = None, by: Any, at: datetime) -> Verdict:
    """Only the federation's officer, only while the centre owes an answer, and only later than it is now."""
    return first_no(
        YES if people.is_federation_officer(by) else NOT_OFFICE,
        YES if nomination.state == "asked" else no("answered", "The centre owes no answer."),
        no("earlier", "The new time must lie after the present one, and in the future.")
        if until is not None and until <= max(at, nomination.due_at)
        else YES,
    )


def _may_answer(nomination: Nomination, by: Any) -> Verdict:
    """The mailed link of this nomination, a coordinator of the institution, or the federation's officer."""
    if by is not None and by._meta.label == "post.Invitation":
        own = by.thing_id == str(nomination.pk) and by.door == "selection:answer_nomination"
        return YES if own else NOT_YOURS
    return YES if by is not None and queries.nominations(by).filter(pk=nomination.pk).exists() else NOT_YOURS
