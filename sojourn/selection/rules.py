"""Who may decide, sign, run, answer, read, prepare and publish, and when."""

from datetime import datetime
from typing import Any

from sojourn.calls.models import Call, Programme
from sojourn.centres.models import Tutor
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.reviews import queries as reviews
from sojourn.selection import queries, states
from sojourn.selection.models import Match, Nomination, Panel, Release
from sojourn.societies import queries as societies

NOT_CHAIR = no("not_chair", "Only the chair of the committee does this.")
NOT_OFFICE = no("not_office", "Only the federation's officer does this.")
NOT_YOURS = no("not_yours", "This is not yours to decide.")


def may_open_panel(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(YES if by is None else _leads(programme, by), _after_closing(programme, at))


def may_decide(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    """The chair; or an officer, for the rows that the chair may not see."""
    return first_no(
        _leads(panel.programme, by),
        _after_closing(panel.programme, at),
        YES
        if panel.state == "open"
        else no(
            "signed", "The ranking is signed. The chair can reopen it with a reason until the match is run."
        ),
    )


def may_sign(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    verdict = first_no(
        YES if queries.is_chair(by, panel.programme) else NOT_CHAIR,
        tables.legal(states.PANEL_MOVES, "sign", panel.state),
    )
    if not verdict:
        return verdict
    chair, office = queries.open_decisions(panel.programme)
    waiting = reviews.open_reviews(panel.programme)
    closed = reviews.closing(panel.programme)
    return first_no(
        no("undecided", f"{_many(chair, 'application')} still without a decision.") if chair else YES,
        no("office", "The office has not finished its part of this ranking.") if office else YES,
        no(
            "reviews_open",
            f"{_many(waiting, 'review')} not final yet. Close the reviews first, so that no score changes "
            "under your ranking.",
        )
        if waiting and not closed
        else YES,
    )


def may_reopen(panel: Panel, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if queries.is_chair(by, panel.programme) or people.is_federation_officer(by) else NOT_CHAIR,
        tables.legal(states.PANEL_MOVES, "reopen", panel.state),
        no("matched", "The match has been run with this ranking; it stays as it was signed.")
        if queries.live_match(panel.programme.call)
        else YES,
    )


def may_run(call: Call, *, by: Any, at: datetime) -> Verdict:
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    programmes = queries.programmes_in(call)
    missing = [row.society.acronym for row in queries.unsigned(call)]
    empty = [row.society.acronym for row in programmes if row.places is None]
    return first_no(
        YES if programmes else no("nothing", "No application of this call is before a committee."),
        no("unsigned", f"Not signed yet: {', '.join(missing)}.") if missing else YES,
        no("places", f"The number of places is not set: {', '.join(empty)}.") if empty else YES,
        no("already", "The match of this call has been run.") if queries.live_match(call) else YES,
    )


def may_discard(match: Match, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if people.is_federation_officer(by) else NOT_OFFICE,
        no("asked", "Centres have been asked on the strength of this run; it stays.")
        if match.state in ("asking", "settled")
        else YES,
        tables.legal(states.MATCH_MOVES, "discard", match.state),
    )


def may_ask_centres(match: Match, *, by: Any, at: datetime) -> Verdict:
    if not people.is_federation_officer(by):
        return NOT_OFFICE
    verdict = tables.legal(states.MATCH_MOVES, "ask_centres", match.state)
    if not verdict:
        return verdict
    places = {offer.centre.institution for _, offer in queries.awards_of(match)}
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


def may_read(match: Match, programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if queries.is_chair(by, programme) else NOT_CHAIR,
        YES if match.state == "settled" else no("unsettled", "The centres have not all answered yet."),
    )


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


def _leads(programme: Programme, by: Any) -> Verdict:
    if queries.is_chair(by, programme) or societies.is_officer(by, programme.society):
        return YES
    return NOT_CHAIR


def _may_answer(nomination: Nomination, by: Any) -> Verdict:
    """The mailed link of this nomination, a coordinator of the institution, or the federation's officer."""
    if by is not None and by._meta.label == "post.Invitation":
        own = by.thing_id == str(nomination.pk) and by.door == "selection:answer_nomination"
        return YES if own else NOT_YOURS
    return YES if by is not None and queries.nominations(by).filter(pk=nomination.pk).exists() else NOT_YOURS


def _after_closing(programme: Programme, at: datetime) -> Verdict:
    if reviews.begun(programme.call, at):
        return YES
    return no("not_closed", "The call is still open.")


def _many(number: int, noun: str) -> str:
    return f"{number} {noun} is" if number == 1 else f"{number} {noun}s are"
