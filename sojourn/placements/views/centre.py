"""The coordinator's pages: whom the centre hosts, and its answer to proposed dates."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.placements import actions, forms, queries, rules
from sojourn.placements.views import pieces
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def hosted(request: HttpRequest) -> HttpResponse:
    """Names and dates of those who come to the institutions that this person answers for."""
    rows = [
        {
            "placement": placement,
            "name": pieces.person(placement),
            "sign": pieces.SIGNS[placement.state],
            "word": pieces.STANDS[placement.state],
        }
        for placement in queries.hosted_by(request.user)
    ]
    return render(request, "placements/hosted.html", {"rows": rows})


@gates.sign_in
@BOTH
def agree_dates(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = gates.find(queries.hosted_by(request.user), pk=placement_id)
    verdict = rules.may_agree_dates(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=pieces.link("stay", placement), next_verb="Open the stay")
    if request.method == "POST":
        actions.agree_dates(placement, by=request.user, at=request.at)
        messages.success(request, "The dates are agreed. The fellow was told.")
        return redirect("placements:stay", placement.pk)
    return pieces.show(request, "agree_dates", placement, pieces.before_start(placement, request.at))


@gates.sign_in
@BOTH
def refuse_dates(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = gates.find(queries.hosted_by(request.user), pk=placement_id)
    verdict = rules.may_refuse_dates(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=pieces.link("stay", placement), next_verb="Open the stay")
    form = forms.RefuseDates(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.refuse_dates(placement, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, "The fellow was asked for other dates.")
        return redirect("placements:stay", placement.pk)
    return pieces.show(request, "refuse_dates", placement, {"form": form}, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def confirm_arrival(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = gates.find(queries.hosted_by(request.user), pk=placement_id)
    verdict = rules.may_confirm_arrival(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=pieces.link("stay", placement), next_verb="Open the stay")
    form = forms.ConfirmArrival(request.POST or None, initial={"arrived_on": placement.starts_on})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["arrived_on"]
        verdict = rules.may_confirm_arrival(placement, by=request.user, at=request.at, arrived_on=day)
        if verdict:
            actions.confirm_arrival(placement, arrived_on=day, by=request.user, at=request.at)
            messages.success(request, "The arrival is confirmed.")
            return redirect("placements:stay", placement.pk)
        form.add_error("arrived_on", verdict.reason)
    return pieces.show(
        request, "confirm_arrival", placement, {"form": form}, status=422 if form.errors else 200
    )
