"""The ranking: buttons first, keys and dragging on top; each move is saved at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.views import pieces
from sojourn.applications.views.saving import AUTOSAVE, editable, initial_of
from sojourn.calls import queries as calls
from sojourn.core.verdict import Verdict
from sojourn.ui import choices, gates

STALE = "another tab or device changed your ranking meanwhile."
SHOWN = 40  # unranked centres at once; the rest is found by name


@gates.sign_in
@require_http_methods(["GET", "POST"])
def rank(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Both lists, and what may still be put on one of them."""
    row = pieces.own(request, pk)
    by_script = bool(request.headers.get(AUTOSAVE))
    may = rules.may_rank(row, by=request.user, at=request.at)
    if by_script and not may:
        return JsonResponse({"reason": may.reason}, status=403)
    editable(request, row, may)
    offers = {str(offer.pk): offer for offer in calls.offers(row.programme)}
    barred = {
        key: rules.barred_centre(row, offer.centre.institution.country) for key, offer in offers.items()
    }
    words = request.GET.get("q", "")
    if request.method == "POST":
        sent = _sent(request, row, offers, barred)
        try:
            told = _move(request, row, offers, barred, sent)
        except actions.Stale as stale:
            if by_script:
                return JsonResponse({"reason": STALE}, status=409)
            return _conflict(request, stale.saved, offers, sent)
        if by_script:
            lists = _lists(request, row, offers, barred, words, "")
            page = render_to_string(
                "ui/_ranking.html", lists | {"saved_at": lists["change"] and lists["change"].at}, request
            )
            return JsonResponse({"page": page, "note": " ".join(text for _, text in told)})
        for level, text in told:
            messages.add_message(request, level, text)
        asked = request.GET.get("centre", "")
        kept = {name: value for name, value in (("q", words), ("centre", asked)) if value}
        return redirect(_address(row, kept))
    drafted = queries.draft(row, "centres")
    note = initial_of(row, "centres") | (drafted.typed if drafted else {})
    context = _lists(request, row, offers, barred, words, request.GET.get("centre", "")) | {
        "note": note_form(row)(None, initial=note | {"seen": rules.section_digest(row, "centres")})
    }
    return pieces.show(request, "rank", row, context)


def note_form(row: Application) -> Callable[..., forms.NoteChoices]:
    """The form beside the ranking, with the months of this call."""
    call = row.programme.call
    return partial(forms.NoteChoices, months=rules.months_of(call), length=call.months)


def _lists(
    request: HttpRequest,
    row: Application,
    offers: dict[str, Any],
    barred: dict[str, Verdict],
    words: str,
    asked: str,
) -> dict[str, Any]:
    """What the part `_ranking.html` takes, as it is kept now."""
    chosen = [str(choice.offer_id) for choice in queries.choices(row)]
    refused = [str(one.offer_id) for one in queries.unwanted(row)]
    prefetch_related_objects([offer.centre for offer in offers.values()], "periods")
    lines = {key: centre_line(offer, barred[key]) for key, offer in offers.items()}
    for key, offer in offers.items():
        lines[key]["periods"] = "; ".join(_spoken(one) for one in offer.centre.periods.all())
        lines[key]["warning"] = rules.common_period(row, offer.centre).reason
    rest = [line for key, line in lines.items() if key not in [*chosen, *refused]]
    fitting = [line for line in rest if _fits(line, words)]
    change = queries.last_ranking_change(row)
    return {
        "items": [lines[key] for key in chosen if key in lines],
        "unwanted": [lines[key] for key in refused if key in lines],
        "others": [line for line in fitting if not line["barred"]][:SHOWN],
        "hidden": max(0, sum(not line["barred"] for line in fitting) - SHOWN),
        "barred": [line for line in fitting if line["barred"]],
        "asked_for": next((line for line in rest if line["id"] == asked), None),
        "words": words,
        "searchable": len(offers) > 8,
        "action": _address(
            row, {"seen": rules.section_digest(row, "choices"), **({"q": words} if words else {})}
        ),
        "limit": row.programme.max_choices,
        "change": change,
        "call": row.programme.call,
        "told": bool(row.residence_country or row.work_country),
    }


def _sent(
    request: HttpRequest, row: Application, offers: dict[str, Any], barred: dict[str, Verdict]
) -> tuple[list[str], list[str]]:
    """Both lists as they are after the move that was asked for."""
    return choices.rearrange(
        request.POST.getlist("order"),
        request.POST.getlist("unwanted"),
        request.POST.get("move", "order"),
        allowed={key for key, verdict in barred.items() if verdict},
        known=set(offers),
        limit=row.programme.max_choices,
    )


def _move(
    request: HttpRequest,
    row: Application,
    offers: dict[str, Any],
    barred: dict[str, Verdict],
    sent: tuple[list[str], list[str]],
) -> list[tuple[int, str]]:
    """Save both lists; what has to be said besides, by its level. Raises Stale."""
    order, refused = sent
    try:
        actions.rank(
            row,
            [offers[key] for key in order],
            unwanted=[offers[key] for key in refused],
            by=request.user,
            at=request.at,
            seen=request.GET.get("seen", ""),
        )
    except gates.Refused as no:
        return [(messages.ERROR, f"Not changed: {no.verdict.reason}")]
    return [
        (messages.WARNING, f"{offers[key].centre.institution} was taken out. {barred[key].reason}")
        for key in dict.fromkeys(request.POST.getlist("order"))
        if key in offers and not barred[key]
    ]


def _conflict(
    request: HttpRequest, saved: Application, offers: dict[str, Any], sent: tuple[list[str], list[str]]
) -> HttpResponse:
    """Both rankings side by side; nothing is changed until one is taken."""
    order, refused = sent
    kept = [str(choice.offer_id) for choice in queries.choices(saved)]
    kept_out = [str(one.offer_id) for one in queries.unwanted(saved)]

    def named(keys: list[str]) -> list[str]:
        return [str(offers[key].centre.institution) for key in keys if key in offers]

    context = {
        "sides": [
            {"title": "Saved elsewhere", "order": named(kept), "unwanted": named(kept_out)},
            {"title": "Done here", "order": named(order), "unwanted": named(refused)},
        ],
        "sent": [("order", key) for key in order] + [("unwanted", key) for key in refused],
        "action": _address(saved, {"seen": rules.section_digest(saved, "choices")}),
        "here": _address(saved, {}),
    }
    return pieces.show(request, "_ranking_conflict", saved, context, status=409)


def _address(row: Application, query: dict[str, str]) -> str:
    given = QueryDict(mutable=True)
    given.update(query)
    path = reverse("applications:rank", args=[row.pk])
    return f"{path}?{given.urlencode()}" if query else path


def _fits(line: dict[str, Any], words: str) -> bool:
    text = f"{line['title']} {line['detail']}".casefold()
    return all(word in text for word in words.casefold().split())


def _spoken(period: Any) -> str:
    return f"{period.starts_on:%b %Y} to {period.ends_on:%b %Y}"


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
