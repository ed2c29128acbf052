"""Evaluations, the report, and the end of the stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from sojourn.journal import actions as journal
from sojourn.placements import queries, rules, states
from sojourn.placements.actions import letters
from sojourn.placements.models import Evaluation, Placement, PlanObjective, Report
from sojourn.ui import gates


def evaluate(
    placement: Placement,
    *,
    moment: str,
    side: str,
    answers: dict[str, int],
    comment: str = "",
    by: Any,
    at: datetime,
) -> Evaluation:
    """`moment` midterm or final, `side` tutor or fellow; answers map question codes to 1 to 5.

    Raises ValueError for an answer that no question has.
    """
    gates.require(rules.may_evaluate(placement, moment=moment, side=side, by=by, at=at))
    codes = [code for code, _, _ in queries.QUESTIONS[side]]
    if set(answers) - set(codes) or not all(1 <= level <= 5 for level in answers.values()):
        raise ValueError("answers map the side's questions to 1 to 5")
    with transaction.atomic():
        journal.locked(placement)
        given = Evaluation.objects.create(
            placement=placement,
            moment=moment,
            side=side,
            offer=placement.offer,
            tutor=placement.tutor,
            answers=answers,
            comment=comment,
            given_at=at,
        )
        facts = {"moment": moment, "side": side}
        journal.note("placements.evaluate", thing=placement, by=by, at=at, facts=facts)
        if queries.revealed(placement, moment):
            letters.to_fellow("revealed", placement, at=at, moment=given.get_moment_display().lower())
    return given


def save_report(placement: Placement, values: dict[str, Any], *, by: Any, at: datetime) -> Report:
    """`values`: learned, changes, advice, and "levels": {objective id: level at the end}; kept as a draft."""
    gates.require(rules.may_save_report(placement, by=by, at=at))
    with transaction.atomic():
        journal.locked(placement)
        report, _ = Report.objects.get_or_create(placement=placement)
        for name in ("learned", "changes", "advice"):
            setattr(report, name, values.get(name, getattr(report, name)))
        report.version += 1
        report.save(update_fields=["learned", "changes", "advice", "version"])
        for key, level in values.get("levels", {}).items():
            PlanObjective.objects.filter(placement=placement, pk=key).update(level_end=level)
        journal.note("placements.save_report", thing=report, by=by, at=at)
    return report


def file_report(placement: Placement, values: dict[str, Any], *, by: Any, at: datetime) -> Report:
    """Save and hand in; the office reads it next."""
    gates.require(rules.may_file_report(placement, by=by, at=at))
    with transaction.atomic():
        report = save_report(placement, values, by=by, at=at)
        also = {"filed_at": at, "returned_reason": ""}
        journal.turn(report, "file_report", moves=states.REPORT_MOVES, by=by, at=at, also=also)
        letters.to_people("file_report", placement, queries.office_people(placement), at=at)
    return report


def return_report(report: Report, *, reason: str, by: Any, at: datetime) -> Report:
    gates.require(rules.may_return_report(report, by=by, at=at))
    with transaction.atomic():
        also = {"returned_reason": reason}
        journal.turn(report, "return_report", moves=states.REPORT_MOVES, by=by, at=at, also=also)
        letters.to_fellow("return_report", report.placement, at=at, reason=reason)
    return report


def accept_report(report: Report, *, by: Any, at: datetime) -> Report:
    gates.require(rules.may_accept_report(report, by=by, at=at))
    with transaction.atomic():
        journal.turn(report, "accept_report", moves=states.REPORT_MOVES, by=by, at=at)
        letters.to_fellow("accept_report", report.placement, at=at)
    return report


def complete(placement: Placement, *, by: Any = None, at: datetime) -> Placement:
    gates.require(rules.may_complete(placement, by=by, at=at))
    with transaction.atomic():
        journal.turn(placement, "complete", moves=states.MOVES, by=by, at=at, also={"completed_at": at})
        letters.to_fellow("complete", placement, at=at)
    return placement


def complete_all(*, at: datetime) -> int:
    """Every stay whose last day has come and whose papers are in; the number completed."""
    ready = Placement.objects.filter(
        state="arrived", ends_on__lte=at.date(), report__state="accepted"
    ).select_related(*queries.RELATED)
    found = [placement for placement in ready if rules.may_complete(placement, by=None, at=at)]
    for placement in found:
        complete(placement, at=at)
    return len(found)


def forget_reports(placements: Any) -> None:
    """Reports of erased people keep that they were filed, not what they said."""
    reports = Report.objects.filter(placement__in=placements)
    reports.update(learned="", changes="", advice="", version=F("version") + 1)
