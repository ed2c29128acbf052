"""When an applicant may appeal, who answers, and who may let the own name be listed."""

from datetime import datetime
from typing import Any

from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.selection import queries, states
from sojourn.selection.models import Appeal, Result
from sojourn.selection.rules.parts import NOT_YOURS
from sojourn.societies import queries as societies


def is_out(result: Result, *, at: datetime) -> bool:
    return result.release.state in states.OUT and result.release.published_at <= at


def may_appeal(result: Result, *, by: Any, at: datetime) -> Verdict:
    """Once, against what is out, within the days that the programme gives."""
    until = queries.appeal_until(result)
    return first_no(
        YES if by is not None and result.application.applicant_id == by.pk else NOT_YOURS,
        YES if is_out(result, at=at) else no("not_out", "There is no result yet."),
        YES if until is not None else no("no_appeals", "This programme takes no appeals."),
        YES if until is None or at < until else no("late", "The days for an appeal are over."),
        no("appealed", "You have appealed; the office answers.") if queries.appeal_against(result) else YES,
    )


def may_answer_appeal(appeal: Appeal, *, by: Any, at: datetime) -> Verdict:
    programme = appeal.result.application.programme
    return first_no(
        YES
        if by is not None
        and (people.is_federation_officer(by) or societies.is_officer(by, programme.society))
        else no("not_office", "Only the office of the society or the federation answers appeals."),
        tables.legal(states.APPEAL_MOVES, "uphold", appeal.state),
    )


def may_list(result: Result, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if by is not None and result.application.applicant_id == by.pk else NOT_YOURS,
        YES
        if result.release.state in states.OUT
        and result.release.published_at <= at
        and queries.may_list(result)
        else no("no_list", "There is no public list for this result."),
    )
