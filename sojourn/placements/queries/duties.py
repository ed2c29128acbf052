"""What a stay owes, by when, and what is overdue: computed here, read by payments and certificates.

Days and what an overdue duty holds back are the programme's (`calls.queries.duties`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from sojourn.calls import queries as calls
from sojourn.placements.models import Evaluation, Placement, Report, Signature
from sojourn.placements.queries.dates import Dates, dates_of

TITLES = {
    "plan": "Training plan signed, at the latest",
    "midterm": "Mid-term evaluations due",
    "final": "Final evaluations due",
    "report": "Report due",
}
OWED = {
    "plan": ("the signed training plan", "fellow"),
    "midterm_fellow": ("the fellow's mid-term evaluation", "fellow"),
    "midterm_tutor": ("the tutor's mid-term evaluation", "tutor"),
    "final_fellow": ("the fellow's final evaluation", "fellow"),
    "final_tutor": ("the tutor's final evaluation", "tutor"),
    "report": ("the report", "fellow"),
}


@dataclass(frozen=True)
class Duty:
    """`blocks`: of payment, certificate, application, what waits while it is overdue."""

    name: str
    title: str
    owner: str
    due_on: date
    blocks: tuple[str, ...]


def due_days(placement: Placement, of: Dates) -> dict[str, date]:
    """What is due -> its latest day, for these dates; of a pair, the fellow's."""
    days = {name: row["days"] for name, row in calls.duties(placement.award.application.programme).items()}
    return {
        "plan": of.starts_on + timedelta(days["plan"]),
        "midterm": of.middle + timedelta(days["midterm_fellow"]),
        "final": of.ends_on + timedelta(days["final_fellow"]),
        "report": of.ends_on + timedelta(days["report"]),
    }


def due_days_of(placement: Placement) -> dict[str, date]:
    return due_days(placement, dates_of(placement))


def signers(placement: Placement) -> tuple[str, ...]:
    """Who signs the training plan: fellow, tutor and, where the programme says so, a third."""
    third = placement.award.application.programme.plan_third
    return ("fellow", "tutor", third) if third else ("fellow", "tutor")


def overdue(placement: Placement, at: datetime) -> list[Duty]:
    """What this stay should have delivered by now and has not, the oldest first."""
    return overdue_by_stay([placement], at).get(placement.pk, [])


def overdue_by_stay(placements: Iterable[Placement], at: datetime) -> dict[UUID, list[Duty]]:
    """The same for many stays, in three queries. A stay that ended early owes nothing any more here."""
    placements = [each for each in placements if each.agreed_at and each.state != "ended_early"]
    pks = [each.pk for each in placements]
    done: dict[UUID, set[str]] = defaultdict(set)
    given = Evaluation.objects.filter(placement__in=pks)
    for pk, moment, side in given.values_list("placement_id", "moment", "side"):
        done[pk].add(f"{moment}_{side}")
    signed: dict[tuple[UUID, int], set[str]] = defaultdict(set)
    names = Signature.objects.filter(placement__in=pks)
    for pk, version, role in names.values_list("placement_id", "plan_version", "role"):
        signed[pk, version].add(role)
    for each in placements:
        # a change of the plan asks for new signatures; what was owed was a first plan
        wanted = set(signers(each))
        if any(wanted <= signed[each.pk, number] for number in range(1, each.plan_version + 1)):
            done[each.pk].add("plan")
    filed = Report.objects.filter(placement__in=pks, state__in=("filed", "accepted"))
    for pk in filed.values_list("placement_id", flat=True):
        done[pk].add("report")
    return {
        each.pk: [duty for duty in _owed(each, at) if duty.name not in done[each.pk]] for each in placements
    }


def _owed(placement: Placement, at: datetime) -> list[Duty]:
    programme = placement.award.application.programme
    today = at.astimezone(ZoneInfo(programme.call.zone)).date()
    of = dates_of(placement)
    first = {"plan": of.starts_on, "midterm": of.middle, "final": of.ends_on, "report": of.ends_on}
    rows = []
    for name, row in calls.duties(programme).items():
        title, owner = OWED[name]
        due_on = first[name.partition("_")[0]] + timedelta(row["days"])
        if due_on < today:
            rows.append(Duty(name, title, owner, due_on, tuple(row["blocks"])))
    return sorted(rows, key=lambda duty: (duty.due_on, duty.name))


def held_back(placement: Placement, what: str, at: datetime) -> list[str]:
    """In words, the overdue duties that hold this back: payment, certificate or application."""
    return [duty.title for duty in overdue(placement, at) if what in duty.blocks]


def held_applicants(at: datetime) -> dict[Any, list[str]]:
    """Person -> the overdue duties of earlier stays that hold back a next application."""
    both = Evaluation.objects.filter(placement=OuterRef("pk"), moment="midterm")
    owing = ~Q(state="completed")
    for side, _ in Evaluation.SIDES:  # all else is in before a stay is completed
        owing |= ~Exists(both.filter(side=side))
    begun = Placement.objects.filter(owing, agreed_at__isnull=False, fellow__isnull=False).exclude(
        state="ended_early"
    )
    stays = list(begun.select_related("award__application__programme__call").order_by("starts_on", "pk"))
    found: dict[Any, list[str]] = defaultdict(list)
    owed = overdue_by_stay(stays, at)
    for each in stays:
        found[each.fellow_id] += [duty.title for duty in owed[each.pk] if "application" in duty.blocks]
    return {person: titles for person, titles in found.items() if titles}
