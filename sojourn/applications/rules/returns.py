"""What was sent back to an applicant: which parts are open again, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sojourn.applications import queries
from sojourn.applications.models import Application
from sojourn.applications.rules.completeness import Gap, missing
from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.ui import times


def part_of(gap: Gap) -> str:
    """The part that a gap lies in: the slot of a document, else the section."""
    if gap.section == "documents":
        return f"document-{gap.code.partition('-')[2]}"
    return gap.section


def open_part(application: Application, part: str, *, at: datetime) -> Verdict:
    """Only the parts that the office asked for, until it has waited long enough."""
    asked = queries.returned(application)
    if asked is None:
        return no("checked", "The office is checking this application.")
    return first_no(
        waits(application, at=at),
        YES
        if part in asked.parts
        else no("not-asked", "The office has not asked for this part; it stays as you submitted it."),
    )


def waits(application: Application, *, at: datetime) -> Verdict:
    """Whether an answer is still taken, the silent grace included."""
    asked = queries.returned(application)
    if asked is None:
        return no("not-asked", "The office waits for nothing.")
    if at < asked.refused_from:
        return YES
    until = times.instant(asked.due_at, application.programme.call.zone)
    return no("answer-closed", f"The office waited for your answer until {until}. It decides now.")


def still_missing(application: Application, found: Iterable[Gap], words: str) -> Verdict:
    """What was asked for is there, or the applicant says why not."""
    asked = queries.returned(application)
    lacking = [gap for gap in missing(found) if asked and part_of(gap) in asked.parts]
    if not lacking or words.strip():
        return YES
    return no("still-missing", f"{lacking[0].text} Add it, or write below why you cannot.")


def may_be_due(programme: Programme, until: datetime, *, at: datetime) -> Verdict:
    """After now, and before the committees have decided."""
    call = programme.call
    if until <= at:
        return no("past", "The day has to lie ahead.")
    if call.decisions_by and until >= call.decisions_by:
        decided = times.instant(call.decisions_by, call.zone)
        return no("too-late", f"The committees decide by {decided}; the answer has to come before.")
    return YES
