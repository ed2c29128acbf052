"""The texts of papers, chosen in the browser: per federation, society, programme; with a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.agreements import actions, forms, queries, rules
from sojourn.agreements.views import pieces
from sojourn.awards import rules as offices
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])
FEDERATION = "federation"  # an address needs a word where the scope is empty


@gates.sign_in
@require_GET
def wordings(request: HttpRequest) -> HttpResponse:
    """Every text that this officer may choose, and which of them are chosen."""
    gates.require(offices.may_see_office(by=request.user))
    rows = []
    for scope, name in queries.scopes_editable(request.user):
        cells = []
        for kind, word in pieces.KINDS.items():
            own = queries.chosen(kind, scope)
            url = reverse("agreements:edit_wording", args=[kind, scope or FEDERATION])
            cells.append({"word": word, "url": url, "own": own})
        rows.append({"name": name, "cells": cells})
    return render(request, "agreements/wordings.html", {"rows": rows})


@gates.sign_in
@BOTH
def edit_wording(request: HttpRequest, kind: str, scope: str) -> HttpResponse:
    """Save, or look at it first with invented people."""
    scope, name = _scope(request, kind, scope)
    words = queries.wording(kind, _wider(scope))
    own = words.own and words.scope == scope
    first = {
        "title": words.title,
        "text": words.text,
        "parties": list(words.parties),
        "keep_years": words.keep_years,
        "version": words.version if own else 0,
    }
    form = forms.EditWording(request.POST or None, initial=first)
    shown: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if request.POST.get("then") == "preview":
            shown = _preview(given["text"], given["title"], given["parties"], scope)
        else:
            try:
                actions.edit_wording(
                    kind, scope, given, version=given["version"] or 0, by=request.user, at=request.at
                )
            except actions.Overtaken as overtaken:
                form, shown, status = _both(form, overtaken.kept), {"conflict": overtaken.kept}, 409
            else:
                messages.success(request, "Saved. Papers drawn up from now on say this.")
                return redirect(request.path)
    elif request.method == "GET":
        shown = _preview(words.text, words.title, words.parties, scope)
    context = {
        "form": form,
        "scope_name": name,
        "kind_word": pieces.KINDS[kind],
        "inherited": not own,
        "placeholders": queries.PLACEHOLDERS,
        "preview_url": reverse("agreements:preview_wording", args=[kind, scope or FEDERATION]),
        **shown,
    }
    return render(request, "agreements/edit_wording.html", context, status=422 if form.errors else status)


@gates.sign_in
@require_GET
def preview_wording(request: HttpRequest, kind: str, scope: str) -> HttpResponse:
    """The saved text as the PDF that it becomes, with invented people."""
    scope, _ = _scope(request, kind, scope)
    words = queries.wording(kind, _wider(scope))
    made = actions.preview(
        title=words.title, text=words.text, parties=words.parties, scope=scope, at=request.at
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{kind}-preview.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _scope(request: HttpRequest, kind: str, scope: str) -> tuple[str, str]:
    """The scope and its name; 404 where it is not this officer's."""
    wanted = "" if scope == FEDERATION else scope
    known = dict(queries.scopes_editable(request.user))
    if kind not in pieces.KINDS or wanted not in known:
        raise Http404
    gates.require(rules.may_edit_wording(wanted, by=request.user, at=request.at))
    return wanted, known[wanted]


def _wider(scope: str) -> list[str]:
    """ "exchange-2024/esur" falls back to "esur" and to the federation."""
    return list(dict.fromkeys([scope, scope.rpartition("/")[2], ""]))


def _preview(text: str, title: str, parties: Any, scope: str) -> dict[str, Any]:
    values = queries.sample(scope)
    return {
        "preview": queries.blocks(queries.filled(text, values)),
        "preview_title": queries.filled(title, values),
        "preview_parties": [pieces.ROLES[role] for role in parties],
    }


def _both(form: forms.EditWording, kept: Any) -> forms.EditWording:
    """What was typed stays in the form; saving it again then counts."""
    data = form.data.copy()
    data["version"] = str(kept.version)
    fresh = forms.EditWording(data)
    fresh.is_valid()
    return fresh
