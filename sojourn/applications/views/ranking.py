"""The ranking: buttons first, keys and dragging on top; each move is saved at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.views import pieces
from sojourn.applications.views.saving import editable, initial_of
from sojourn.calls import queries as calls
from sojourn.core.verdict import Verdict
from sojourn.ui import choices, gates

SHOWN = 40  # unranked centres at once; the rest is found by name


@gates.sign_in
@require_http_methods(["GET", "POST"])
def rank(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Both lists, and what may still be put on one of them."""
    row = pieces.own(request, pk)
    editable(request, row, rules.may_rank(row, by=request.user, at=request.at))
    offers = {str(offer.pk): offer for offer in calls.offers(row.programme)}
    barred = {
        key: rules.barred_centre(row, offer.centre.institution.country) for key, offer in offers.items()
    }
    words, asked = request.GET.get("q", ""), request.GET.get("centre", "")
    if request.method == "POST":
        _move(request, row, offers, barred)
        kept = {name: value for name, value in (("q", words), ("centre", asked)) if value}
        return redirect(_address(row, kept))
    chosen = [str(choice.offer_id) for choice in queries.choices(row)]
    refused = [str(one.offer_id) for one in queries.unwanted(row)]
    lines = {key: centre_line(offer, barred[key]) for key, offer in offers.items()}
    rest = [line for key, line in lines.items() if key not in [*chosen, *refused]]
    fitting = [line for line in rest if _fits(line, words)]
    asked_for = next((line for line in rest if line["id"] == asked), None)
    change = queries.last_ranking_change(row)
    context = {
        "items": [lines[key] for key in chosen if key in lines],
        "unwanted": [lines[key] for key in refused if key in lines],
        "others": [line for line in fitting if not line["barred"]][:SHOWN],
        "hidden": max(0, sum(not line["barred"] for line in fitting) - SHOWN),
        "barred": [line for line in fitting if line["barred"]],
        "asked_for": asked_for,
        "words": words,
        "searchable": len(offers) > 8,
        "action": _address(
            row, {"seen": rules.section_digest(row, "choices"), **({"q": words} if words else {})}
        ),
        "limit": row.programme.max_choices,
        "change": change,
        "told": bool(row.residence_country or row.work_country),
        "note": forms.NoteChoices(
            initial=initial_of(row, "centres") | {"seen": rules.section_digest(row, "centres")}
        ),
    }
    return pieces.show(request, "rank", row, context)


def _move(request: HttpRequest, row: Application, offers: dict[str, Any], barred: dict[str, Verdict]) -> None:
    """One move, or the reason why it was not made: the page that follows says it."""
    sent = request.POST.getlist("order")
    order, refused = choices.rearrange(
        sent,
        request.POST.getlist("unwanted"),
        request.POST.get("move", "order"),
        allowed={key for key, verdict in barred.items() if verdict},
        known=set(offers),
        limit=row.programme.max_choices,
    )
    try:
        actions.rank(
            row,
            [offers[key] for key in order],
            unwanted=[offers[key] for key in refused],
            by=request.user,
            at=request.at,
            seen=request.GET.get("seen", ""),
        )
    except actions.Stale:
        messages.warning(
            request,
            "Another tab or device changed your ranking meanwhile. This is it now; nothing was moved.",
        )
    except gates.Refused as no:
        messages.error(request, f"Not changed: {no.verdict.reason}")
    else:
        for key in dict.fromkeys(sent):
            if key in offers and not barred[key]:
                told = f"{offers[key].centre.institution} was taken out. {barred[key].reason}"
                messages.warning(request, told)


def _address(row: Application, query: dict[str, str]) -> str:
    given = QueryDict(mutable=True)
    given.update(query)
    path = reverse("applications:rank", args=[row.pk])
    return f"{path}?{given.urlencode()}" if query else path


def _fits(line: dict[str, Any], words: str) -> bool:
    text = f"{line['title']} {line['detail']}".casefold()
    return all(word in text for word in words.casefold().split())


def centre_line(offer: Any, verdict: Verdict) -> dict[str, Any]:
    """One centre as the part `_ranking.html` takes it."""
    centre, institution = offer.centre, offer.centre.institution
    places = f"{offer.places} place{'' if offer.places == 1 else 's'}"
    languages = ", ".join(centre.languages)
    detail = " · ".join(
        filter(
            None,
            [
                pieces.country(institution.country), centre.get_mode_display(), places, languages,
                centre.topics,
            ],
        )
    )  # fmt: skip
    return {
        "id": str(offer.pk),
        "title": str(institution),
        "detail": detail,
        "url": reverse("public:centre", args=[institution.slug]),
        "barred": not verdict,
        "reason": verdict.reason,
    }


@gates.sign_in
@require_GET
def ranking_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the applicant changed, and when; it stays readable after closing."""
    row = pieces.own(request, pk)
    changes = queries.ranking_history(row)
    return pieces.show(request, "ranking_history", row, {"changes": changes})


@gates.sign_in
@require_GET
def wish(request: HttpRequest, offer: int) -> HttpResponse:
    """From the catalogue to the own ranking, or to the beginning of an application; changes nothing."""
    row = gates.find(calls.public_offers(), pk=offer)
    mine = queries.own(request.user, row.programme)
    if mine is None:
        return redirect("applications:begin", row.programme.call.slug, row.programme.society.slug)
    return redirect(_address(mine, {"centre": str(row.pk)}))
