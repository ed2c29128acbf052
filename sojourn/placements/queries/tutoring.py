"""What a tutor owes by a day: the arrival, the plan's signature, the evaluations; by link, without a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.core.reminding import Owed
from sojourn.placements.models import Placement
from sojourn.placements.queries import dates, stays
from sojourn.post import queries as letters
from sojourn.ui import times

KIND, LABEL = "placements.remind_tutor", "placements.placement"


def with_tutors() -> QuerySet[Placement]:
    rows = stays.standing().filter(state__in=("agreed", "arrived"), tutor__isnull=False)
    rows = rows.filter(starts_on__isnull=False, ends_on__isnull=False).select_related(*stays.RELATED)
    return rows.prefetch_related("signatures", "evaluations").order_by("starts_on", "pk")


def tutor_owes(placement: Placement) -> list[tuple[str, date, date]]:
    """(in words, asked from, due on)."""
    usual = {name: row["days"] for name, row in calls.duties(placement.award.application.programme).items()}
    of = dates.dates_of(placement)
    signed = {one.role for one in placement.signatures.all() if one.plan_version == placement.plan_version}
    given = {one.moment for one in placement.evaluations.all() if one.side == "tutor"}
    found = []
    if placement.state == "agreed":
        found.append(("confirm the arrival", of.starts_on, of.starts_on))
    if "fellow" in signed and "tutor" not in signed:
        found.append(("sign the training plan", date.min, of.starts_on + timedelta(usual["plan"])))
    if placement.state == "arrived":
        if not given:
            found.append(("evaluate at mid-term", of.middle, of.middle + timedelta(usual["midterm_tutor"])))
        if "final" not in given:
            from_ = dates.final_from(placement)
            found.append(("evaluate the stay", from_, of.ends_on + timedelta(usual["final_tutor"])))
    return found


def owed_by_tutors(rows: list[Placement]) -> Iterator[tuple[str, Owed]]:
    """(in words, what is owed); one query more for all."""
    told = letters.told(KIND, LABEL, [row.pk for row in rows])
    for row in rows:
        programme = row.award.application.programme
        zone = programme.call.zone
        for words, asked, due in tutor_owes(row):
            since = datetime(asked.year, asked.month, asked.day, tzinfo=ZoneInfo(zone))
            yield words, Owed(
                "tutor", programme, row, row.tutor.name if row.tutor else "", times.aware(due, zone), zone,
                since=since if asked > date.min else None, told=told.get(str(row.pk)), about=row.fellow_id,
            )  # fmt: skip


def tutors_owe(programme: Programme) -> Iterator[Owed]:
    rows = list(with_tutors().filter(award__application__programme=programme))
    yield from (one for _, one in owed_by_tutors(rows))


def tutors_to_remind(at: datetime) -> dict[Placement, list[tuple[str, Owed, datetime]]]:
    """Stay -> what its tutor is to be reminded of now: in words, as owed, with the moment of the rule."""
    schedule = calls.reminders.Schedule("tutor")
    found: dict[Placement, list[tuple[str, Owed, datetime]]] = {}
    for words, one in owed_by_tutors(list(with_tutors())):
        instant = one.now(schedule.of(one.programme), at)
        if instant is not None:
            found.setdefault(one.thing, []).append((words, one, instant))
    return found


def tutor_was_told(placement: Any, instant: datetime) -> bool:
    last = letters.told(KIND, LABEL, [placement.pk]).get(str(placement.pk))
    return last is not None and last >= instant
