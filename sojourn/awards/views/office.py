"""The office: every offer of its societies, exports, the rounds of the waiting list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import actions, forms, queries, rules
from sojourn.awards.views import pieces
from sojourn.ui import gates, sheets, times


@gates.sign_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Every award of the officer's societies, by state."""
    pieces.office_only(request)
    awards = queries.for_officer(request.user)
    state = request.GET.get("state", "")
    shown = awards.filter(state=state) if state in pieces.SAID else awards
    rows = [
        {
            "cells": [
                {"text": pieces.person(award), "url": reverse("awards:offer", args=[award.pk])},
                award.application.programme.society.acronym,
                str(award.offer.centre.institution),
                "Result" if award.round == 0 else f"Waiting list, round {award.round}",
                {"text": pieces.SAID[award.state], "status": award.state},
                times.short_day(award.answered_at or award.accept_by),
            ]
        }
        for award in shown
    ]
    counts: dict[str, int] = {}
    for each in awards.values_list("state", flat=True):
        counts[each] = counts.get(each, 0) + 1
    figures = [
        {"number": counts.get(name, 0), "label": word.lower(), "url": f"?state={name}"}
        for name, word in pieces.SAID.items()
    ]
    rounds = queries.rounds_for(request.user).select_related("call")
    context = {
        "rows": rows,
        "figures": figures,
        "state": pieces.SAID.get(state, ""),
        "rounds": rounds,
        "calls": queries.calls_of_office(request.user),
        "changes": [(one, queries.change_words(one)) for one in queries.proposed_changes(request.user)],
    }
    return render(request, "awards/office.html", context)


@gates.sign_in
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """The list of the office as XLSX."""
    pieces.office_only(request)
    heads = [
        "Name",
        "E-mail",
        "Society",
        "Call",
        "Centre",
        "City",
        "Round",
        "State",
        "Accept by (UTC)",
        "Answered (UTC)",
    ]
    rows = [
        [
            pieces.person(award),
            award.application.applicant.email,
            award.application.programme.society.acronym,
            award.application.programme.call.name,
            award.offer.centre.institution.name,
            award.offer.centre.institution.city,
            award.round,
            pieces.SAID[award.state],
            award.accept_by,
            award.answered_at,
        ]
        for award in queries.for_officer(request.user)
    ]
    return sheets.answer("awards", heads, rows)


@gates.sign_in
@require_GET
def round_file(request: HttpRequest, call: str, number: int) -> HttpResponse:
    """Exact input and output of a round of the waiting list: anyone who has it can replay it."""
    found = gates.find(queries.rounds_for(request.user), call__slug=call, number=number)
    return JsonResponse({"instance": found.instance, "result": found.result})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def next_round(request: HttpRequest, call: str) -> HttpResponse:
    """The dry run: who would move now, or if some declined; and the button where the office runs rounds."""
    found = gates.find(queries.calls_of_office(request.user), slug=call)
    verdict = rules.may_run_round(found, by=request.user, at=request.at)
    open_offers = [one for one in queries.awards_of(found) if one.state == "offered"]
    form = forms.NextRound(request.GET or None, awards=open_offers)
    without = form.cleaned_data["without"] if form.is_valid() else []
    if request.method == "POST":
        gates.require(verdict, next_url=reverse("awards:office"), next_verb="Back to the offers")
        made = actions.next_round(found, by=request.user, at=request.at)
        said = f"Round {made.number} was run." if made else "Nothing was given back since the last round."
        messages.success(request, said)
        return redirect("awards:next_round", found.slug)
    plan = queries.plan(found, without=without)
    last = queries.last_round(found)
    news = set(plan.freed) - set(last.freed if last else ()) if plan else set()
    context = {
        "call": found,
        "plan": plan,
        "news": len(news),
        "supposed": len(without),
        "form": form,
        "verdict": verdict,
        "last": last,
        "history": queries.rounds_of(found),
    }
    return render(request, "awards/next_round.html", context, status=422 if form.errors else 200)
