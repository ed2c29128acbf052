"""Reminders: what is due stands on a person's desk; a rule says how many days before and after it is told.

Four rooms chase by dates of their own, because their readers have links and no desk, or their days are the
call's; they are listed beside, each with where it is set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from sojourn.applications import queries as applications
from sojourn.awards import queries as awards
from sojourn.calls.models import Call, Programme
from sojourn.letters.models import Reminded, Round, Rule
from sojourn.placements import queries as placements
from sojourn.placements.queries import stays
from sojourn.selection import queries as selection
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting

MORNING = 6  # UTC: before anybody's working day in Europe
MOST = 60  # days before or after


@dataclass(frozen=True)
class Role:
    """Whom a rule is for, which rooms' lines count, and what holds where a programme says nothing."""

    label: str
    what: str
    rooms: tuple[Any, ...]
    days: tuple[int, ...]


ROLES = {
    "chair": Role("The chair", "ranking, decisions, signatures", (selection, societies), (7, 1, 0, -2)),
    "officer": Role(
        "Officers of the society", "checks, requests that wait, offers, stays",
        (applications, selection, awards, placements), (7, 1, 0, -2),
    ),
    "fellow": Role(
        "Fellows", "dates, plan, logbook, report, evaluation", (placements, awards), (14, 3, 0, -3),
    ),
}  # fmt: skip


def rules_of(programme: Programme) -> dict[str, tuple[list[int], int]]:
    """Role -> its days and the version of its row; 0 where the usual holds."""
    kept = {row.role: (row.days, row.version) for row in Rule.objects.filter(programme=programme)}
    return {role: kept.get(role, (list(one.days), 0)) for role, one in ROLES.items()}


def programmes(user: Any) -> QuerySet[Programme]:
    return applications.office_programmes(user)


def looked(on: date) -> bool:
    return Round.objects.filter(on=on).exists()


def people(programme: Programme) -> Iterable[tuple[str, Any]]:
    """Each person with the role in which she may be reminded."""
    chair = societies.chair(programme.society)
    if chair is not None:
        yield "chair", chair
    for row in societies.officers(programme.society):
        yield "officer", row.user
    fellows = stays.standing().filter(award__application__programme=programme, fellow__isnull=False)
    for row in fellows.select_related("fellow").order_by("pk"):
        yield "fellow", row.fellow


def to_remind(at: datetime) -> list[tuple[Any, Programme, list[Waiting]]]:
    """Who has something on the desk whose day is one of the rule's: a person once, with all such lines."""
    found: dict[Any, tuple[Any, Programme, dict[str, Waiting]]] = {}
    read: dict[tuple[Any, str], list[Waiting]] = {}
    for programme in Programme.objects.filter(call__in=_running(at)).select_related("call", "society"):
        rules = rules_of(programme)
        for role, person in people(programme):
            days, key = rules[role][0], (person.pk, role)
            if not days or not person.is_active:
                continue
            if key not in read:
                read[key] = [line for room in ROLES[role].rooms for line in room.waiting_for(person, at=at)]
            due = [line for line in read[key] if distance(line, programme.call, at) in days]
            if due:
                lines = found.setdefault(person.pk, (person, programme, {}))[2]
                lines.update({line.url: line for line in due})
    told = set(Reminded.objects.filter(on=at.date()).values_list("user_id", flat=True))
    return [
        (who, programme, [*lines.values()]) for pk, (who, programme, lines) in found.items() if pk not in told
    ]


def _running(at: datetime) -> QuerySet[Call]:
    return Call.objects.filter(state="announced", opens_at__lte=at)


def distance(line: Waiting, call: Call, at: datetime) -> int | None:
    """Days from today until it is due, on the calendar of the call."""
    if line.due_at is None:
        return None
    zone = ZoneInfo(call.zone)
    return (line.due_at.astimezone(zone).date() - at.astimezone(zone).date()).days


# --- what is set elsewhere ---


@dataclass(frozen=True)
class Chaser:
    """A reminder that another room sends: of what, to whom, when, with which words, and where it is set."""

    what: str
    who: str
    days: str
    kind: str
    url: str


def chasers(call: Call) -> list[Chaser]:
    dates = reverse("calls:call", args=[call.slug])
    of_call = (
        ("A letter of recommendation", "The referee", call.referee_chasers, "applications.chase"),
        (
            "A letter of recommendation",
            "The applicant",
            call.applicant_chasers,
            "applications.chase_applicant",
        ),
        ("Scores", "The reviewer", call.reviewer_chasers, "reviews.remind"),
        ("A centre's answer", "The coordinator", call.centre_chasers, "selection.remind"),
    )
    found = [Chaser(what, who, spoken(days), kind, dates) for what, who, days, kind in of_call]
    fixed = (
        ("Submitting", "The applicant", "3 days before the closing, once", "applications.chase_draft"),
        ("What the office asked for", "The applicant", "Before it is due, once", "applications.chase_answer"),
        ("An answer to an offer", "The person selected", "Before it lapses, once", "awards.remind"),
        ("What is to be seen to before arrival", "Its owner", "From 2 weeks before its latest day, once",
         "placements.before_arrival"),
        ("Questions of later years", "The former fellow", "A month after they were asked, once",
         "alumni.chase_follow_up"),
    )  # fmt: skip
    return found + [Chaser(what, who, days, kind, "") for what, who, days, kind in fixed]


def spoken(days: Iterable[int]) -> str:
    """7, 0, -2 as people say it."""
    found = [f"{-n} after" if n < 0 else "the day itself" if n == 0 else f"{n} before" for n in days]
    return ", ".join(found) + (" (days)" if found else "") or "never"
