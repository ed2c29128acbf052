"""The same paper behind a mailed link: no account, on a phone, in two minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.agreements import actions, forms, queries, rules
from sojourn.agreements.models import Paper
from sojourn.agreements.views import pieces
from sojourn.awards import queries as awards
from sojourn.post import queries as post
from sojourn.post.models import Invitation
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@require_GET
def link_page(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    link, paper = _enter(request, invitation_id)
    return _page(request, link, paper)


@require_POST
def link_sign(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    link, paper = _enter(request, invitation_id)
    form = forms.Sign(request.POST)
    if not form.is_valid():
        return _page(request, link, paper, form=form)
    given = form.cleaned_data
    verdict = rules.may_sign(paper, by=link, at=request.at, role=given["role"], sha256=given["sha256"])
    back = reverse("agreements:link_page", args=[link.pk])
    gates.require(verdict, next_url=back, next_verb="Read the paper")
    actions.sign(
        paper, role=given["role"], name=given["name"], sha256=given["sha256"], by=link, at=request.at
    )
    messages.success(
        request, "You have signed. The file with all signatures is mailed to you when it is whole."
    )
    return redirect(back)


@BOTH
def link_object(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    link, paper = _enter(request, invitation_id)
    back = reverse("agreements:link_page", args=[link.pk])
    verdict = rules.may_object_to(paper, by=link, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Read the paper")
    form = forms.ObjectTo(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.object_to(paper, reason=form.cleaned_data["reason"], by=link, at=request.at)
        messages.success(request, "The office was told what to change.")
        return redirect(back)
    context = {"form": form, "back": back}
    return _show(request, "link_object", paper, context, status=422 if form.errors else 200)


@require_GET
def link_download(request: HttpRequest, invitation_id: UUID, which: str) -> HttpResponse:
    _, paper = _enter(request, invitation_id)
    return pieces.file_of(paper, which)


def _enter(request: HttpRequest, invitation_id: UUID) -> tuple[Invitation, Paper]:
    """404 for everybody but a present tutor or coordinator who is a party; a former one included."""
    link = post.invited(request, queries.DOOR, invitation_id)
    paper = gates.find(queries.behind(link))
    if not queries.roles_of(link, paper):
        raise Http404
    return link, paper


def _page(request: HttpRequest, link: Invitation, paper: Paper, form: Any = None) -> HttpResponse:
    context = pieces.read(paper, link, request.at)
    if form is None and context["may_sign"]:
        form = pieces.form(paper, link, context, link.name)
    context |= {
        "form": form,
        "sign_url": reverse("agreements:link_sign", args=[link.pk]),
        "object_url": reverse("agreements:link_object", args=[link.pk]),
        "sheet_url": reverse("agreements:link_download", args=[link.pk, "sheet"]),
        "signed_url": reverse("agreements:link_download", args=[link.pk, "signed"]),
    }
    failed = form is not None and form.is_bound and form.errors
    return _show(request, "link_page", paper, context, status=422 if failed else 200)


def _show(
    request: HttpRequest, name: str, paper: Paper, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    programme = paper.placement.award.application.programme
    base = {
        "paper": paper,
        "sign_word": pieces.SIGNS[paper.state],
        "fellow_name": pieces.person(paper.placement),
        "where": awards.where(programme, "Host centre"),
    }
    response = render(request, f"agreements/{name}.html", base | context, status=status)
    response["Referrer-Policy"] = "strict-origin"  # with no-referrer browsers post Origin: null
    response["Cache-Control"] = "no-store"
    return response
