"""The papers of a stay, and one paper: read it, sign it, ask for a change, take the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.agreements import actions, forms, queries, rules
from sojourn.agreements.models import Paper
from sojourn.agreements.views import pieces
from sojourn.placements import queries as placements
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def papers(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Both kinds, each in all its versions."""
    placement = gates.find(placements.visible_to(request.user), pk=placement_id)
    found = queries.of_stay(placement, request.user)
    for row in found:
        row.sign_word = pieces.SIGNS[row.state]
    groups = [
        {
            "kind": kind,
            "title": word,
            "papers": rows,
            "may_draw": rules.may_draw_up(placement, kind, by=request.user, at=request.at),
        }
        for (word, rows), kind in zip(queries.groups(found), pieces.KINDS, strict=True)
    ]
    context = {
        "groups": groups,
        "may_ask": rules.may_ask_letter(placement, by=request.user, at=request.at),
    }
    return render(request, "agreements/papers.html", pieces.stay(placement, request.user) | context)


@gates.sign_in
@BOTH
def ask_letter(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = gates.find(placements.mine(request.user), pk=placement_id)
    back = reverse("agreements:papers", args=[placement.pk])
    verdict = rules.may_ask_letter(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Open the papers")
    first = {"passport_name": request.user.get_full_name()}
    form = forms.AskLetter(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        made = actions.ask_letter(placement, form.values(), by=request.user, at=request.at)
        messages.success(request, "You asked for the letter. You are told when it is signed.")
        return redirect("agreements:paper", made.pk)
    context = pieces.stay(placement, request.user) | {"form": form, "back": back}
    return render(request, "agreements/ask_letter.html", context, status=422 if form.errors else 200)


@gates.sign_in
@never_cache
@require_GET
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """What it says, who has signed, and the form for whoever has not."""
    found = gates.find(queries.visible_to(request.user), pk=paper_id)
    return _page(request, found)


@gates.sign_in
@require_POST
def sign(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    found = gates.find(queries.visible_to(request.user), pk=paper_id)
    form = forms.Sign(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    given = form.cleaned_data
    verdict = rules.may_sign(
        found, by=request.user, at=request.at, role=given["role"], sha256=given["sha256"]
    )
    back = reverse("agreements:paper", args=[found.pk])
    gates.require(verdict, next_url=back, next_verb="Read the paper")
    actions.sign(
        found,
        role=given["role"],
        name=given["name"],
        sha256=given["sha256"],
        by=request.user,
        at=request.at,
    )
    messages.success(request, "You have signed.")
    return redirect(back)


@gates.sign_in
@BOTH
def object_to(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    found = gates.find(queries.visible_to(request.user), pk=paper_id)
    back = reverse("agreements:paper", args=[found.pk])
    verdict = rules.may_object_to(found, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Read the paper")
    form = forms.ObjectTo(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.object_to(found, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, "The office was told what to change.")
        return redirect(back)
    context = {"form": form, "back": back}
    return pieces.show(request, "object_to", found, context, status=422 if form.errors else 200)


@gates.sign_in
@require_GET
def download(request: HttpRequest, paper_id: UUID, which: str) -> HttpResponse:
    """`which`: the sheet that is signed, or the file with all signatures."""
    return pieces.file_of(gates.find(queries.visible_to(request.user), pk=paper_id), which)


def _page(request: HttpRequest, found: Paper, form: Any = None) -> HttpResponse:
    at, user = request.at, request.user
    context = pieces.read(found, user, at)
    if form is None and context["may_sign"]:
        form = pieces.form(found, user, context, user.formal_name)
    versions = queries.of_stay(found.placement, user)
    for row in versions:
        row.sign_word = pieces.SIGNS[row.state]
    context |= {
        "form": form,
        "versions": [row for row in versions if row.kind == found.kind and row.pk != found.pk],
        "may_draw": rules.may_draw_up(found.placement, found.kind, by=user, at=at),
        "may_withdraw": rules.may_withdraw(found, by=user, at=at),
        "wanted": queries.wanted(found),
        "sign_url": reverse("agreements:sign", args=[found.pk]),
        "object_url": reverse("agreements:object_to", args=[found.pk]),
        "sheet_url": reverse("agreements:download", args=[found.pk, "sheet"]),
        "signed_url": reverse("agreements:download", args=[found.pk, "signed"]),
    }
    failed = form is not None and form.is_bound and form.errors
    return pieces.show(request, "paper", found, context, status=422 if failed else 200)
