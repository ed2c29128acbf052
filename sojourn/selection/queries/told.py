"""What each applicant of a call will read: derived from the decisions, the match and the centres' answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Call, CentreOffer, Programme
from sojourn.core import proofs
from sojourn.selection.models import Decision, Match, Result
from sojourn.selection.queries import nominations as asked

NOT_ELIGIBLE = "The office found that the application does not meet the rules of the programme."
NOT_COMPLETE = "The application was not complete when the call closed, so it did not go to the committee."
BARS = {"centre_declined": "it could not confirm a place for this year"}
NEVER = {"barred", "no_places"}  # whatever anybody declines, such a choice does not become free


@dataclass
class Line:
    """What one applicant will read."""

    application: Application
    outcome: str
    reason: str
    offer: CentreOffer | None = None
    tutor: Any = None
    explanation: list[str] = field(default_factory=list)
    advice: str = ""


def received(call: Call) -> list[Application]:
    """Everybody whose application the office has: each of them gets a result."""
    programmes = Programme.objects.filter(call=call).select_related("society", "call").in_bulk()
    rows = Application.objects.filter(programme__call=call, state__in=application_states.RECEIVED)
    found = list(
        rows.select_related("applicant").order_by("programme__society__acronym", "family_name", "pk")
    )
    for row in found:  # one programme and one call for all, not one for each
        row.programme = programmes[row.programme_id]
    return found


def lines(match: Match) -> list[Line]:
    """Never typed, never kept beside what it follows from."""
    applications = received(match.call)
    decisions = {row.application_id: row for row in Decision.objects.filter(application__in=applications)}
    nominated = {row.application_id: row for row in asked.nominations_of(match)}
    awarded = {row["applicant"] for row in match.result["awards"]}
    reasons = _office_reasons(applications)
    texts = explanations(match)
    made = []
    for application in applications:
        decision = decisions.get(application.pk)
        if application.state not in application_states.REVIEWED or decision is None:
            made.append(Line(application, "not_selected", reasons[application.pk]))
            continue
        line = Line(application, "not_selected", decision.reason, advice=decision.advice)
        key = str(application.pk)
        if decision.outcome == "ranked":
            line.outcome = "waiting" if _can_move_up(match, key) else "not_selected"
            line.explanation = texts.get(key, [])
        nomination = nominated.get(application.pk)
        if key in awarded and nomination is not None:
            line.outcome = "selected"
            line.offer, line.tutor = nomination.offer, nomination.tutor
        made.append(line)
    return made


def _can_move_up(match: Match, key: str) -> bool:
    """Whether any choice can still become free: a waiting list is promised to nobody for whom none can."""
    return any(row["code"] not in NEVER for row in match.result["reasons"].get(key, ()))


def _office_reasons(applications: list[Application]) -> dict[Any, str]:
    """The office's words for what did not go to the committee."""
    texts = {"incomplete": NOT_COMPLETE, "barred": NOT_ELIGIBLE}
    return {
        row.pk: " ".join(filter(None, (texts.get(row.state, NOT_ELIGIBLE), row.office_note.strip())))
        for row in applications
        if row.state not in application_states.REVIEWED
    }


def explanations(match: Any) -> dict[str, list[str]]:
    """Applicant's id -> the core's sentences: choice by choice, about nobody else; the own rank where the
    programme tells it."""
    programmes = {
        row.society.slug: row
        for row in Programme.objects.filter(call=match.call_id).select_related("society")
    }
    institutions = {
        row.centre.institution.slug: row.centre.institution
        for row in CentreOffer.objects.filter(programme__call=match.call_id).select_related(
            "centre__institution"
        )
    }
    teller = proofs.Explainer(
        match.instance,
        match.result,
        programmes={slug: row.society.acronym for slug, row in programmes.items()},
        centres={slug: str(row) for slug, row in institutions.items()},
        bars=BARS,
    )
    return {
        applicant: [
            line.text
            for line in teller.lines(applicant)
            if line.code != "rank" or programmes[line.programme].show_rank
        ]
        for applicant in match.result["reasons"]
    }


def kind_of(result: Result, application: Application) -> str:
    """Which of five things the page of a result says: selected, waiting, no_place, declined, not_eligible."""
    if result.outcome != "not_selected":
        return result.outcome
    if application.state not in application_states.REVIEWED:
        return "not_eligible"
    return "no_place" if result.explanation else "declined"


def was_matched(application: Application) -> bool:
    """Whether it went before a committee, and so into the match."""
    return application.state in application_states.REVIEWED


def outcome_totals(made: list[Line]) -> Counter:
    return Counter(line.outcome for line in made)


def outcome_counts(made: list[Line]) -> list[dict[str, Any]]:
    """Per programme: how many of each outcome, and the places."""
    found: dict[Any, Counter] = {}
    programmes = {}
    for line in made:
        programmes[line.application.programme_id] = line.application.programme
        found.setdefault(line.application.programme_id, Counter())[line.outcome] += 1
    return [{"programme": programmes[key], "places": programmes[key].places, **found[key]} for key in found]
