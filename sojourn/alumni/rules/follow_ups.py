"""Who answers for a stay that is long over, and who chooses what is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.alumni import states
from sojourn.alumni.models import FollowUp
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people


def may_answer_follow_up(row: FollowUp, *, by: Any, at: datetime) -> Verdict:
    return first_no(_own(row, by), tables.legal(states.FOLLOW_UP_MOVES, "answer_follow_up", row.state))


def may_stop_follow_ups(row: FollowUp, *, by: Any, at: datetime) -> Verdict:
    return first_no(_own(row, by), tables.legal(states.FOLLOW_UP_MOVES, "stop_follow_ups", row.state))


def may_keep_questions(*, by: Any, at: datetime) -> Verdict:
    """Add, begin with the usual ones, retire, and read how many answered."""
    if people.is_federation_officer(by):
        return YES
    return no("not-office", "Only the federation's officer keeps these questions.")


def _own(row: FollowUp, by: Any) -> Verdict:
    """The fellow by account, or by the link that was mailed to the fellow's address."""
    if by is None:
        return no("not-yours", NOT_YOURS)
    fellow = row.placement.fellow
    linked = str(getattr(by, "thing_id", "")) == str(row.pk) and fellow and by.address == fellow.email
    return YES if linked or by.pk == row.placement.fellow_id else no("not-yours", NOT_YOURS)


NOT_YOURS = "Only the former fellow answers this."
