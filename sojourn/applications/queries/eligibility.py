"""The facts of an application as the core takes them, and what the programme's rules make of them now.

Nothing here is kept: whoever looks (applicant, office, committee) gets the answer of this moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from sojourn.applications.models import Application, HeldAward
from sojourn.calls import queries as calls
from sojourn.calls import rules as call_rules
from sojourn.calls.models import EligibilityRule, Programme
from sojourn.core import eligibility
from sojourn.societies import queries as societies

if TYPE_CHECKING:
    from sojourn.applications.queries import Parts

# what other sections ask for, or other rows tell; the rest is asked where the rules are shown
ELSEWHERE = {
    "certified_on", "profession", "residence_country", "work_country", "memberships", "member_since",
    "statements", "documents", "other_applications",
}  # fmt: skip


def found(parts: Parts, *, at: datetime | None = None) -> list[eligibility.Finding]:
    """One finding for each rule of the programme. `at`: now, for who has not submitted."""
    return call_rules.findings(
        parts.programme,
        facts(parts, at=at),
        submitted_at=parts.application.submitted_at,
        at=at,
        rows=parts.rules,
    )


def questions(rules: list[EligibilityRule]) -> list[eligibility.Question]:
    """What the rules need and no other section asks."""
    return eligibility.questions([calls.core_rule(row) for row in rules], besides=ELSEWHERE)


def told(application: Application, asked: list[eligibility.Question]) -> dict[str, Any]:
    """The kept answers as values: JSON knows no dates."""
    kept = {question.name: application.facts.get(question.name) for question in asked}
    return {
        question.name: date.fromisoformat(kept[question.name])
        if question.ask == "day" and kept[question.name]
        else kept[question.name]
        for question in asked
    }


def facts(parts: Parts, *, at: datetime | None = None) -> Mapping[str, Any]:
    application = parts.application
    codes = {slot.pk: slot.code for slot in parts.slots}
    asked = questions(parts.rules)
    return {
        **eligibility.facts_from(asked, told(application, asked)),
        "certified_on": application.certified_on,
        "profession": application.profession,
        "residence_country": application.residence_country,
        "work_country": application.work_country,
        "statements": dict.fromkeys(application.statements, True),
        "memberships": _memberships(parts),
        "documents": {codes[key] for key in parts.documents if key in codes},
        "allowed_days": parts.allowed,
        **_kept_awards(parts.awards),
        **alone(parts.programme, parts.others, at=at or application.saved_at),
    }


def alone(programme: Programme, others: list[Application], *, at: datetime) -> dict[str, Any]:
    """The facts of a uniqueness rule: what else this person has begun or sent, and not withdrawn."""
    return {
        "call": programme.call_id,
        "topic": programme.field,
        "other_applications": [
            _other(row)
            for row in others
            if row.state != "draft" or at < calls.refused_from(row.programme.call)
        ],
    }


def _other(row: Application) -> dict[str, Any]:
    programme, call = row.programme, row.programme.call
    return {
        "programme": f"{programme.society.acronym} ({call.name})",
        "topic": programme.field,
        "call": call.pk,
        "opens_on": calls.opens_on(call),
        "closes_on": calls.closes_on(call),
        "until": max(filter(None, (call.results_on, calls.closes_on(call)))),
    }


def held_awards(people: Iterable[Any]) -> QuerySet[HeldAward]:
    """What these people were awarded here, the first first."""
    rows = HeldAward.objects.filter(application__applicant__in=list(people))
    return rows.select_related("application__programme__call", "application__programme__society")


def held() -> dict[UUID, HeldAward]:
    """Every award as it was handed down, by its application."""
    return {row.application_id: row for row in HeldAward.objects.all()}


def earlier(award: HeldAward, *, than: Application) -> bool:
    """An application's own award is never in its way, nor is one of a later year."""
    return award.application_id != than.pk and award.accepted_at <= than.programme.call.closes_at


def _kept_awards(awards: list[HeldAward]) -> dict[str, Any]:
    """Each by all the names that a rule may know its programme by."""
    if not awards:
        return {}
    federation = societies.federation()
    return {
        "kept_awards": [
            {
                "programme": f"{one.society.acronym} ({one.call.name})",
                "names": [
                    one.society.acronym, one.society.name, one.name, one.call.name,
                    federation.acronym, federation.name,
                ],
                "ended_on": award.ended_on,
            }
            for award in awards
            for one in (award.application.programme,)
        ]
    }  # fmt: skip


def _memberships(parts: Parts) -> Mapping[str, Any] | None:
    """Confirmed ones by their date; others are claimed; the rest is not held."""
    claimed = parts.application.memberships
    if not claimed and not parts.memberships:
        return None
    held: dict[str, Any] = {body: eligibility.CLAIMED for body, number in claimed.items() if number}
    closing = calls.closes_on(parts.call)
    for body, row in parts.memberships.items():
        ended = row.until_on is not None and row.until_on < closing
        held[body] = False if ended else row.since_on or True
    return held
