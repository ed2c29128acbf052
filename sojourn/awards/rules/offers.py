"""Who may answer an offer, and until when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.awards import queries, states
from sojourn.awards.models import Award
from sojourn.calls.models import Call
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.ui import times


def may_accept(
    award: Award, *, floats: bool = False, seen: int | None = None, by: Any, at: datetime
) -> Verdict:
    verdict = _may_answer(award, seen, by=by, at=at)
    return first_no(verdict, may_float(award)) if floats and verdict else verdict


def may_float(award: Award) -> Verdict:
    """Whether it can be accepted while waiting for a better choice."""
    if not award.application.programme.may_float:
        return no("no-float", "In this programme a place is accepted for good, or declined.")
    if not queries.better_choices(award):
        return no("best", "No choice that you ranked higher can still become yours.")
    return YES


def may_decline(award: Award, *, seen: int | None = None, by: Any, at: datetime) -> Verdict:
    return _may_answer(award, seen, by=by, at=at)


def may_freeze(award: Award, *, by: Any, at: datetime) -> Verdict:
    if not _is_own(award, by):
        return no("not-yours", "Only the person to whom the place was offered can answer.")
    if award.state != "accepted" or not award.floats:
        return no("not-floating", "You do not wait for a better choice.")
    return YES


def _is_own(award: Award, by: Any) -> bool:
    return queries.is_person(by) and by.pk == award.application.applicant_id


def _may_answer(award: Award, seen: int | None, *, by: Any, at: datetime) -> Verdict:
    if not _is_own(award, by):
        return no("not-yours", "Only the person to whom the place was offered can answer.")
    if award.state == "accepted":
        return no("accepted", "You have accepted this place already.")
    if award.state == "fallen":
        return no("fallen", "The centre could not take this place on; the next offer comes by letter.")
    if award.state == "recalled" or not queries.stands(award):
        return no("recalled", "The results were taken back, and this offer with them. It does not count.")
    if award.state != "offered":
        return no("answered", f"This offer was {award.state}; it cannot be answered again.")
    if at > last_instant(award):
        zone = award.application.programme.call.zone
        return no("late", f"This offer could be answered until {times.instant(award.accept_by, zone)}.")
    if seen is not None and seen != award.offer_id:
        place = award.offer.centre.institution
        return no("moved", f"A better place became yours meanwhile: {place}. Look at it before you answer.")
    return YES


def may_lapse(award: Award, *, by: Any, at: datetime) -> Verdict:
    """The clock alone lets an offer lapse, once its time and the silent grace are over."""
    return first_no(
        tables.legal(states.MOVES, "lapse", award.state),
        YES if at > last_instant(award) else no("early", "The time to answer is not over."),
    )


def last_instant(award: Award) -> datetime:
    """An answer is taken until then; the grace is told to nobody."""
    return award.accept_by + timedelta(minutes=award.application.programme.call.grace_minutes)


def may_fall(award: Award, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        tables.legal(states.MOVES, "fall", award.state),
        no("arrived", "The fellow has arrived.") if award.arrived_at else YES,
    )


def may_run_round(call: Call, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES
        if people.is_federation_officer(by)
        else no("not-office", "Only the federation's officer runs a round."),
        no("unreleased", "The results are not published.") if queries.release(call) is None else YES,
        no("over", f"Places moved on until {times.day(call.rounds_until)}.")
        if queries.is_over(call, at)
        else YES,
    )


def may_end(award: Award, *, by: Any, at: datetime) -> Verdict:
    return tables.legal(states.MOVES, "end", award.state)


def may_see_office(*, by: Any) -> Verdict:
    """The lists of the office; what stands in them is that of the officer's own societies."""
    if queries.works_in_an_office(by):
        return YES
    return no("not-office", "These lists belong to the office of a society or of the federation.")


def accept_by(call: Call, *, at: datetime) -> datetime:
    """The last minute of the last day on which an offer made now can be answered, in the call's zone."""
    day = local_day(at, call) + timedelta(days=call.accept_days)
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(call.zone)).astimezone(ZoneInfo("UTC"))


def local_day(at: datetime, call: Call) -> date:
    return at.astimezone(ZoneInfo(call.zone)).date()
