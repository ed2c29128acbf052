"""Alarms: read by the fellow and by the officer whom the fellow chose; counted for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.centres.models import Tutor
from sojourn.people import queries as people
from sojourn.people.models import User
from sojourn.placements.models import Alarm, AlarmWord, Placement
from sojourn.placements.queries import amendments
from sojourn.societies import queries as societies
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
    """Own ones, and those addressed to this person as long as the office lasts."""
    rows = Alarm.objects.filter(Q(placement__fellow=user) | (Q(officer=user) & _in_office(user)))
    return rows.select_related(*RELATED)


def _in_office(user: Any) -> Q:
    own = Q(placement__award__application__programme__society__in=societies.officer_of(user))
    return own | Q(officer__in=people.in_role("federation_officer"))


def is_read(alarm: Alarm) -> bool:
    """Whether whom the fellow chose still has the office and an account that opens."""
    return alarm.officer.is_active and alarms_of(alarm.officer).filter(pk=alarm.pk).exists()


def alarms_in(placement: Placement, user: Any) -> list[Alarm]:
    return list(alarms_of(user).filter(placement=placement))


def open_alarm(placement: Placement, officer: Any) -> Alarm | None:
    """One that still stands between the fellow and this officer."""
    return Alarm.objects.filter(placement=placement, officer=officer).exclude(state="closed").first()


def officers_for(placement: Placement) -> list[User]:
    """Whom a fellow may turn to: the society's officers, then the federation's.

    Nobody of a centre of the stay. A tutor has no account as such, but an officer may be one: by the address.
    """
    places = [leg["institution"] for leg in amendments.legs(placement)]
    barred = {row.user_id for place in places for row in place.coordinators.all()} | {placement.fellow_id}
    tutors = {one.email.casefold() for one in Tutor.objects.filter(centre__institution__in=places)}
    rows = placement.award.application.programme.society.officers.select_related("user").order_by("pk")
    known = [row.user for row in rows] + list(people.in_role("federation_officer"))
    free = [one for one in known if one.pk not in barred and one.email.casefold() not in tutors]
    return list({one.pk: one for one in free if one.is_active}.values())


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
