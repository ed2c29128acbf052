"""What the pages of offers and money share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sojourn.awards import queries, rules
from sojourn.awards.models import Award
from sojourn.ui import gates
from sojourn.ui.waiting import Waiting

SAID = {
    "offered": "Offered",
    "accepted": "Accepted",
    "fallen": "Fell away",
    "declined": "Declined",
    "lapsed": "Lapsed",
    "ended": "Ended early",
}


def page(
    request: HttpRequest, name: str, award: Award, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    own = award.application.applicant_id == request.user.pk
    due = None
    if own and award.state == "offered" and award.accept_by >= request.at:
        due = Waiting(
            "Answer", "your offer", reverse("awards:offer", args=[award.pk]), due_at=award.accept_by
        )
    role = "Office" if not own else "Fellow" if award.state == "accepted" else "Applicant"
    base = {
        "award": award,
        "programme": award.application.programme,
        "call": award.application.programme.call,
        "institution": award.offer.centre.institution,
        "said": "Accepted, waiting for better" if award.floats else SAID[award.state],
        "name": person(award),
        "fields": [("place", award.offer_id)],  # which place stood on the page, should it change meanwhile
        "offer_url": reverse("awards:offer", args=[award.pk]),
        "where": queries.where(award.application.programme, role, due=due),
    }
    return render(request, f"awards/{name}.html", base | context, status=status)


def better(award: Award) -> list[dict[str, Any]]:
    """What somebody who waits for a better choice sees: each of them, and what must still happen."""
    return queries.waiting_position(award.application)


def require(verdict: Any, award: Award) -> None:
    gates.require(verdict, next_url=reverse("awards:offer", args=[award.pk]), next_verb="Open the offer")


def office_only(request: HttpRequest) -> None:
    gates.require(rules.may_see_office(by=request.user))


def person(award: Award) -> str:
    return award.application.applicant.formal_name
