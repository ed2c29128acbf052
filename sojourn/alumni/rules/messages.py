"""When somebody may write to a former fellow, and what the former fellow may do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.alumni import queries, states
from sojourn.alumni.models import Alumnus, Message
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no


def may_write(entry: Alumnus, *, by: Any, at: datetime) -> Verdict:
    """Whoever has an account, a few times a day, one open message at a time."""
    if entry.state != "listed" or not entry.contactable or queries.shut_between(by, entry):
        # the same words, so that nobody learns of having been reported
        return no("unreachable", "This former fellow takes no messages.")
    if entry.user_id == by.pk:
        return no("yourself", "This is you.")
    if queries.open_between(by, entry):
        return no("open", "Your last message to this former fellow still waits for an answer.")
    if queries.lately(by, at) >= queries.MOST_A_DAY:
        most = queries.MOST_A_DAY
        return no("often", f"You have written {most} messages within a day. Go on tomorrow.")
    return YES


def may_answer_message(message: Message, *, by: Any, at: datetime) -> Verdict:
    return first_no(_to(message, by), tables.legal(states.MESSAGE_MOVES, "answer_message", message.state))


def may_report_message(message: Message, *, by: Any, at: datetime) -> Verdict:
    return first_no(_to(message, by), tables.legal(states.MESSAGE_MOVES, "report_message", message.state))


def _to(message: Message, by: Any) -> Verdict:
    own = by is not None and by.pk == message.alumnus.user_id
    return YES if own else no("not-yours", "This message is not to you.")
