"""The office draws up, withdraws, and sees what is missing where."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.agreements import actions, forms, queries, rules, states
from sojourn.agreements.views import pieces
from sojourn.awards import rules as offices
from sojourn.placements import queries as placements
from sojourn.ui import gates, sheets

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Papers that count now; `?show=<state>` those of one state. Replaced ones stand with their stay."""
    gates.require(offices.may_see_office(by=request.user))
    every = list(queries.for_officer(request.user).filter(state__in=states.LIVE).prefetch_related("marks"))
    show = request.GET.get("show", "")
    rows = [
        {
            "paper": each,
            "name": pieces.person(each.placement),
            "sign_word": pieces.SIGNS[each.state],
            "signed": len(each.marks.all()),
            "of": len(each.roles),
        }
        for each in every
        if show in ("", each.state)
    ]
    figures = [
        {
            "number": sum(each.state == name for each in every),
            "label": pieces.SIGNS[name][1].lower(),
            "url": f"?show={name}",
        }
        for name in states.LIVE
        if name != "signed"
    ]
    return render(request, "agreements/office.html", {"rows": rows, "figures": figures, "show": show})


@gates.sign_in
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """Every version of every paper, as XLSX."""
    gates.require(offices.may_see_office(by=request.user))
    heads = [
        "Paper",
        "Version",
        "Number",
        "Fellow",
        "Centre",
        "State",
        "Missing",
        "Drawn up",
        "Sealed",
        "SHA-256",
    ]
    rows = []
    for each in (
        queries.for_officer(request.user).prefetch_related("marks").order_by("placement", "kind", "number")
    ):
        signed = {mark.role for mark in each.marks.all()}
        missing = ", ".join(pieces.ROLES[role] for role in each.roles if role not in signed)
        rows.append(
            [
                each.get_kind_display(),
                each.number,
                each.code,
                pieces.person(each.placement),
                each.placement.offer.centre.institution.name,
                pieces.SIGNS[each.state][1],
                missing if each.state == "open" else "",
                each.drawn_at,
                each.sealed_at,
                each.sha256,
            ]
        )
    return sheets.answer("papers", heads, rows)


@gates.sign_in
@BOTH
def draw_up(request: HttpRequest, placement_id: UUID, kind: str) -> HttpResponse:
    """The page shows what will be fixed and who will be asked; sending it fixes it."""
    placement = gates.find(placements.for_officer(request.user), pk=placement_id)
    if kind not in pieces.KINDS:
        raise Http404
    back = reverse("agreements:papers", args=[placement.pk])
    verdict = rules.may_draw_up(placement, kind, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Open the papers")
    if request.method == "POST":
        made = actions.draw_up(placement, kind, by=request.user, at=request.at)
        messages.success(request, "The paper is drawn up. Every party was asked to sign.")
        return redirect("agreements:paper", made.pk)
    live = queries.current(placement, kind)
    told = queries.wanted(live) if live else {}
    words = queries.wording(kind, queries.scopes_of(placement.award.application.programme))
    context = {
        "kind_word": pieces.KINDS[kind],
        "words": words,
        "live": live if live and live.state != "asked" else None,
        "blocks": queries.blocks(queries.filled(words.text, queries.facts(placement, told))),
        "parties": [pieces.ROLES[role] for role in words.parties],
        "back": back,
    }
    return render(request, "agreements/draw_up.html", pieces.stay(placement, request.user) | context)


@gates.sign_in
@BOTH
def withdraw(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    found = gates.find(queries.visible_to(request.user), pk=paper_id)
    back = reverse("agreements:paper", args=[found.pk])
    verdict = rules.may_withdraw(found, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Read the paper")
    form = forms.Withdraw(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(found, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, "The paper is withdrawn. The fellow was told.")
        return redirect(back)
    consequences = [
        "Nobody can sign it any more, and the check of its number says that it was withdrawn.",
        "What was signed stays where it is, with its files.",
        "The fellow gets a letter with your reason.",
    ]
    context = {"form": form, "consequences": consequences, "back": back}
    return pieces.show(request, "withdraw", found, context, status=422 if form.errors else 200)
