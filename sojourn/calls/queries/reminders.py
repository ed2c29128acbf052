"""Reminders are rules: for each role of a programme, on which days before and after something is due.

What a programme has not said is the call's, where the call says it, else the usual of this table. The rooms
that know what is owed ask here for the days; nobody keeps days of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sojourn.calls.models import Programme, Reminder
from sojourn.core.reminding import Plan

MOST = 60  # days before or after


@dataclass(frozen=True)
class Due:
    """`kind` is the letter; `least` the lowest day that makes sense: 0 where nothing is taken after it."""

    role: str
    what: str
    by: str
    kind: str
    days: tuple[int, ...]
    of_call: str = ""
    least: int = -MOST
    most: int = MOST


RULES = {
    "draft": Due(
        "Applicants", "an application that is not submitted", "the closing of the call",
        "applications.chase_draft", (3,), least=0,
    ),
    "return": Due(
        "Applicants", "what the office asked to complete", "the day given",
        "applications.chase_answer", (1,), least=0,
    ),
    "applicant": Due(
        "Applicants", "a referee's letter that has not come", "the day letters are due",
        "applications.chase_applicant", (5,), "applicant_chasers",
    ),
    "referee": Due(
        "Referees", "the letter of recommendation", "the day letters are due",
        "applications.chase", (7, 1), "referee_chasers",
    ),
    "reviewer": Due(
        "Reviewers", "scores", "the day scores are due", "reviews.remind", (7, 1, 0, -2), "reviewer_chasers",
    ),
    "centre": Due(
        "Hosts: the coordinator", "the centre's answer about a fellow", "the day given",
        "selection.remind", (2,), "centre_chasers",
    ),
    "offer": Due(
        "Those selected", "the answer to an offer", "the day it lapses", "awards.remind", (3,), least=0,
    ),
    "chair": Due(
        "The chair", "ranking, decisions, signatures", "the day on the desk", "letters.remind", (7, 1, 0, -2),
    ),
    "officer": Due(
        "Officers of the society", "offers, stays, decisions that are the office's", "the day on the desk",
        "letters.remind", (7, 1, 0, -2),
    ),
    "errand": Due(
        "Fellow, host or office", "what is to be seen to before the arrival", "its latest day",
        "placements.before_arrival", (14,),
    ),
    "fellow": Due(
        "Fellows", "plan, evaluations, report, repayment", "the day on the desk",
        "letters.remind", (14, 3, 0, -3),
    ),
    "host": Due(
        "Hosts: the coordinator", "training plans to sign", "the day on the desk",
        "letters.remind", (7, 0, -3),
    ),
    "tutor": Due(
        "Tutors", "the plan's signature and the evaluations", "the day each is due",
        "placements.remind_tutor", (3, -3),
    ),
    "paper": Due(
        "Whoever signs", "an agreement or a letter of invitation", "the day it was drawn up",
        "agreements.chase", (-7, -14, -21), most=-1,
    ),
    "alumnus": Due(
        "Former fellows", "the questions of later years", "the day they were asked",
        "alumni.chase_follow_up", (-30,), most=-1,
    ),
}  # fmt: skip


def usual(name: str, programme: Programme) -> list[int]:
    """What holds where the programme says nothing of its own."""
    rule = RULES[name]
    return list(getattr(programme.call, rule.of_call)) if rule.of_call else list(rule.days)


class Schedule:
    """The days of one rule in every programme, read once: for a round of the clock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._own: dict[int, Plan] | None = None

    def of(self, programme: Programme) -> Plan:
        """Never any day where the rule is switched off."""
        if self._own is None:
            self._own = {row.programme_id: _plan(row) for row in Reminder.objects.filter(rule=self.name)}
        return self._own.get(programme.pk) or Plan(tuple(usual(self.name, programme)))


def _plan(row: Reminder) -> Plan:
    return Plan(tuple(row.days) if row.on else (), row.since)


@dataclass(frozen=True)
class Kept:
    """One rule of one programme as it stands; `own` where the programme has said it."""

    name: str
    due: Due
    days: list[int]
    on: bool
    own: bool
    plan: Plan

    @property
    def spoken(self) -> str:
        return spoken(self.days)


def kept(programme: Programme) -> list[Kept]:
    """Every rule of one programme, in the order of the year."""
    rows = {row.rule: row for row in Reminder.objects.filter(programme=programme)}
    found = []
    for name, due in RULES.items():
        row = rows.get(name)
        days = row.days if row else usual(name, programme)
        plan = _plan(row) if row else Plan(tuple(days))
        found.append(Kept(name, due, days, row.on if row else True, row is not None, plan))
    return found


def spoken(days: Iterable[int]) -> str:
    """7, 0, -2 as people say it."""
    return ", ".join(_day(one) for one in days) or "never"


def _day(days: int) -> str:
    number = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
    return "the day itself" if days == 0 else f"{number} {'before' if days > 0 else 'after'}"
