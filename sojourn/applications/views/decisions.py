"""The office's decisions: one by one with a note, and the clear cases together after a dry run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.views import lists, pieces
from sojourn.ui import gates, words


@gates.sign_in
@require_http_methods(["GET", "POST"])
def check_clear(request: HttpRequest, call: str, society: str) -> HttpResponse:
    """The clear cases together: first who and what, then the one button."""
    programme = lists.found_programme(request, call, society)
    back = reverse("applications:office_list", args=[call, society])
    verdict = rules.may_look(programme, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to the list")
    rows = queries.for_programme(programme, states=("submitted",))
    rows = rows.exclude(queries.still_open(request.at))
    lines = [lists.line(parts, request.at) for parts in queries.parts_of(rows)]
    lines = [one for one in lines if one["clear"]]
    ids = [str(one["row"].pk) for one in lines]
    form = forms.CheckClear(pieces.sent(request), clear=ids)
    if request.method == "POST" and form.is_valid():
        done = actions.check_clear(programme, form.cleaned_data["ids"], by=request.user, at=request.at)
        messages.success(
            request, f"{len(done['admit'])} admitted, {len(done['refer'])} referred as borderline."
        )
        return redirect(back)
    after = {"admit": "Eligible", "refer": "Borderline"}
    context = {
        "programme": programme,
        "form": form,
        "where": pieces.where(programme, "Office"),
        "back": back,
        "count": len(lines),
        "rows": [
            {
                "who": f"{one['row'].family_name}, {one['row'].given_name}",
                "what": " ".join(one["reasons"]) or "Every rule is met, everything is there",
                "before": "Submitted",
                "after": after[one["clear"]],
            }
            for one in lines
        ],
        "fields": [("ids", pk) for pk in ids],
    }
    return render(request, "applications/check_clear.html", context, status=422 if form.errors else 200)


def decide(request: HttpRequest, pk: UUID, verb: str, rule: Any, make: Any, action: Any) -> HttpResponse:
    """One decision with its note."""
    row = lists.found_application(request, pk)
    back = reverse("applications:office_page", args=[row.pk])
    gates.require(
        rule(row, by=request.user, at=request.at), next_url=back, next_verb="Back to the application"
    )
    form = make(pieces.sent(request))
    parts = queries.parts(row)
    if request.method == "POST" and form.is_valid() and verb in ("admit", "refer"):
        words_given = rules.words_for_missing(parts, form.cleaned_data["note"], at=request.at)
        if not words_given:
            form.add_error("note", words_given.reason)
    if request.method == "POST" and form.is_valid():
        action(row, note=form.cleaned_data["note"], by=request.user, at=request.at)
        messages.success(request, f"{row.formal_name}: {words.label(row.state).lower()}.")
        programme = row.programme
        return redirect("applications:office_list", programme.call.slug, programme.society.slug)
    label, consequence = lists.VERBS[verb]
    context = {
        "application": row,
        "form": form,
        "label": label,
        "consequence": consequence,
        "findings": pieces.rule_lines(parts, office=True),
        "back": back,
        "where": pieces.where(row.programme, "Office"),
        "crumbs": lists.crumbs(row),
        "danger": verb == "bar",
    }
    return render(request, f"applications/{verb}.html", context, status=422 if form.errors else 200)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest, pk: UUID) -> HttpResponse:
    return decide(request, pk, "admit", rules.may_admit, forms.Admit, actions.admit)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    return decide(request, pk, "refer", rules.may_refer, forms.Refer, actions.refer)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def bar(request: HttpRequest, pk: UUID) -> HttpResponse:
    return decide(request, pk, "bar", rules.may_bar, forms.Bar, actions.bar)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    return decide(request, pk, "hold", rules.may_hold, forms.Hold, actions.hold)
