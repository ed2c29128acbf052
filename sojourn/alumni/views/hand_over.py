"""Fellow to fellow: the page of a centre."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.alumni import actions, forms, queries, rules
from sojourn.alumni.models import Hint
from sojourn.calls import queries as calls
from sojourn.centres.models import Centre
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Every page that this person may open; straight on where there is one."""
    found = queries.centres_of(request.user)
    if len(found) == 1:
        return redirect("alumni:hand_over", found[0].pk)
    return render(request, "alumni/hand_overs.html", {"centres": found})


@gates.sign_in
@require_GET
def hand_over(request: HttpRequest, centre_id: int) -> HttpResponse:
    centre = _centre(request, centre_id)
    who = {"by": request.user, "at": request.at}
    rows = list(queries.readable(request.user, centre))
    for row in rows:
        row.may = {
            "edit": rules.may_edit_hint(row, **who),
            "confirm": rules.may_confirm_hint(row, **who),
            "doubt": rules.may_doubt_hint(row, **who),
            "remove": rules.may_remove_hint(row, **who),
        }
    context = {
        "centre": centre,
        "groups": queries.grouped(rows, at=request.at),
        "may_add": rules.may_add_hint(centre, **who),
        "fellow": queries.is_fellow_of(request.user, centre),
        "tips": calls.tips_about(institution=centre.institution),
    }
    return render(request, "alumni/hand_over.html", context)


@gates.sign_in
@BOTH
def add_hint(request: HttpRequest, centre_id: int) -> HttpResponse:
    centre = _centre(request, centre_id)
    back = reverse("alumni:hand_over", args=[centre.pk])
    verdict = rules.may_add_hint(centre, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Read the page")
    form = forms.AddHint(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_hint(centre, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Handed over. You can change it or take it away at any time.")
        return redirect(back)
    return _show(request, "add_hint", centre, {"form": form, "back": back})


@gates.sign_in
@BOTH
def edit_hint(request: HttpRequest, hint_id: UUID) -> HttpResponse:
    hint, back = _hint(request, hint_id)
    _require(rules.may_edit_hint(hint, by=request.user, at=request.at), back)
    first = {name: getattr(hint, name) for name in ("topic", "text", "for_staff")}
    form = forms.EditHint(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.edit_hint(hint, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Changed, and dated today.")
        return redirect(back)
    return _show(request, "edit_hint", hint.centre, {"form": form, "back": back})


@gates.sign_in
@require_POST
def confirm_hint(request: HttpRequest, hint_id: UUID) -> HttpResponse:
    hint, back = _hint(request, hint_id)
    _require(rules.may_confirm_hint(hint, by=request.user, at=request.at), back)
    actions.confirm_hint(hint, by=request.user, at=request.at)
    messages.success(request, "Thank you: it is dated today.")
    return redirect(back)


@gates.sign_in
@require_POST
def remove_hint(request: HttpRequest, hint_id: UUID) -> HttpResponse:
    hint, back = _hint(request, hint_id)
    _require(rules.may_remove_hint(hint, by=request.user, at=request.at), back)
    actions.remove_hint(hint, by=request.user, at=request.at)
    messages.success(request, "The line is gone.")
    return redirect(back)


@gates.sign_in
@BOTH
def doubt_hint(request: HttpRequest, hint_id: UUID) -> HttpResponse:
    hint, back = _hint(request, hint_id)
    _require(rules.may_doubt_hint(hint, by=request.user, at=request.at), back)
    form = forms.DoubtHint(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.doubt_hint(hint, doubt=form.cleaned_data["doubt"], by=request.user, at=request.at)
        messages.success(request, "Your doubt stands beside the line; the office looks at it.")
        return redirect(back)
    return _show(request, "doubt_hint", hint.centre, {"form": form, "hint": hint, "back": back})


# --- the office ---


@gates.sign_in
@require_GET
def doubted_hints(request: HttpRequest) -> HttpResponse:
    """What was doubted at centres of the own societies; the rest of those pages is not the office's."""
    if not queries.moderates(request.user):
        raise Http404
    return render(request, "alumni/doubted_hints.html", {"hints": queries.doubted(request.user)})


@gates.sign_in
@BOTH
def hide_hint(request: HttpRequest, hint_id: UUID) -> HttpResponse:
    hint, _ = _hint(request, hint_id)
    back = reverse("alumni:doubted_hints")
    _require(rules.may_hide_hint(hint, by=request.user, at=request.at), back)
    form = forms.HideHint(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.hide_hint(hint, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, "Hidden. Its writer reads why.")
        return redirect(back)
    return _show(request, "hide_hint", hint.centre, {"form": form, "hint": hint, "back": back})


@gates.sign_in
@require_POST
def show_hint(request: HttpRequest, hint_id: UUID) -> HttpResponse:
    hint, _ = _hint(request, hint_id)
    back = reverse("alumni:doubted_hints")
    _require(rules.may_show_hint(hint, by=request.user, at=request.at), back)
    actions.show_hint(hint, by=request.user, at=request.at)
    messages.success(request, "The line is shown as before.")
    return redirect(back)


def _centre(request: HttpRequest, centre_id: int) -> Centre:
    """404 for everybody but its fellows and, for what is meant for them, its coordinators."""
    found = next((one for one in queries.centres_of(request.user) if one.pk == centre_id), None)
    if found is None:
        raise Http404
    return found


def _hint(request: HttpRequest, hint_id: UUID) -> tuple[Hint, str]:
    hint = gates.find(queries.hints_of(request.user), pk=hint_id)
    return hint, reverse("alumni:hand_over", args=[hint.centre_id])


def _require(verdict: Any, back: str) -> None:
    gates.require(verdict, next_url=back, next_verb="Back to the page")


def _show(request: HttpRequest, name: str, centre: Centre, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, f"alumni/{name}.html", {"centre": centre} | context, status=status)
