"""An alarm goes past tutor and centre to one officer. Letters say that there is one, never what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.placements import queries, rules, states
from sojourn.placements.models import Alarm, AlarmWord, Placement
from sojourn.post import actions as post
from sojourn.ui import gates, lockbox


def raise_alarm(placement: Placement, *, kind: str, officer: Any, text: str, by: Any, at: datetime) -> Alarm:
    """To one officer; words to the same officer about the same stay join the alarm that is open."""
    gates.require(rules.may_raise_alarm(placement, by=by, at=at))
    with transaction.atomic():
        journal.locked(placement)
        found = queries.open_alarm(placement, officer)
        if found is not None:
            return add_to_alarm(found, text=text, by=by, at=at)
        made = Alarm.objects.create(placement=placement, kind=kind, officer=officer, raised_at=at)
        _keep(made, text, by_fellow=True, at=at)
        journal.note("placements.raise_alarm", thing=made, by=by, at=at)
        _tell(made, "raise_alarm", made.officer, at=at)
    return made


def add_to_alarm(alarm: Alarm, *, text: str, by: Any, at: datetime) -> Alarm:
    gates.require(rules.may_add_to_alarm(alarm, by=by, at=at))
    with transaction.atomic():
        also = {"raised_at": at, "reminded_at": None}
        journal.turn(alarm, "add_to_alarm", moves=states.ALARM_MOVES, by=by, at=at, also=also)
        _keep(alarm, text, by_fellow=True, at=at)
        _tell(alarm, "add_to_alarm", alarm.officer, at=at)
    return alarm


def answer_alarm(alarm: Alarm, *, text: str, by: Any, at: datetime) -> Alarm:
    gates.require(rules.may_answer_alarm(alarm, by=by, at=at))
    with transaction.atomic():
        journal.turn(alarm, "answer_alarm", moves=states.ALARM_MOVES, by=by, at=at)
        _keep(alarm, text, by_fellow=False, at=at)
        if alarm.placement.fellow:
            _tell(alarm, "answer_alarm", alarm.placement.fellow, at=at)
    return alarm


def close_alarm(alarm: Alarm, *, by: Any, at: datetime) -> Alarm:
    gates.require(rules.may_close_alarm(alarm, by=by, at=at))
    with transaction.atomic():
        journal.turn(alarm, "close_alarm", moves=states.ALARM_MOVES, by=by, at=at, also={"closed_at": at})
        _tell(alarm, "close_alarm", alarm.officer, at=at)
    return alarm


def remind_officers(*, at: datetime) -> None:
    """Two days without an answer: once more to the officer, who is the only one that may know of it."""
    for found in queries.alarms_to_remind(at):
        with transaction.atomic():
            row = journal.locked(found)
            if row.state == "raised" and row.reminded_at is None:
                row.reminded_at = at
                row.save(update_fields=["reminded_at"])
                _tell(found, "remind_of_alarm", found.officer, at=at)


def forget_alarms(placements: Any) -> None:
    Alarm.objects.filter(placement__in=placements).delete()


def _keep(alarm: Alarm, text: str, *, by_fellow: bool, at: datetime) -> None:
    locked = lockbox.lock(text, purpose=queries.PURPOSE)
    AlarmWord.objects.create(alarm=alarm, by_fellow=by_fellow, locked=locked, written_at=at)


def _tell(alarm: Alarm, verb: str, to: Any, *, at: datetime) -> None:
    post.write(f"placements.{verb}", to=to, thing=alarm, at=at)
