"""The sections of the form: each a small form, saved at once, safe in any number of tabs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.queries import eligibility
from sojourn.applications.views import pieces
from sojourn.applications.views.ranking import note_form
from sojourn.applications.views.saving import initial_of, section
from sojourn.calls import queries as calls
from sojourn.ui import gates


@gates.sign_in
@require_http_methods(["GET", "POST"])
def confirm_eligibility(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    fixed = {
        "rules": parts.rules,
        "confirmed": set(parts.memberships),
        "asked": eligibility.questions(parts.rules),
        "today": pieces.today(parts.call, request.at),
    }

    def make(data: Any, **more: Any) -> forms.ConfirmEligibility:
        return forms.ConfirmEligibility(data, **fixed, **more)

    return section(
        request,
        row,
        "confirm_eligibility",
        make,
        actions.confirm_eligibility,
        name="eligibility",
        initial=initial_of(row, "eligibility"),
        findings=pieces.rule_lines(parts, at=request.at),
    )


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_about(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    initial = initial_of(row, "about")
    return section(
        request, row, "edit_about", forms.EditAbout, actions.edit_about, name="about", initial=initial
    )


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_training(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    day = pieces.today(row.programme.call, request.at)

    certified = rules.asks_certification(list(calls.rules(row.programme)))
    professions = calls.professions(row.programme)

    def make(data: Any, **more: Any) -> forms.EditTraining:
        return forms.EditTraining(data, today=day, certified=certified, professions=professions, **more)

    return section(
        request,
        row,
        "edit_training",
        make,
        actions.edit_training,
        name="training",
        initial=initial_of(row, "training"),
    )


@gates.sign_in
@require_http_methods(["GET", "POST"])
def note_choices(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    return section(
        request,
        row,
        "note_choices",
        note_form(row),
        actions.note_choices,
        name="centres",
        initial=initial_of(row, "centres"),
        then=reverse("applications:rank", args=[row.pk]),
    )
