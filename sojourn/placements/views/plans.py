"""The training plan: read by those who sign it and the office, written by the fellow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.placements import actions, forms, queries, rules
from sojourn.placements.models import Placement
from sojourn.placements.views import pieces
from sojourn.placements.views.pieces import link, own, show
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def plan(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = _readable(request, placement_id)
    who = {"by": request.user, "at": request.at}
    part = pieces.role(request, placement)
    before = queries.signed_before(placement)
    context = {
        **pieces.plan_parts(placement),
        "versions": placement.plan_versions.all(),
        "before": before,
        "changes": queries.plan_changes(placement, before) if before else [],
        "unsigned": queries.unsigned_by(placement),
        "may_edit": rules.may_edit_plan(placement, **who),
        "may_copy": part == "fellow" and rules.may_copy_plan(placement, **who),
        "may_sign": rules.may_sign_plan(placement, role=part, **who),
    }
    return show(request, "plan", placement, context)


@gates.sign_in
@require_GET
def plan_version(request: HttpRequest, placement_id: UUID, number: int) -> HttpResponse:
    """A version as it was signed."""
    placement = _readable(request, placement_id)
    version = gates.find(placement.plan_versions.all(), number=number)
    context = {
        "version": version,
        "signatures": placement.signatures.filter(plan_version=number).order_by("signed_at", "pk"),
        "levels": dict(forms.LEVELS),
        "weeks": version.content.get("weeks", []),
    }
    return show(request, "plan_version", placement, context)


@gates.sign_in
@BOTH
def edit_plan(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = own(request, placement_id)
    verdict = rules.may_edit_plan(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=link("stay", placement), next_verb="Open your stay")
    names = ("monitoring", "evaluating", "version")
    first = {name: getattr(placement, name) for name in names}
    form = forms.EditPlan(request.POST or None, initial=first, placement=placement)
    overtaken = False
    if request.method == "POST" and form.is_valid():
        overtaken = form.cleaned_data["version"] != placement.version
        if not overtaken:
            actions.edit_plan(placement, form.values(), by=request.user, at=request.at)
            messages.success(request, "Your plan is saved.")
            return redirect("placements:plan", placement.pk)
        form.data = form.data.copy()
        form.data["version"] = placement.version  # the next save knows what stands there now
    context = {
        "form": form,
        "signed": queries.signed_roles(placement),
        "saved": {"monitoring": placement.monitoring} if overtaken else None,
    }
    return show(request, "edit_plan", placement, context, status=422 if form.errors or overtaken else 200)


@gates.sign_in
@require_POST
def copy_plan(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = own(request, placement_id)
    verdict = rules.may_copy_plan(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=link("plan", placement), next_verb="Open your plan")
    actions.copy_plan(placement, by=request.user, at=request.at)
    messages.success(request, "What was empty is filled with what the last fellow here planned. Change it.")
    return redirect("placements:edit_plan", placement.pk)


@gates.sign_in
@BOTH
def sign_plan(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """The fellow, and the third where the programme has one."""
    placement = _readable(request, placement_id)
    part = pieces.role(request, placement)
    verdict = rules.may_sign_plan(placement, role=part, by=request.user, at=request.at)
    way = ("edit_plan", "Open your plan") if part == "fellow" else ("plan", "Open the plan")
    gates.require(verdict, next_url=link(way[0], placement), next_verb=way[1])
    form = forms.SignPlan(request.POST or None, initial={"name": request.user.get_full_name()})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        actions.sign_plan(placement, role=part, name=name, by=request.user, at=request.at)
        next_ = " Your tutor was asked to sign it too." if part == "fellow" else ""
        messages.success(request, f"You have signed the plan.{next_}")
        return redirect("placements:plan", placement.pk)
    context: dict[str, Any] = {"form": form, **pieces.plan_parts(placement)}
    return show(request, "sign_plan", placement, context, status=422 if form.errors else 200)


def _readable(request: HttpRequest, placement_id: UUID) -> Placement:
    return gates.find(queries.plans_visible_to(request.user), pk=placement_id)
