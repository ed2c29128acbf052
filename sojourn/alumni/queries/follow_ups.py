"""What is asked one, three and five years after a stay, of whom, and what came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from sojourn.alumni.models import Answer, FollowUp, Question
from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.core import periods
from sojourn.core.reminding import Owed
from sojourn.placements.models import Placement

ASKED_FOR = timedelta(days=180)  # a stay that ended longer ago is not asked about this year any more
STEP = 5  # answers are published in steps of five people: nobody's follows from two of them


def questions(years: int | None = None) -> list[Question]:
    """Those in use, in order; only those of one year after the end where it is given."""
    return [row for row in in_use() if years is None or years in row.years]


def in_use() -> QuerySet[Question]:
    return Question.objects.filter(retired_at=None)


def asked_years() -> list[int]:
    return sorted({years for row in questions() for years in row.years})


def due(at: datetime) -> list[tuple[Placement, int]]:
    """Completed stays to ask about now, with the years since their end."""
    today = at.date()
    found = []
    for years in asked_years():
        latest = periods.add_years(today, -years)
        earliest = latest - ASKED_FOR
        asked = FollowUp.objects.filter(years=years).values("placement")
        rows = (
            Placement.objects.filter(
                state="completed", ends_on__lte=latest, ends_on__gt=earliest, fellow__isnull=False
            )
            .exclude(pk__in=asked)
            .exclude(fellow__in=_stopped())
            .select_related("fellow", "award__application__programme")
            .order_by("pk")
        )
        found += [(row, years) for row in rows]
    return found


def owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    """Former fellows of a programme who have not answered."""
    yield from map(_owed, _asked(at).filter(placement__award__application__programme=programme))


def to_chase(at: datetime) -> list[tuple[FollowUp, datetime]]:
    """Those for whom a moment of the rule has come, with it."""
    schedule = calls.reminders.Schedule("alumnus")
    rows = map(_owed, _asked(at))
    return [(one.thing, now) for one in rows if (now := one.now(schedule.of(one.programme), at))]


def _asked(at: datetime) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(
        state="asked", asked_at__gt=at - ASKED_FOR, placement__fellow__isnull=False
    )
    related = ("placement__fellow", "placement__award__application__programme__call")
    rows = rows.exclude(placement__fellow__in=_stopped())
    return rows.select_related(*related).order_by("asked_at", "pk")


def _owed(row: FollowUp) -> Owed:
    programme = row.placement.award.application.programme
    name = row.placement.fellow.get_full_name() if row.placement.fellow else ""
    return Owed(
        "alumnus", programme, row, name, row.asked_at, programme.call.zone, told=row.chased_at,
        about=row.placement.fellow_id,
    )  # fmt: skip


def _stopped() -> QuerySet[FollowUp]:
    """People who asked for no more questions, about whichever of their stays."""
    rows = FollowUp.objects.filter(state="stopped", placement__fellow__isnull=False)
    return rows.values("placement__fellow")


def open_for(user: Any, at: datetime) -> QuerySet[FollowUp]:
    if FollowUp.objects.filter(state="stopped", placement__fellow=user).exists():
        return FollowUp.objects.none()
    return _related(
        FollowUp.objects.filter(placement__fellow=user, state="asked", asked_at__gt=at - ASKED_FOR)
    )


def own(user: Any) -> QuerySet[FollowUp]:
    return _related(FollowUp.objects.filter(placement__fellow=user))


def behind(invitation: Any) -> QuerySet[FollowUp]:
    """What a mailed link is about, as long as the address is still the fellow's."""
    return _related(
        FollowUp.objects.filter(pk=invitation.thing_id, placement__fellow__email__iexact=invitation.address)
    )


def _related(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related(
        "placement__fellow",
        "placement__award__application__programme__society",
        "placement__award__application__programme__call",
        "placement__offer__centre__institution",
    )


def rates() -> list[dict[str, int]]:
    """For the office: of each year after the end, how many were asked, answered and stopped."""
    rows = FollowUp.objects.order_by("years").values_list("years", "state").annotate(number=Count("pk"))
    found: dict[int, dict[str, int]] = {}
    for years, state, number in rows:
        line = found.setdefault(years, {"years": years, "asked": 0, "answered": 0, "stopped": 0})
        line["asked"] += number
        if state != "asked":
            line[state] += number
    return list(found.values())


def outcomes() -> list[dict[str, Any]]:
    """Public: for each question of choices and year, how the answers divide; [] while too few answered.

    Each is {"text", "years", "parts": [(choice, number)]}. Words are never published.
    """
    given: dict[tuple[int, int], list[str]] = defaultdict(list)
    rows = Answer.objects.filter(question__kind="choice").order_by("follow_up__answered_at", "pk")
    for question, years, value in rows.values_list("question", "follow_up__years", "value"):
        given[question, years].append(value)
    found = []
    for question in Question.objects.filter(kind="choice"):
        for years in question.years:
            parts = divided(given.get((question.pk, years), []), question.choices)
            if parts:
                found.append({"text": question.text, "years": years, "parts": parts})
    return found


def divided(values: Sequence[str], choices: Sequence[str]) -> list[tuple[str, int]]:
    """How answers divide, each choice in whole steps of five; [] while only one of them has five.

    No total stands beside them, so that nothing follows from two pages of different days.

    >>> divided(["Yes"] * 9 + ["No"] * 4, ["Yes", "No"])
    []
    >>> divided(["Yes"] * 14 + ["Now and then"] * 3 + ["No"] * 5, ["Yes", "Now and then", "No"])
    [('Yes', 10), ('No', 5)]
    """
    numbers = [(choice, sum(1 for value in values if value == choice) // STEP * STEP) for choice in choices]
    shown = [(choice, number) for choice, number in numbers if number]
    return shown if len(shown) > 1 else []


def forgotten(person: Any) -> QuerySet[FollowUp]:
    """Follow-ups of a person, with what was answered in words."""
    return FollowUp.objects.filter(placement__fellow=person)
