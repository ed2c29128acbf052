"""What the pages of a paper share: who signs, the form, the header, the files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sojourn.agreements import forms, queries, rules, states
from sojourn.agreements.models import Paper
from sojourn.awards import queries as awards
from sojourn.documents import actions as documents
from sojourn.placements import queries as placements

ROLES = dict(states.ROLES)
KINDS = dict(states.KINDS)
SIGNS = {
    "asked": ("todo", "To be drawn up"),
    "open": ("wait", "To be signed"),
    "objected": ("problem", "A change is asked for"),
    "signed": ("done", "Signed by all"),
    "sealed": ("done", "Signed by all and sealed"),
    "replaced": ("quiet", "Replaced"),
    "withdrawn": ("quiet", "Withdrawn"),
}


def role(user: Any, placement: Any) -> str:
    if placements.is_fellow(user, placement):
        return "fellow"
    return "office" if placements.is_office(user, placement) else "centre"


def person(placement: Any) -> str:
    return placement.fellow.formal_name if placement.fellow else "The fellow"


def stay(placement: Any, user: Any) -> dict[str, Any]:
    """Where the page stands: header, crumbs."""
    part = role(user, placement)
    names = {"fellow": "Fellow", "office": "Office", "centre": "Host centre"}
    return {
        "placement": placement,
        "part": part,
        "fellow_name": person(placement),
        "stay_title": "Your stay" if part == "fellow" else f"Stay of {person(placement)}",
        "where": awards.where(placement.award.application.programme, names[part]),
    }


def read(paper: Paper, by: Any, at: Any) -> dict[str, Any]:
    """What everybody sees of a paper: its words, its digest, who has signed and who not yet."""
    marks = {mark.role: mark for mark in paper.marks.all()}
    held = queries.roles_of(by, paper)
    left = [one for one in held if one not in marks]
    return {
        "paper": paper,
        "blocks": queries.words_of(paper) if paper.sha256 else [],
        "signers": [{"role": ROLES[one], "mark": marks.get(one), "you": one in held} for one in paper.roles],
        "sign_word": SIGNS[paper.state],
        "may_sign": rules.may_sign(paper, by=by, at=at),
        "sign_as": left[0] if left else "",
        "sign_as_words": ROLES[left[0]].lower() if left else "",
        "verify_url": reverse("agreements:verify_code", args=[paper.code]),
    }


def form(paper: Paper, by: Any, context: dict[str, Any], name: str, data: Any = None) -> forms.Sign:
    first = {"name": name, "role": context["sign_as"], "sha256": paper.sha256}
    return forms.Sign(data, initial=first)


def file_of(paper: Paper, which: str) -> HttpResponse:
    found = {"sheet": paper.sheet, "signed": paper.sealed}.get(which)
    if found is None:
        raise Http404
    return documents.serve(found)


def show(
    request: HttpRequest, name: str, paper: Paper, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    base = stay(paper.placement, request.user) | {"paper": paper, "sign_word": SIGNS[paper.state]}
    return render(request, f"agreements/{name}.html", base | context, status=status)
