"""What the centre asks before the arrival: copied when a stay opens, ticked off by whoever sees to it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from sojourn.core.reminding import Owed
from sojourn.journal import actions as journal
from sojourn.placements import queries, rules, states
from sojourn.placements.actions import letters
from sojourn.placements.models import Errand, Placement
from sojourn.ui import gates, times


def open_errands(placement: Placement, *, counted_from: date | None = None) -> None:
    """In the caller's transaction. A later change of the centre's list changes no stay that is under way."""
    rows = queries.asked_by_centre(placement)
    Errand.objects.bulk_create(Errand(placement=placement, counted_from=counted_from, **row) for row in rows)


def finish_errand(row: Errand, *, by: Any, at: datetime) -> Errand:
    gates.require(rules.may_finish_errand(row, by=by, at=at))
    return _settled(row, "finish_errand", by=by, at=at)


def spare_errand(row: Errand, *, by: Any, at: datetime) -> Errand:
    gates.require(rules.may_spare_errand(row, by=by, at=at))
    return _settled(row, "spare_errand", by=by, at=at)


def reopen_errand(row: Errand, *, by: Any, at: datetime) -> Errand:
    gates.require(rules.may_reopen_errand(row, by=by, at=at))
    also = {"settled_at": None, "settled_by": "", "reminded_at": None}
    return journal.turn(row, "reopen_errand", moves=states.ERRAND_MOVES, by=by, at=at, also=also)


def remind_owners(*, at: datetime) -> None:
    """By the programme's rule: one letter for all that one owner has to see to in one stay."""
    due: dict[tuple[Any, str], list[tuple[Errand, datetime]]] = defaultdict(list)
    for row, instant in queries.errands_to_remind(at):
        due[row.placement, row.owner].append((row, instant))
    for (placement, owner), found in due.items():
        with transaction.atomic():
            journal.locked(placement)  # two workers: the second finds them told
            rows = [row for row, instant in found if _untold(row, instant).update(reminded_at=at)]
            if rows:
                facts = {"number": len(rows)}
                journal.note("placements.remind_owners", thing=placement, by=None, at=at, facts=facts)
                _tell(placement, owner, rows, at=at)


def _untold(row: Errand, instant: datetime) -> QuerySet[Errand]:
    return Errand.objects.filter(Q(reminded_at=None) | Q(reminded_at__lt=instant), pk=row.pk)


def remind_tutors(*, at: datetime) -> None:
    """By the programme's rule: one letter for all that one tutor owes one stay."""
    for placement, found in queries.tutors_to_remind(at).items():
        with transaction.atomic():
            journal.locked(placement)  # two workers: the second finds it told
            lines = [
                {"what": words, "when": f"{'due' if at <= one.due_at else 'was due'} {_day(one)}"}
                for words, one, instant in found
                if not queries.tutor_was_told(placement, instant)
            ]
            if lines:
                first = f"please {lines[0]['what']}"
                letters.to_tutor("remind_tutor", placement, at=at, lines=lines, first=first)


def _day(one: Owed) -> str:
    return times.day(one.due_at.astimezone(ZoneInfo(one.zone)).date())


def _tell(placement: Placement, owner: str, rows: list[Errand], *, at: datetime) -> None:
    titles = [row.title for row in rows]
    if owner == "fellow":
        letters.to_fellow("before_arrival", placement, at=at, titles=titles)
    elif owner == "centre":
        letters.to_people("before_arrival", placement, queries.coordinators(placement), at=at, titles=titles)
    else:
        letters.to_people("before_arrival", placement, queries.office_people(placement), at=at, titles=titles)


def _settled(row: Errand, verb: str, *, by: Any, at: datetime) -> Errand:
    name = getattr(by, "formal_name", "") or getattr(by, "name", "")
    also = {"settled_at": at, "settled_by": name[:200]}
    return journal.turn(row, verb, moves=states.ERRAND_MOVES, by=by, at=at, also=also)
