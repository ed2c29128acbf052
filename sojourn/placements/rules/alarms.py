"""Who may raise an alarm, and who may answer it: nobody between the fellow and the officer chosen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.placements import queries, states
from sojourn.placements.models import Alarm, Placement
from sojourn.placements.rules.stay import local_day

AFTERWARDS = timedelta(days=365)  # some things are said only when one is home again


def may_raise_alarm(placement: Placement, *, by: Any, at: datetime) -> Verdict:
    """From the agreed dates until a year after the end, whatever became of the stay."""
    last = placement.ends_on or placement.starts_on
    return first_no(
        YES if queries.is_fellow(by, placement) else no("not-fellow", "Only the fellow raises an alarm."),
        YES if placement.agreed_at else no("not-agreed", "There is no stay yet. Write to the office."),
        YES
        if last is None or local_day(at, placement) <= last + AFTERWARDS
        else no("long-ago", "This stay ended more than a year ago. Write to the office."),
    )


def may_answer_alarm(alarm: Alarm, *, by: Any, at: datetime) -> Verdict:
    return first_no(_officer(alarm, by), tables.legal(states.ALARM_MOVES, "answer_alarm", alarm.state))


def may_add_to_alarm(alarm: Alarm, *, by: Any, at: datetime) -> Verdict:
    return first_no(_fellow(alarm, by), tables.legal(states.ALARM_MOVES, "add_to_alarm", alarm.state))


def may_close_alarm(alarm: Alarm, *, by: Any, at: datetime) -> Verdict:
    """The fellow alone says that it is over."""
    return first_no(_fellow(alarm, by), tables.legal(states.ALARM_MOVES, "close_alarm", alarm.state))


def _officer(alarm: Alarm, by: Any) -> Verdict:
    own = by is not None and by.pk == alarm.officer_id
    return YES if own else no("not-officer", "Only the officer whom the fellow chose answers.")


def _fellow(alarm: Alarm, by: Any) -> Verdict:
    own = by is not None and by.pk == alarm.placement.fellow_id
    return YES if own else no("not-fellow", "Only the fellow does this.")
