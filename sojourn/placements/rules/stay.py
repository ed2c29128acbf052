"""Dates, arrival, plan and logbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.core import periods
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.placements import queries, states
from sojourn.placements.models import CheckIn, LogEntry, Placement
from sojourn.ui import times

TOLERANCE_DAYS = 7  # a stay of whole months may end a weekend earlier or later
EARLY_ARRIVAL_DAYS = 14


def local_day(at: datetime, placement: Placement) -> date:
    return at.astimezone(ZoneInfo(placement.award.application.programme.call.zone)).date()


# --- dates ---


def may_propose_dates(
    placement: Placement, *, by: Any, at: datetime, starts_on: date | None = None, ends_on: date | None = None
) -> Verdict:
    """Without dates: whether they can be proposed at all; with dates: whether these can."""
    return first_no(
        _only(queries.is_fellow(by, placement), "Only the fellow proposes the dates of the stay."),
        tables.legal(states.MOVES, "propose_dates", placement.state),
        dates_fit(placement, starts_on, ends_on, at=at) if starts_on and ends_on else YES,
    )


def dates_fit(placement: Placement, starts_on: date, ends_on: date, *, at: datetime) -> Verdict:
    call = placement.award.application.programme.call
    if starts_on < local_day(at, placement):
        return no("past", f"{times.day(starts_on)} is in the past.")
    first, last = window(placement)
    if first and starts_on < first:
        return no("before-window", f"Stays of this call start on {times.day(first)} at the earliest.")
    fits = periods.length_fits(
        starts_on, ends_on, least_months=call.months, most_months=call.months, tolerance_days=TOLERANCE_DAYS
    )
    if not fits:
        return fits
    if last and ends_on > last:
        latest = latest_end(placement)
        return no(
            "after-window",
            f"Stays of this call end on {times.day(last)} at the latest, "
            f"so that the last possible start is about {times.day(latest)}.",
        )
    return YES


def window(placement: Placement) -> tuple[date | None, date | None]:
    """Between which days the stay lies: the call's, or the award's own where it was put off."""
    award, call = placement.award, placement.award.application.programme.call
    return award.starts_from or call.starts_from, award.ends_until or call.ends_until


def latest_end(placement: Placement) -> date:
    """The last start from which a full stay still ends inside the window."""
    call = placement.award.application.programme.call
    return last_start(window(placement)[1], call.months)


def last_start(last: date, months: int) -> date:
    """
    >>> last_start(date(2025, 6, 30), 3).isoformat(), last_start(date(2024, 2, 29), 3).isoformat()
    ('2025-04-01', '2023-12-01')
    """
    return periods.add_months(last + timedelta(1), -months)


def may_agree_dates(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _only(
            queries.is_centre(by, placement), "The centre agrees to the dates: its coordinator or the tutor."
        ),
        tables.legal(states.MOVES, "agree_dates", placement.state),
    )


def may_refuse_dates(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _only(
            queries.is_centre(by, placement), "The centre asks for other dates: its coordinator or the tutor."
        ),
        tables.legal(states.MOVES, "refuse_dates", placement.state),
    )


def may_confirm_arrival(
    placement: Placement, *, by: Any, at: datetime, arrived_on: date | None = None
) -> Verdict:
    if not queries.is_centre(by, placement):
        return no("not-yours", "The centre confirms the arrival: the tutor or the coordinator.")
    if placement.state == "arrived":
        return no("arrived", f"The arrival was confirmed: {times.day(placement.arrived_on)}.")
    legal = tables.legal(states.MOVES, "confirm_arrival", placement.state)
    if not legal:
        return legal
    earliest = placement.starts_on - timedelta(EARLY_ARRIVAL_DAYS)
    today = local_day(at, placement)
    if today < earliest:
        return no("early", f"The stay starts on {times.day(placement.starts_on)}; nobody has arrived yet.")
    if arrived_on and not earliest <= arrived_on <= min(today, placement.ends_on):
        latest = min(today, placement.ends_on)
        return no("day", f"The day of arrival lies between {times.day(earliest)} and {times.day(latest)}.")
    return YES


# --- plan ---


def may_edit_plan(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _only(queries.is_fellow(by, placement), "The fellow writes the training plan; the tutor signs it."),
        _running(placement),
    )


def may_copy_plan(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    """Before anybody has signed; only what is empty is filled."""
    return first_no(
        may_edit_plan(placement, by=by, at=at),
        no("signed", "This version is signed; a change asks for new signatures.")
        if queries.signed_roles(placement)
        else YES,
        YES
        if queries.earlier_plan(placement)
        else no("none", "No earlier fellow has planned weeks at this centre."),
    )


def may_sign_plan(placement: Placement, *, role: str, by: Any, at: datetime) -> Verdict:
    """The fellow first, then the tutor and the third; without starting levels or monitoring nobody signs."""
    if role not in queries.signers(placement):
        return no("no-signer", "This programme asks only fellow and tutor to sign.")
    own = {
        "fellow": queries.is_fellow(by, placement),
        "tutor": queries.is_tutor(by, placement),
        "centre": queries.is_centre(by, placement) and not queries.is_tutor(by, placement),
        "office": queries.is_office(by, placement),
    }[role]
    if not own:
        return no("not-yours", f"Only the {role} signs here.")
    running = _running(placement)
    if not running:
        return running
    signed = queries.signed_roles(placement)
    if role in signed:
        return no("signed", "You have signed this version of the plan.")
    if role != "fellow":
        return YES if "fellow" in signed else no("fellow-first", "The fellow has not signed the plan yet.")
    if not placement.monitoring.strip():
        return no("monitoring", "Say first how progress will be followed.")
    if any(line.level_start is None for line in placement.objectives.all()):
        return no("levels", "Rate your starting level for each objective first.")
    return YES


# --- logbook ---


def may_log(placement: Placement, *, by: Any, at: datetime, done_on: date | None = None) -> Verdict:
    if not queries.is_fellow(by, placement):
        return no("not-yours", "The fellow keeps the logbook.")
    if placement.state in ("completed", "ended_early"):
        return no("over", "The stay is over, and its logbook is closed.")
    if placement.state != "arrived":
        return no("not-there", "The logbook opens when the tutor has confirmed your arrival.")
    return _day_fits(placement, done_on, at) if done_on else YES


def _day_fits(placement: Placement, done_on: date, at: datetime) -> Verdict:
    if done_on > local_day(at, placement):
        return no("future", "This day has not come yet.")
    if queries.is_away(placement, done_on):
        return no("away", "The stay is interrupted on this day.")
    if not placement.arrived_on <= done_on <= placement.ends_on:
        return no(
            "outside",
            f"The stay lasts from {times.day(placement.arrived_on)} to {times.day(placement.ends_on)}.",
        )
    return YES


def may_check_in(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    """A line on the week that runs, by the fellow; it can be changed until the tutor has answered."""
    verdict = may_log(placement, by=by, at=at)
    if not verdict:
        return verdict
    week = queries.week_of(placement, min(local_day(at, placement), placement.ends_on))
    row = placement.check_ins.filter(number=week).first()
    if row is not None and row.answered_at:
        return no("answered", "Your tutor has answered this week's line.")
    return YES


def may_answer_check_in(row: CheckIn, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _only(queries.is_tutor(by, row.placement), "Only the tutor answers."),
        no("answered", "You have answered this line.") if row.answered_at else YES,
    )


def may_correct_entry(entry: LogEntry, *, by: Any, at: datetime, done_on: date | None = None) -> Verdict:
    return first_no(
        may_log(entry.placement, by=by, at=at, done_on=done_on),
        no("signed", "This entry is countersigned; it stays as it is.")
        if entry.state == "countersigned"
        else tables.legal(states.ENTRY_MOVES, "correct_entry", entry.state),
    )


def may_countersign(entries: Sequence[LogEntry], *, by: Any, at: datetime) -> Verdict:
    if not entries:
        return no("none", "Choose at least one entry.")
    return first_no(
        *(
            _only(queries.is_tutor(by, placement), "Only the tutor countersigns.")
            for placement in {entry.placement_id: entry.placement for entry in entries}.values()
        ),
        *(tables.legal(states.ENTRY_MOVES, "countersign", entry.state) for entry in entries),
    )


def as_it_was_read(now: LogEntry | CheckIn, read: LogEntry | CheckIn) -> Verdict:
    """Whoever signs or answers means what was on the page."""
    if queries.mark(now) == queries.mark(read):
        return YES
    return no("changed", "The fellow has changed this meanwhile. Read it again, then sign.")


def may_query_entry(entry: LogEntry, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _only(queries.is_tutor(by, entry.placement), "Only the tutor queries an entry."),
        tables.legal(states.ENTRY_MOVES, "query_entry", entry.state),
    )


def _running(placement: Placement) -> Verdict:
    if placement.state in states.RUNNING:
        return YES
    return no("over", "This stay is over; its papers stay as they are.")


def _only(right: bool, reason: str) -> Verdict:
    return YES if right else no("not-yours", reason)
