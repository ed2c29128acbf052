"""One page for a board or a funder: counts, places, money, the method. No name before the release."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.calls.queries import deciding
from sojourn.core import few, money
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Decision, Meeting
from sojourn.selection.queries import panels, papers, releases
from sojourn.societies import queries as societies
from sojourn.ui import times

WITHHELD = "not told, to protect few people"


@dataclass
class Summary:
    """Lines of (label, what is said); `people` only after the release."""

    programme: Programme
    counts: list[tuple[str, str]]
    money: list[tuple[str, str]]
    method: list[str]
    people: list[tuple[str, str]] = field(default_factory=list)
    released: bool = False


def summary(programme: Programme, viewer: Any = None, *, at: datetime) -> Summary:
    """Of everybody once the results are out, whoever reads. Before that as every page of the ranking: a
    number that moved with a file that bars its reader would tell what is done about it."""
    release = releases.released(programme.call, at)
    parts = _parts(programme, None if release else viewer, at, release)
    placed = "Selected" if release else "Within the places"
    # places are public, and who fills them is named after the release: the others are protected
    others = {key: number for key, number in parts.items() if key != placed}
    hidden = few.withheld(others)
    whole = few.total_withheld(others)
    told = {key: WITHHELD if key in hidden else str(number) for key, number in parts.items()}
    counts = [("Applications received", WITHHELD if whole else str(sum(parts.values()))), *told.items()]
    counts.append(("Places", "not set" if programme.places is None else str(programme.places)))
    given = parts[placed] if release else None
    asked = None if hidden else sum(parts.values()) - parts["Not before the committee"]
    found = Summary(programme, counts, _money(programme, asked, given), _method(programme))
    if release:
        found.released = True
        rows = releases.results(programme.call, at).filter(
            application__programme=programme, outcome="selected"
        )
        found.people = [
            (row.application.formal_name, str(row.offer.centre.institution))
            for row in rows.order_by("application__family_name", "pk")
        ]
    return found


def _parts(programme: Programme, viewer: Any, at: datetime, release: Any) -> dict[str, int]:
    """Everybody whose application was received, each in one part."""
    received = Application.objects.filter(programme=programme, state__in=application_states.RECEIVED)
    if viewer is not None:
        received = reviews.without_conflict(received, viewer, path="")
    before = received.filter(state__in=application_states.REVIEWED)
    out = received.count() - before.count()
    if release:
        found = {"selected": 0, "waiting": 0, "not_selected": 0}
        rows = releases.results(programme.call, at).filter(application__programme=programme)
        for outcome in rows.values_list("outcome", flat=True):
            found[outcome] += 1
        return {
            "Selected": found["selected"],
            "Waiting list": found["waiting"],
            "Not selected": max(0, found["not_selected"] - out),
            "Not before the committee": out,
        }
    decisions = Decision.objects.filter(application__in=before)
    ranked = decisions.filter(outcome="ranked").count()
    unranked = decisions.filter(outcome="unranked").count()
    places = min(ranked, programme.places or 0)
    return {
        "Within the places": places,
        "Waiting list": ranked - places,
        "Not to be placed": unranked,
        "Not decided yet": before.count() - ranked - unranked,
        "Not before the committee": out,
    }


def _money(programme: Programme, asked: int | None, given: int | None) -> list[tuple[str, str]]:
    shares = list(calls.shares(programme))
    if not shares or any(share.amount is None for share in shares):
        return [("Grants", "The amount of a grant is not published.")]
    grant = sum(share.amount for share in shares)
    currency = programme.currency

    def said(number: int) -> str:
        return str(money.Money(grant * number, currency))

    lines = [("One grant", said(1))]
    if asked is not None:
        lines.append(("Asked: one for each application before the committee", said(asked)))
    if programme.places is not None:
        lines.append(("Set aside: one for each place", said(programme.places)))
    if given is not None:
        lines.append(("Given: one for each person selected", said(given)))
    return lines


def _method(programme: Programme) -> list[str]:
    criteria = reviews.criteria_of(programme)
    weights = ", ".join(f"{one.title} (weight {one.weight})" for one in criteria)
    seats = panels.reviewers(programme).exclude(role="substitute").count()
    lines = [
        f"A committee of {seats} read every application that meets the rules of the programme; at least "
        f"{programme.min_reviews} of them scored each without seeing each other's scores."
    ]
    if criteria:
        lines.append(f"Scored from {criteria[0].lowest} to {criteria[0].highest}: {weights}.")
    if programme.blind:
        lines.append("Reviewers read without names.")
    lines.append(
        "Whoever has a conflict of interest with an applicant neither read nor scored nor discussed the file."
    )
    lines.append(
        "Beside the mean stood a score from which each reviewer's habit of scoring high or low is taken out. "
        "Neither decides: the committee does, with a reason for every applicant."
    )
    minimum = deciding.minimum_scores(programme)
    if any(not one.criterion for one in minimum):
        least = next(one.least for one in minimum if not one.criterion)
        lines.append(f"Nobody is placed whose mean lies below {least.normalize():f}.")
    held = Meeting.objects.filter(programme=programme, state="closed").order_by("held_at").last()
    if held is not None:
        day = times.day(held.held_at)
        how = "by secret vote" if held.way == "votes" else "by consensus"
        lines.append(f"The committee met on {day} and decided {how}.")
    lines.append(
        "The order of all societies goes into one match with the centres' places, which a second program "
        "recomputes; two people sign before results go out, to everybody at one instant."
    )
    return lines


def paper(found: Summary, *, at: datetime) -> bytes:
    """The same page as a PDF."""
    programme = found.programme
    return papers.typeset(
        "summary.typ",
        at,
        {
            "title": f"Selection of {programme.society.acronym}, {programme.call.year}",
            "office": programme.society.name,
            "call": programme.call.name,
            "programme": programme.name,
            "counts": found.counts,
            "money": found.money,
            "method": found.method,
            "people": found.people,
            "state": "Results are published." if found.released else "Before the release: no names.",
            "made": times.instant(at, programme.call.zone),
            "demonstration": bool(societies.federation().demonstration),
        },
    )
