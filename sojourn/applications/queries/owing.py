"""What applicants and referees owe by a day: read by the clock that reminds, and by the office's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from sojourn.applications import states
from sojourn.applications.models import Application, Chaser, Letter, Return
from sojourn.applications.queries import references
from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.core.reminding import DAY, Owed

RELATED = ("applicant", "programme__call", "programme__society")
LONGEST = timedelta(days=90)  # that a later closing, or a grace of letters, lies behind the call's


def owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    """Drafts, answers that the office asked for, letters of referees, each with when it was told last."""
    yield from (_draft(row, closes) for row, closes in _drafts(programme, at))
    yield from (_return(row) for row in returns().filter(application__programme=programme, due_at__gt=at))
    if at < calls.letters_until(programme):
        for whom in ("applicant", "referee"):
            yield from letters_owed(programme, whom)


def drafts_to_chase(at: datetime) -> Iterator[tuple[Application, datetime, datetime]]:
    """(draft, the moment whose reminder it is, its closing)."""
    schedule = calls.reminders.Schedule("draft")
    running = Programme.objects.filter(
        call__state="announced", call__opens_at__lte=at, call__closes_at__gt=at - LONGEST
    )
    for programme in running.select_related("call", "society"):
        plan, call = schedule.of(programme), programme.call
        if not plan.days:
            continue
        passed = plan.passed(call.closes_at, call.zone, at) if at < call.closes_at else None
        for row, closes in _drafts(programme, at, told_before=passed[0] if passed else None):
            instant = _draft(row, closes).now(plan, at)
            if instant is not None:
                yield row, instant, closes


def _drafts(
    programme: Programme, at: datetime, *, told_before: datetime | None = None
) -> list[tuple[Application, datetime]]:
    """Drafts that can still be submitted, each with its own closing."""
    call = programme.call
    given = calls.running(at, programme="programme", person="applicant", email="applicant__email")
    rows = Application.objects.filter(programme=programme, state="draft").select_related(*RELATED)
    rows = rows.annotate(longer=Exists(given)).order_by("begun_at", "pk")
    if at >= call.closes_at:
        rows = rows.filter(longer=True)
    elif told_before is not None:
        rows = rows.filter(Q(chased_at=None) | Q(chased_at__lt=told_before) | Q(longer=True))
    found = []
    for row in rows:
        longer = calls.extended(programme, row.applicant) if row.longer else None
        closes = max(longer.until_at, call.closes_at) if longer else call.closes_at
        if closes > at:
            found.append((row, closes))
    return found


def _draft(row: Application, closes: datetime) -> Owed:
    return Owed(
        "draft", row.programme, row, row.applicant.get_full_name(), closes, row.programme.call.zone,
        since=row.begun_at, told=row.chased_at, about=row.applicant_id,
    )  # fmt: skip


def returns() -> QuerySet[Return]:
    """What the office asked for and waits for."""
    rows = Return.objects.filter(ended_at=None, application__state="returned").order_by("due_at", "pk")
    return rows.select_related(*(f"application__{name}" for name in RELATED))


def returns_to_chase(at: datetime) -> Iterator[tuple[Return, datetime]]:
    schedule = calls.reminders.Schedule("return")
    for row in returns().filter(due_at__gt=at):
        instant = _return(row).now(schedule.of(row.application.programme), at)
        if instant is not None:
            yield row, instant


def _return(row: Return) -> Owed:
    file = row.application
    return Owed(
        "return", file.programme, row, file.applicant.get_full_name(), row.due_at, file.programme.call.zone,
        since=row.returned_at, told=row.chased_at, about=file.applicant_id,
    )  # fmt: skip


def letters_to_chase(at: datetime) -> Iterator[tuple[Letter, str, int]]:
    """(letter, whom, day of the rule)."""
    schedules = {whom: calls.reminders.Schedule(whom) for whom in ("referee", "applicant")}
    near = Q(call__closes_at__gt=at - LONGEST, call__closes_at__lt=at + LONGEST) | Q(
        letters_by__gt=at - LONGEST
    )
    for programme in Programme.objects.filter(near, call__state="announced").select_related("call"):
        if at >= calls.letters_until(programme):
            continue
        for whom, schedule in schedules.items():
            passed = schedule.of(programme).passed(calls.letters_due(programme), programme.call.zone, at)
            if passed is None:
                continue
            instant, day = passed
            told = Chaser.objects.filter(letter=OuterRef("pk"), to=whom, at__gte=instant)
            rows = _owing(programme).filter(~Exists(told), asked_at__lte=instant - DAY)
            if whom == "referee":
                rows = rows.exclude(reminded_at__gt=instant - DAY)
            for letter in references.full(rows):
                yield letter, whom, day


def letters_owed(programme: Programme, whom: str) -> Iterator[Owed]:
    due, zone = calls.letters_due(programme), programme.call.zone
    told = Max("chasers__at", filter=Q(chasers__to=whom))
    for row in references.full(_owing(programme).annotate(told=told)):
        since = row.asked_at
        if whom == "referee" and row.reminded_at:
            since = max(since, row.reminded_at)
        person = row.application.applicant
        name = row.name if whom == "referee" else person.get_full_name()
        yield Owed(whom, programme, row, name, due, zone, since=since, told=row.told, about=person.pk)


def _owing(programme: Programme) -> QuerySet[Letter]:
    rows = Letter.objects.filter(application__programme=programme, state__in=states.LETTER_OWED)
    rows = rows.filter(asked_at__isnull=False).exclude(application__state="withdrawn")
    return rows.order_by("asked_at", "pk")
