"""The office answers a claim of leave, illness or service: so many days lengthen the years of the rule."""

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
from sojourn.ui import gates


def lines(parts: queries.Parts) -> list[dict[str, Any]]:
    """Each extension that a rule knows of, with what was claimed and what the office has allowed."""
    allowed = {row.fact: row for row in queries.allowed_days(parts.application)}
    found = []
    for extension in rules.extensions(parts.rules):
        claimed = parts.application.facts.get(extension["fact"]) or 0
        each, cap = extension.get("days_each", 1), extension.get("cap_days")
        counted = min(claimed * each, cap or claimed * each)
        told = f"Claimed: {claimed}." if each == 1 else f"Claimed: {claimed}, that is {counted} days."
        if extension.get("discretionary"):
            told += " The committee decides unless you allow days here."
        found.append({**extension, "told": told, "allowed": allowed.get(extension["fact"])})
    return found


@gates.sign_in
@require_http_methods(["GET", "POST"])
def allow_days(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = lists.found_application(request, pk)
    back = reverse("applications:office_page", args=[row.pk])
    parts = queries.parts(row)
    verdict = rules.may_allow_days(parts, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to the application")
    shown = lines(parts)
    kept = {line["fact"]: line["allowed"].days for line in shown if line["allowed"]}
    kept["reason"] = next((line["allowed"].reason for line in shown if line["allowed"]), "")
    form = forms.AllowDays(pieces.sent(request), extensions=shown, initial=kept)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.allow_days(row, form.days(), reason=reason, by=request.user, at=request.at)
        messages.success(request, "Saved. The rules are counted with these days everywhere.")
        return redirect(back)
    context = {
        "application": row,
        "form": form,
        "findings": pieces.rule_lines(parts, office=True),
        "back": back,
        "where": pieces.where(row.programme, "Office"),
        "crumbs": lists.crumbs(row),
    }
    return render(request, "applications/allow_days.html", context, status=422 if form.errors else 200)
