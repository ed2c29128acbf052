"""Alarms: read by the fellow and by the officer whom the fellow chose; counted for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.people import queries as people
from sojourn.people.models import User
from sojourn.placements.models import Alarm, AlarmWord, Placement
from sojourn.ui import lockbox

PURPOSE = "placements.alarm"
REMIND_AFTER = timedelta(days=2)
RELATED = (
    "officer",
    "placement__fellow",
    "placement__tutor",
    "placement__award__application__programme__call",
    "placement__award__application__programme__society",
    "placement__offer__centre__institution",
)


def alarms_of(user: Any) -> QuerySet[Alarm]:
    """Own ones, and those addressed to this person."""
    return Alarm.objects.filter(Q(placement__fellow=user) | Q(officer=user)).select_related(*RELATED)


def alarms_in(placement: Placement, user: Any) -> list[Alarm]:
    return list(alarms_of(user).filter(placement=placement))


def open_alarm(placement: Placement, officer: Any) -> Alarm | None:
    """One that still stands between the fellow and this officer."""
    return Alarm.objects.filter(placement=placement, officer=officer).exclude(state="closed").first()


def officers_for(placement: Placement) -> list[User]:
    """Whom a fellow may turn to: the society's officers, then the federation's; nobody of the centre."""
    institution = placement.offer.centre.institution
    barred = set(institution.coordinators.values_list("user_id", flat=True)) | {placement.fellow_id}
    rows = placement.award.application.programme.society.officers.select_related("user").order_by("pk")
    known = [row.user for row in rows] + list(people.in_role("federation_officer"))
    found = {user.pk: user for user in known if user.pk not in barred and user.is_active}
    return list(found.values())


def words(alarm: Alarm) -> list[tuple[AlarmWord, str]]:
    """Each with what it says; what no key opens any more says so."""
    return [(row, _read(row)) for row in alarm.words.all()]


def _read(row: AlarmWord) -> str:
    try:
        return lockbox.unlock(row.locked, purpose=PURPOSE)
    except lockbox.Shut:
        return "This cannot be read any more: the key that locked it is gone."


def alarms_to_remind(at: datetime) -> QuerySet[Alarm]:
    """Raised two days ago without an answer."""
    return Alarm.objects.filter(
        state="raised", reminded_at=None, raised_at__lte=at - REMIND_AFTER
    ).select_related(*RELATED)
