"""When a match may be run, read and discarded."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Call, Programme
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.selection import queries, states
from sojourn.selection.models import Match
from sojourn.selection.rules.parts import NOT_CHAIR, NOT_OFFICE, parts_left


def may_run(call: Call, *, by: Any, at: datetime) -> Verdict:
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    programmes = queries.programmes_in(call)
    missing = [row.society.acronym for row in queries.unsigned(call)]
    empty = [row.society.acronym for row in programmes if row.places is None]
    return first_no(
        YES if programmes else no("nothing", "No application of this call is before a committee."),
        no("unsigned", f"Not signed yet: {', '.join(missing)}.") if missing else YES,
        parts_left(call),
        no("places", f"The number of places is not set: {', '.join(empty)}.") if empty else YES,
        no("already", "The match of this call has been run.") if queries.live_match(call) else YES,
        no("undrawn", "The input was committed to; the seed of the lottery comes first.")
        if queries.waits_for_seed(call)
        else YES,
    )


def may_discard(match: Match, *, by: Any, at: datetime) -> Verdict:
    """Before results rest on it, and again once they were recalled: else what is wrong in it could never be
    mended. Centres that were asked are told (decision 0050)."""
    release = queries.live_release(match.call)
    return first_no(
        YES if people.is_federation_officer(by) else NOT_OFFICE,
        YES if release is None else RESTS[release.state],
        tables.legal(states.MATCH_MOVES, "discard", match.state),
    )


RESTS = {
    "prepared": no("prepared", "A release of this run is prepared. Take it back first."),
    "held": no("held", "The results of this run are signed and held. Cancel the release first."),
    "published": no("out", "The results of this run are out. Recall them first."),
}


def may_read(match: Match, programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if queries.is_chair(by, programme) else NOT_CHAIR,
        YES if match.state == "settled" else no("unsettled", "The centres have not all answered yet."),
    )
