"""Before the arrival: one list for the fellow, the centre and the office; each ticks off its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from sojourn.placements import actions, queries, rules
from sojourn.placements.models import Errand
from sojourn.placements.views import pieces
from sojourn.ui import gates


@gates.sign_in
@require_GET
def before_arrival(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    placement = gates.find(queries.visible_to(request.user), pk=placement_id)
    lines = queries.errand_lines(placement, at=request.at)
    for line in lines:
        line.errand.placement = placement  # whose it is was read above
    context = {
        "lines": [(line, _may(line.errand, request)) for line in lines],
        "left": sum(1 for line in lines if line.errand.state == "open"),
        "late": [line for line in lines if line.sign == "late"],
        "soon": [line for line in lines if line.sign == "soon"],
    }
    return pieces.show(request, "before_arrival", placement, context)


@gates.sign_in
@require_POST
def finish_errand(request: HttpRequest, errand_id: int) -> HttpResponse:
    row = _row(request, errand_id)
    actions.finish_errand(row, by=request.user, at=request.at)
    messages.success(request, f"Seen to: {row.title}.")
    return redirect("placements:before_arrival", row.placement_id)


@gates.sign_in
@require_POST
def spare_errand(request: HttpRequest, errand_id: int) -> HttpResponse:
    row = _row(request, errand_id)
    actions.spare_errand(row, by=request.user, at=request.at)
    messages.success(request, f"Not needed: {row.title}.")
    return redirect("placements:before_arrival", row.placement_id)


@gates.sign_in
@require_POST
def reopen_errand(request: HttpRequest, errand_id: int) -> HttpResponse:
    row = _row(request, errand_id)
    actions.reopen_errand(row, by=request.user, at=request.at)
    messages.success(request, f"Open again: {row.title}.")
    return redirect("placements:before_arrival", row.placement_id)


def _row(request: HttpRequest, errand_id: int) -> Errand:
    visible: Any = queries.visible_to(request.user).only("pk")
    return gates.find(queries.errands_of(request.user, visible), pk=errand_id)


def _may(row: Errand, request: HttpRequest) -> dict[str, bool]:
    who = {"by": request.user, "at": request.at}
    return {
        "finish": bool(rules.may_finish_errand(row, **who)),
        "spare": bool(rules.may_spare_errand(row, **who)),
        "reopen": bool(rules.may_reopen_errand(row, **who)),
    }
