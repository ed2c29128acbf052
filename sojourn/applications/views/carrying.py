"""What an earlier application gives to this one: looked at first, then copied, then marked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sojourn.applications import actions, queries, rules
from sojourn.applications.views import pieces
from sojourn.applications.views.saving import editable
from sojourn.ui import gates

TITLES = {section: title for section, _, title in pieces.TASKS}


@gates.sign_in
@require_http_methods(["GET", "POST"])
def carry_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Section by section, what was written then; only what is ticked is copied."""
    row = pieces.own(request, pk)
    earlier = queries.earlier(row)
    if earlier is None:
        raise Http404
    editable(request, row, rules.may_carry_over(row, earlier, by=request.user, at=request.at))
    if request.method == "POST":
        taken = actions.carry_over(
            row, earlier, request.POST.getlist("section"), by=request.user, at=request.at
        )
        if taken:
            names = ", ".join(TITLES[section] for section in taken)
            messages.success(
                request, f"Carried over: {names}. Look through each; what may be stale is marked."
            )
        else:
            messages.info(request, "Nothing was ticked, so nothing was carried over.")
        return redirect(pieces.page_of(row))
    now, before = queries.parts(row), queries.parts(earlier)
    shown = {section["title"]: section["lines"] for section in pieces.answer_lines(before)}
    offered: list[dict[str, Any]] = [
        {
            "section": piece.section,
            "title": TITLES[piece.section],
            "lines": shown.get(TITLES[piece.section], []),
            "replaces": piece.replaces,
            "look": [reason for reasons in piece.look.values() for reason in reasons],
        }
        for piece in rules.carriable(now, before)
    ]
    context = {"earlier": earlier, "offered": offered, "anew": rules.anew(now, before)}
    return pieces.show(request, "carry_over", row, context)
