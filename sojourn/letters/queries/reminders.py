"""Reminders: what is owed in every room, whom a rule reaches next, and what stands on a desk.

Who has a desk is told by the lines of that desk, one letter a person and day; what has a rule of its own (a
line names it) is told by the room that knows it. The days of all stand with the programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from sojourn.agreements import queries as agreements
from sojourn.alumni import queries as alumni
from sojourn.applications import queries as applications
from sojourn.awards import queries as awards
from sojourn.calls import queries as calls
from sojourn.calls.models import Call, Programme
from sojourn.centres.models import Coordinator
from sojourn.core.reminding import MADE_GOOD, Owed, Plan
from sojourn.letters.models import Reminded, Round
from sojourn.payments import queries as payments
from sojourn.people import queries as accounts
from sojourn.placements import queries as placements
from sojourn.placements.queries import stays
from sojourn.reviews import queries as reviews
from sojourn.selection import queries as selection
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting

MORNING = 6  # UTC: before anybody's working day in Europe
DESKS: dict[str, tuple[Any, ...]] = {
    "chair": (selection, societies),
    "officer": (applications, reviews, selection, awards, placements),
    "fellow": (placements, awards, payments),
    "host": (placements,),
}
CONFIDENTIAL = "In confidence: whoever runs the match sees it."
SEALED = "Counted once the call is closed."


def programmes(user: Any) -> QuerySet[Programme]:
    """Those that an officer may set, the newest call first."""
    return applications.office_programmes(user).select_related("call", "society")


def looked() -> date | None:
    """The day on which the desks were looked at last."""
    return Round.objects.order_by("-on").values_list("on", flat=True).first()


def people(programme: Programme) -> Iterator[tuple[str, Any]]:
    """Each person with the role in which she may be reminded by her desk."""
    for found in (societies.chair(programme.society), societies.vice_chair(programme.society)):
        if found is not None:
            yield "chair", found
    for row in societies.officers(programme.society):
        yield "officer", row.user
    fellows = stays.standing().filter(award__application__programme=programme, fellow__isnull=False)
    for row in fellows.select_related("fellow").order_by("pk"):
        yield "fellow", row.fellow
    places = stays.standing().filter(award__application__programme=programme)
    hosts = Coordinator.objects.filter(institution__in=places.values("offer__centre__institution"))
    for one in hosts.select_related("user").order_by("pk"):
        yield "host", one.user


class Desks:
    """The dated lines of people's desks in a role, each read once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._lines: dict[tuple[Any, str], list[Waiting]] = {}

    def lines(self, person: Any, role: str, programme: Programme) -> list[Waiting]:
        """Of this programme, or of none; without those that a rule of their own tells."""
        key = (person.pk, role)
        if key not in self._lines:
            read = (line for room in DESKS[role] for line in room.waiting_for(person, at=self.at))
            self._lines[key] = [line for line in read if line.due_at is not None and not line.rule]
        return [line for line in self._lines[key] if line.programme in (None, programme.pk)]


def to_remind(at: datetime) -> list[tuple[Any, Programme, list[Waiting]]]:
    """Who has something on the desk whose day is one of the rule's: a person once, with all such lines.

    Days on which the clock stood still are made good for.
    """
    last = looked()
    missed = min((at.date() - last).days, MADE_GOOD.days) if last else 1
    found: dict[Any, tuple[Any, Programme, dict[str, Waiting]]] = {}
    desks, schedules = Desks(at), {role: calls.reminders.Schedule(role) for role in DESKS}
    for programme in running(at):
        for role, person in people(programme):
            plan = schedules[role].of(programme)
            if not plan.days or not person.is_active:
                continue
            lines = desks.lines(person, role, programme)
            due = [line for line in lines if _is_named(line, plan, programme.call, at, missed)]
            if due:
                told = found.setdefault(person.pk, (person, programme, {}))[2]
                told.update({line.url: line for line in due})
    done = set(Reminded.objects.filter(on=at.date()).values_list("user_id", flat=True))
    return [
        (who, programme, [*lines.values()]) for pk, (who, programme, lines) in found.items() if pk not in done
    ]


def _is_named(line: Waiting, plan: Plan, call: Call, at: datetime, missed: int) -> bool:
    """Whether today, or a day that was missed, is one of the rule's; none before the rule was changed."""
    left = distance(line, call, at)
    if left is None:
        return False
    changed = plan.since.astimezone(ZoneInfo(call.zone)).date() if plan.since else date.min
    today = at.astimezone(ZoneInfo(call.zone)).date()
    return any(left + n in plan.days and today - timedelta(n) >= changed for n in range(missed))


def running(at: datetime) -> QuerySet[Programme]:
    """Programmes of every call that is open or under way, the newest first."""
    of = Programme.objects.filter(call__state="announced", call__opens_at__lte=at)
    return of.select_related("call", "society").order_by("-call__opens_at", "society__acronym", "pk")


def distance(line: Waiting, call: Call, at: datetime) -> int | None:
    """Days from today until it is due, on the calendar of the call."""
    if line.due_at is None:
        return None
    zone = ZoneInfo(call.zone)
    return (line.due_at.astimezone(zone).date() - at.astimezone(zone).date()).days


# --- the office's page ---


@dataclass(frozen=True)
class Next:
    """Whom a rule reaches next, and when: up to three names, and how many more."""

    at: datetime | None = None
    names: tuple[str, ...] = ()
    more: int = 0
    note: str = ""


def table(programme: Programme, user: Any, *, at: datetime) -> list[tuple[calls.reminders.Kept, Next]]:
    """Every rule of one programme with whom it reaches next, as far as this officer may know it."""
    barred = societies.barred_people(user, programme.society) | {user.pk}
    owed: dict[str, list[Owed]] = {}
    for one in (*_owed(programme, at), *_of_desks(programme, at)):
        if one.about is None or one.about not in barred:
            owed.setdefault(one.rule, []).append(one)
    sealed = not applications.over(programme.call, at)
    runs_match = accounts.is_federation_officer(user)
    found = []
    for rule in calls.reminders.kept(programme):
        rows = owed.get(rule.name, [])
        if rule.name == "centre" and not runs_match:
            found.append((rule, Next(note=CONFIDENTIAL)))
        elif sealed and rule.name in ("draft", "applicant", "referee"):
            found.append((rule, next_of(rule.plan, rows, at, named=False)))
        else:
            found.append((rule, next_of(rule.plan, rows, at)))
    return found


def next_of(plan: Plan, rows: Iterable[Owed], at: datetime, *, named: bool = True) -> Next:
    """`named`: whether the office reads names at this stage; else only how many."""
    coming = [(instant, one.name) for one in rows if (instant := one.coming(plan, at))]
    if not coming:
        return Next()
    first = min(instant for instant, _ in coming)
    names = sorted({name for instant, name in coming if instant == first})
    if not named:
        return Next(first, (), sum(1 for instant, _ in coming if instant == first))
    return Next(first, tuple(names[:3]), len(names[3:]))


def _owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    for room in (applications, reviews, selection, awards, placements, agreements, alumni):
        yield from room.owed(programme, at)


def _of_desks(programme: Programme, at: datetime) -> Iterator[Owed]:
    """The lines of desks as what is owed; a desk is read at most once a page."""
    desks = Desks(at)
    for role, person in people(programme):
        about = person.pk if role == "fellow" else None
        for line in desks.lines(person, role, programme):
            if line.due_at is not None:
                yield Owed(
                    role, programme, line, person.get_full_name(), line.due_at, programme.call.zone,
                    about=about,
                )  # fmt: skip
