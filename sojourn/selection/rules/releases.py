"""When results may be prepared, published and dropped."""

from datetime import datetime
from typing import Any

from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.selection import queries, states
from sojourn.selection.models import Match, Release
from sojourn.selection.rules.parts import NOT_OFFICE


def may_prepare(match: Match, *, by: Any, at: datetime) -> Verdict:
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    failed = [check for check in queries.checks(match) if not check.ok]
    return first_no(
        no("already", "A release of this call has been prepared.")
        if queries.live_release(match.call)
        else YES,
        no("check", f"{failed[0].title}: no. {failed[0].text}") if failed else YES,
    )


def may_publish(release: Release, *, by: Any, at: datetime) -> Verdict:
    verdict = first_no(
        YES
        if by is not None and queries.may_sign(by, release.call)
        else no(
            "not_signer",
            "Only the federation's officer, or a society officer named to sign, publishes results.",
        ),
        no("same_person", "You prepared this release; a second person signs and publishes it.")
        if release.prepared_by_id == by.pk
        else YES,
        tables.legal(states.RELEASE_MOVES, "publish", release.state),
    )
    if not verdict:
        return verdict
    failed = [check for check in queries.checks(release.match) if not check.ok]
    return no("check", f"{failed[0].title}: no. {failed[0].text}") if failed else YES


def may_drop(release: Release, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if people.is_federation_officer(by) else NOT_OFFICE,
        tables.legal(states.RELEASE_MOVES, "drop", release.state),
    )
