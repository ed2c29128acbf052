"""When results may be prepared, signed, cancelled, published, recalled and dropped."""

from datetime import datetime, timedelta
from typing import Any

from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.selection import queries, states
from sojourn.selection.models import Match, Release
from sojourn.selection.rules.parts import NOT_OFFICE

RECALL_DAYS = 7  # later, fellows and centres have acted on it: single mistakes are mended one by one

NOT_SIGNER = no(
    "not_signer", "Only the federation's officer, or a society officer named to sign, signs a release."
)


def may_prepare(match: Match, *, by: Any, at: datetime, checks: list | None = None) -> Verdict:
    """`checks` are those that a page has made already."""
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    return first_no(
        no("already", "A release of this call has been prepared.")
        if queries.live_release(match.call)
        else YES,
        _all_hold(match, checks),
    )


def may_hold(release: Release, *, by: Any, at: datetime, checks: list | None = None) -> Verdict:
    verdict = first_no(
        YES if by is not None and queries.may_sign(by, release.call) else NOT_SIGNER,
        no("same_person", "You prepared this release; a second person signs it.")
        if by is not None and release.prepared_by_id == by.pk
        else YES,
        tables.legal(states.RELEASE_MOVES, "hold", release.state),
    )
    return _all_hold(release.match, checks) if verdict else verdict


def _all_hold(match: Match, checks: list | None) -> Verdict:
    made = queries.checks(match) if checks is None else checks
    failed = [check for check in made if not check.ok]
    return no("check", f"{failed[0].title}: no. {failed[0].text}") if failed else YES


def may_cancel(release: Release, *, by: Any, at: datetime) -> Verdict:
    """Either of the two who signed, as long as nobody can have read anything."""
    return first_no(
        YES
        if by is not None and by.pk in (release.prepared_by_id, release.published_by_id)
        else no("not_signer", "Only one of the two who signed cancels this release."),
        tables.legal(states.RELEASE_MOVES, "cancel", release.state),
        YES
        if release.published_at is None or at < release.published_at
        else no("out", "The results are out. They can only be recalled now."),
    )


def may_publish(release: Release, *, by: Any, at: datetime) -> Verdict:
    """The clock's own act."""
    return first_no(
        YES if by is None else no("not_clock", "The clock publishes what two people have signed."),
        tables.legal(states.RELEASE_MOVES, "publish", release.state),
        YES
        if release.published_at is not None and at >= release.published_at
        else no("held", "The release is still held."),
    )


def may_recall(release: Release, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if by is not None and queries.may_sign(by, release.call) else NOT_SIGNER,
        tables.legal(states.RELEASE_MOVES, "recall", release.state),
        YES
        if release.published_at is not None and at >= release.published_at
        else no("held", "Nothing is out yet: cancel the release instead."),
        YES
        if release.published_at is None or at < release.published_at + timedelta(days=RECALL_DAYS)
        else no(
            "late",
            f"{RECALL_DAYS} days after the results a release is no longer recalled: fellows and centres have "
            "acted on it. What is wrong for one person is settled by the answer to an appeal, or by a "
            "change of the place.",
        ),
    )


def may_drop(release: Release, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if people.is_federation_officer(by) else NOT_OFFICE,
        tables.legal(states.RELEASE_MOVES, "drop", release.state),
    )
