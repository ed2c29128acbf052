"""Who waits, and what must still happen; what each desk and the outbox ask this room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.awards import states
from sojourn.awards.models import Award
from sojourn.awards.queries.grants import instalments
from sojourn.awards.queries.offers import awards_of, engine_pair, last_round, mine, release, standing
from sojourn.calls.models import Call
from sojourn.people import queries as people
from sojourn.selection.models import Result
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting


def waiting(user: Any) -> QuerySet[Application]:
    """This person's applications on a published waiting list, without an award."""
    listed = Result.objects.filter(
        application__applicant=user, outcome="waiting", release__state="published"
    ).exclude(application__in=Award.objects.exclude(state="recalled").values("application"))
    return Application.objects.filter(pk__in=listed.values("application")).select_related(
        "programme__call", "programme__society"
    )


def waiting_position(application: Application) -> list[dict[str, Any]]:
    """Per choice: at most how many people must still give up a place or their wait. No names.

    [{"rank", "offer", "ahead", "free", "needed"}]; holders never move, so a free place goes to the
    best-ranked of those who wait for it.
    """
    call = application.programme.call
    found = last_round(call)
    shown = release(call)
    if shown is None:
        return []
    instance = found.instance if found else shown.match.instance
    result = found.result if found else shown.match.result
    me, mine_ = str(application.pk), application.programme.society.slug
    awards = awards_of(call)
    gone = {str(a.application_id) for a in awards if a.state not in states.HOLDING}
    holding = {str(a.application_id): a for a in awards if a.state in states.HOLDING}
    programme = next(p for p in instance["programmes"] if p["id"] == mine_)
    better = _before(programme["ranking"], me)
    waits = (set(result["unmatched"]) & better) - gone - set(holding)
    wishes = {a["id"]: {c["centre"] for c in a["choices"]} for a in instance["applicants"]}
    barred = {(b["applicant"], b["centre"]) for b in instance.get("barred", ())}
    held = sum(1 for a in holding.values() if a.offer.programme_id == application.programme_id)
    # of the programme as a whole: places not held now
    open_places = programme["grants"] - held
    lines = []
    choices = application.choices.select_related("offer__centre__institution", "offer__programme__society")
    for choice in choices:
        _, centre = engine_pair(choice.offer)
        if (me, centre) in barred:
            continue
        ahead = sum(1 for each in waits if centre in wishes[each] and (each, centre) not in barred)
        taken = sum(1 for a in holding.values() if a.offer_id == choice.offer_id)
        free = min(choice.offer.places - taken, open_places)
        lines.append(
            {
                "rank": choice.rank,
                "offer": choice.offer,
                "ahead": ahead,
                "free": max(free, 0),
                "needed": max(ahead + 1 - free, 0),
            }
        )
    return lines


def _before(ranking: list[Any], me: str) -> set[str]:
    """Everybody ranked above, or equal: a tie is counted as ahead."""
    better: set[str] = set()
    for place in ranking:
        here = set(place) if isinstance(place, list) else {place}
        better |= here
        if me in here:
            return better - {me}
    return set()


def counts(call: Call) -> dict[str, int]:
    """How many offers of a call stand in which state."""
    rows = Award.objects.filter(offer__programme__call=call).values_list("state").annotate(Count("pk"))
    return dict(rows.order_by("state"))


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """What this room waits for this person to do."""
    lines = [
        Waiting(
            "Answer",
            f"the offer of a place at {award.offer.centre.institution}",
            reverse("awards:offer", args=[award.pk]),
            due_at=award.accept_by,
        )
        for award in mine(user).filter(state="offered", accept_by__gte=at)
    ]
    if people.is_federation_officer(user) or societies.officer_of(user).exists():
        due = instalments(user).filter(state="due").count()
        if due:
            lines.append(
                Waiting(
                    "Pay", "instalment" if due == 1 else "instalments", reverse("awards:payments"), count=due
                )
            )
    return lines


def recipient(letter: Any) -> str:
    """The address that is right at this moment; empty when the letter has lost its reason."""
    award = Award.objects.filter(pk=letter.thing_id).select_related("application__applicant").first()
    if award is None or award.state == "recalled" or not standing().filter(pk=award.pk).exists():
        return ""
    if letter.kind == "awards.remind" and award.state != "offered":
        return ""
    return award.application.applicant.email
