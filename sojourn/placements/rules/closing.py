"""Evaluations, the report, and the end of a stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.placements import queries, states
from sojourn.placements.models import Placement, Report
from sojourn.placements.rules import amendments, stay
from sojourn.ui import times

MIDTERM_EARLY_DAYS = 14


def may_evaluate(placement: Placement, *, moment: str, side: str, by: Any, at: datetime) -> Verdict:
    own = queries.is_tutor(by, placement) if side == "tutor" else queries.is_fellow(by, placement)
    if not own:
        return no("not-yours", "The tutor evaluates the fellow, the fellow evaluates the centre.")
    if (moment, side) in queries.evaluations(placement):
        return no(
            "given",
            "You have given this evaluation. It cannot be changed, so that neither side reacts to the other.",
        )
    if placement.state not in (
        "arrived",
        "completed",
    ):  # a mid-term can be owed still when all is over
        return no(
            "not-running",
            "It is given during the stay, once the arrival is confirmed.",
        )
    opens = _opens(placement, moment)
    if stay.local_day(at, placement) < opens:
        return no("early", f"This evaluation opens on {times.day(opens)}.")
    return YES


def _opens(placement: Placement, moment: str):
    if moment == "final":
        return queries.final_from(placement)
    return queries.midterm_on(placement) - timedelta(MIDTERM_EARLY_DAYS)


def may_save_report(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    if not queries.is_fellow(by, placement):
        return no("not-yours", "The fellow writes the report.")
    if placement.state != "arrived":
        return no("not-running", "The report is written during the stay and until its end is recorded.")
    report = queries.report_of(placement)
    if report and report.state not in states.REPORT_OPEN:
        return no("filed", "Your report is filed; it can be changed only if the office returns it.")
    return YES


def may_file_report(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    opens = placement.ends_on and queries.final_from(placement)
    return first_no(
        may_save_report(placement, by=by, at=at),
        no("early", f"The report can be filed from {times.day(opens)}; until then it is kept as a draft.")
        if opens and stay.local_day(at, placement) < opens
        else YES,
    )


def may_accept_report(report: Report, *, by: Any, at: datetime) -> Verdict:
    return _may_judge(report, "accept_report", by=by)


def may_return_report(report: Report, *, by: Any, at: datetime) -> Verdict:
    return _may_judge(report, "return_report", by=by)


def _may_judge(report: Report, verb: str, *, by: Any) -> Verdict:
    if not queries.is_office(by, report.placement):
        return no("not-office", "Reports are read by the office of the society.")
    return tables.legal(states.REPORT_MOVES, verb, report.state)


def may_complete(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    """The clock or the office, once the last day has come and everything is in."""
    if by is not None and not queries.is_office(by, placement):
        return no("not-office", "The office records the end of a stay.")
    legal = tables.legal(states.MOVES, "complete", placement.state)
    if not legal:
        return legal
    if queries.open_amendment(placement):
        return no("change-open", "A change of this stay is being asked; it is settled first.")
    if stay.local_day(at, placement) < placement.ends_on:
        return no("early", f"The stay lasts until {times.day(placement.ends_on)}.")
    missing = [what for what in queries.missing_for_certificate(placement) if what != "the end of the stay"]
    return no("missing", f"Still missing: {'; '.join(missing)}.") if missing else YES


def may_end_early(
    placement: Placement, *, by: Any, at: datetime, cause: str = "", left_on: date | None = None
) -> Verdict:
    """With a cause: whether the stay can end for this one, on this day."""
    return first_no(
        YES
        if queries.is_office(by, placement)
        else no("not-office", "The office of the society ends a stay early; ask it to."),
        tables.legal(states.MOVES, "end_early", placement.state),
        amendments.end_fits(placement, cause, left_on, at=at) if cause else YES,
    )
