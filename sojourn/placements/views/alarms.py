"""An alarm: the fellow and the officer whom the fellow chose, and nobody beside them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import queries as awards
from sojourn.placements import actions, forms, queries, rules
from sojourn.placements.models import Alarm
from sojourn.placements.views import pieces
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@never_cache
@BOTH
def raise_alarm(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = pieces.own(request, placement_id)
    verdict = rules.may_raise_alarm(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=pieces.link("stay", placement), next_verb="Open your stay")
    officers = queries.officers_for(placement)
    form = forms.RaiseAlarm(request.POST or None, officers=officers)
    if request.method == "POST" and form.is_valid():
        made = actions.raise_alarm(
            placement,
            kind=form.cleaned_data["kind"],
            officer=form.chosen(),
            text=form.cleaned_data["text"],
            by=request.user,
            at=request.at,
        )
        messages.success(request, f"{made.officer.formal_name} was told and reads it here.")
        return redirect("placements:alarm", made.pk)
    context = {"form": form, "alarms": queries.alarms_in(placement, request.user)}
    return pieces.show(request, "raise_alarm", placement, context, status=422 if form.errors else 200)


@gates.sign_in
@never_cache
@require_GET
def alarm(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    found = gates.find(queries.alarms_of(request.user), pk=alarm_id)
    context = {
        "words": queries.words(found),
        "may_answer": rules.may_answer_alarm(found, by=request.user, at=request.at),
        "may_add": rules.may_add_to_alarm(found, by=request.user, at=request.at),
        "may_close": rules.may_close_alarm(found, by=request.user, at=request.at),
        "unread": found.placement.fellow_id == request.user.pk and not queries.is_read(found),
    }
    return _show(request, "alarm", found, context)


@gates.sign_in
@never_cache
@BOTH
def answer_alarm(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    found = gates.find(queries.alarms_of(request.user), pk=alarm_id)
    _require(rules.may_answer_alarm(found, by=request.user, at=request.at), found)
    form = forms.AnswerAlarm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer_alarm(found, text=form.cleaned_data["text"], by=request.user, at=request.at)
        messages.success(request, "The fellow was told that there is an answer.")
        return redirect("placements:alarm", found.pk)
    return _show(request, "answer_alarm", found, {"form": form}, status=422 if form.errors else 200)


@gates.sign_in
@never_cache
@BOTH
def add_to_alarm(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    found = gates.find(queries.alarms_of(request.user), pk=alarm_id)
    _require(rules.may_add_to_alarm(found, by=request.user, at=request.at), found)
    form = forms.AddToAlarm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_to_alarm(found, text=form.cleaned_data["text"], by=request.user, at=request.at)
        messages.success(request, f"{found.officer.formal_name} was told that there is more.")
        return redirect("placements:alarm", found.pk)
    return _show(request, "add_to_alarm", found, {"form": form}, status=422 if form.errors else 200)


@gates.sign_in
@never_cache
@BOTH
def close_alarm(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    found = gates.find(queries.alarms_of(request.user), pk=alarm_id)
    _require(rules.may_close_alarm(found, by=request.user, at=request.at), found)
    if request.method == "POST":
        actions.close_alarm(found, by=request.user, at=request.at)
        messages.success(request, "The alarm is closed. You can raise another at any time.")
        return redirect("placements:alarm", found.pk)
    consequences = [
        "The officer is told that you say it is over.",
        "What was written stays readable for the two of you.",
    ]
    return _show(request, "close_alarm", found, {"consequences": consequences})


def _require(verdict: Any, found: Alarm) -> None:
    gates.require(verdict, next_url=reverse("placements:alarm", args=[found.pk]), next_verb="Open the alarm")


def _show(
    request: HttpRequest, name: str, found: Alarm, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    own = found.placement.fellow_id == request.user.pk
    base = {
        "alarm": found,
        "own": own,
        "fellow_name": pieces.person(found.placement),
        "institution": found.placement.offer.centre.institution,
        "tutor": found.placement.tutor,
        "back": reverse("placements:alarm", args=[found.pk]),
        "where": awards.where(found.placement.award.application.programme, "Fellow" if own else "Office"),
    }
    return render(request, f"placements/{name}.html", base | context, status=status)
