"""Who looks at the match and tries scenarios; when the input is committed to and the seed is drawn."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Call
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.selection import queries
from sojourn.selection.models import Scenario
from sojourn.selection.rules.parts import NOT_OFFICE, NOT_YOURS, parts_left


def may_look(room: queries.Room, *, by: Any, at: datetime) -> Verdict:
    """A committee ranks without knowing what the applicants wish: its chair looks after signing."""
    if room.office:
        return YES
    waiting = [row.society.acronym for row in room.own if row in queries.unsigned(room.call)]
    if not waiting:
        return YES
    return no(
        "unsigned",
        f"Sign the ranking of {' and '.join(waiting)} first: a committee ranks without knowing which centres "
        "the applicants wish for.",
    )


def may_try_out(room: queries.Room, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        may_look(room, by=by, at=at),
        YES if queries.before_committees(room.call) else no("nothing", "Nothing is before a committee yet."),
    )


def may_drop_scenario(scenario: Scenario, *, by: Any, at: datetime) -> Verdict:
    if people.is_federation_officer(by) or scenario.made_by_id == getattr(by, "pk", None):
        return YES
    return NOT_YOURS


def may_commit(call: Call, *, by: Any, at: datetime) -> Verdict:
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    missing = [row.society.acronym for row in queries.unsigned(call)]
    return first_no(
        YES if queries.programmes_in(call) else no("nothing", "Nothing is before a committee yet."),
        no("unsigned", f"Not signed yet: {', '.join(missing)}.") if missing else YES,
        parts_left(call),
        no("already", "The match of this call has been run.") if queries.live_match(call) else YES,
        no("known", "The seed of this call is known already; a commitment would prove nothing.")
        if call.lottery_seed or queries.drawn(call)
        else YES,
        YES if queries.committable(call) else no("same", "What stands now has been committed to."),
    )


def may_draw(call: Call, *, by: Any, at: datetime) -> Verdict:
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    return first_no(
        YES if queries.commitment_of(call) else no("uncommitted", "Commit to the input first."),
        no("already", "The match of this call has been run.") if queries.live_match(call) else YES,
        no("drawn", "The seed is drawn, once and for all.") if queries.drawn(call) else YES,
        no("changed", "Something changed since the commitment: commit again before the seed is known.")
        if queries.committable(call)
        else YES,
    )
