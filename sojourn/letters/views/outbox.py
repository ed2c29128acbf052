"""Drafts that wait for a person, one letter, and what became of those that left."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.letters import actions, forms, queries, rules
from sojourn.letters.actions import drafts as working
from sojourn.post import queries as post
from sojourn.ui import gates, sheets
from sojourn.ui.gates import sign_in


@require_safe
@sign_in
def outbox(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first."""
    _officer(request)
    kind = request.GET.get("kind", "")
    rows = queries.outbox.drafts(request.user, at=request.at)
    kinds = queries.outbox.kinds_of(rows)
    found = rows.filter(kind=kind) if kind else rows
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    return render(request, "letters/outbox.html", {"page": page, "kinds": kinds, "kind": kind})


@require_safe
@sign_in
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter with its way so far, and what may be done with it now."""
    found = _letter(request, pk)
    asks: dict[str, Any] = {"by": request.user, "at": request.at}
    trouble = found.state in ("failed", "given_up", "bounced")
    context = {
        "letter": found,
        "text": found.text.replace("[[link]]", "(the link is made when the letter leaves)"),
        "tries": post.tries(found),
        "may_edit": rules.may_edit(found, **asks),
        "may_release": rules.may_release(found, **asks),
        "may_retry": rules.may_retry(found, **asks) if trouble else None,
        "may_readdress": rules.may_readdress(found, **asks) if trouble else None,
        "present": queries.deliveries.present(found) if trouble else None,
        "corrected": queries.deliveries.where_corrected(found) if trouble else "",
    }
    return render(request, "letters/letter.html", context)


@require_http_methods(["GET", "POST"])
@sign_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter(request, pk)
    gates.require(rules.may_edit(found, by=request.user, at=request.at))
    linked = found.invitation_id is not None
    initial = {"subject": found.subject, "text": found.text, "version": found.version}
    form = forms.Edit(request.POST or None, initial=initial, linked=linked)
    kept, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(found, by=request.user, at=request.at, **form.cleaned_data)
        except working.Edited as edited:
            kept, status = edited.letter, 409
            typed = {**request.POST.dict(), "version": kept.version}
            form = forms.Edit(initial=typed, linked=linked)
        else:
            messages.success(request, "Letter saved. It still waits.")
            return redirect("letters:letter", found.pk)
    context = {"letter": found, "form": form, "kept": kept}
    return render(request, "letters/edit.html", context, status=422 if form.errors else status)


@require_POST
@sign_in
def release(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter(request, pk)
    actions.release(found, by=request.user, at=request.at)
    messages.success(request, f"The letter to {found.to_name or found.to_address} leaves now.")
    return redirect("letters:outbox")


@require_http_methods(["GET", "POST"])
@sign_in
def release_all(request: HttpRequest) -> HttpResponse:
    """Every draft of the list as it is filtered, after a look at who gets one."""
    _officer(request)
    kind = request.GET.get("kind", "")
    rows = queries.outbox.drafts(request.user, at=request.at, kind=kind)
    if request.method == "POST":
        shown = [pk for pk in request.POST.getlist("letter") if pk.isdigit()]
        number = actions.release_all(rows.filter(pk__in=shown[:500]), by=request.user, at=request.at)
        messages.success(request, "1 letter leaves now." if number == 1 else f"{number} letters leave now.")
        return redirect("letters:outbox")
    return render(request, "letters/release_all.html", {"letters": rows[:500], "kind": kind})


@require_http_methods(["GET", "POST"])
@sign_in
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter(request, pk)
    gates.require(rules.may_discard(found, by=request.user, at=request.at))
    form = forms.Discard(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.discard(found, by=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, "The letter does not go.")
        return redirect("letters:outbox")
    context = {"letter": found, "form": form}
    return render(request, "letters/discard.html", context, status=422 if form.errors else 200)


@require_safe
@sign_in
def deliveries(request: HttpRequest) -> HttpResponse:
    """Every letter in scope, the newest first."""
    rows, asked = _asked(request)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    selects = [{"name": "state", "label": "State", "value": asked["state"], "options": queries.outbox.STATES}]
    context = {"page": page, "selects": selects, **asked}
    return render(request, "letters/deliveries.html", context)


@require_safe
@sign_in
def deliveries_sheet(request: HttpRequest) -> HttpResponse:
    rows, _ = _asked(request)
    return sheets.answer("letters", *queries.outbox.sheet(rows))


@require_POST
@sign_in
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter(request, pk)
    actions.retry(found, by=request.user, at=request.at)
    messages.success(request, "The letter is tried again now.")
    return redirect("letters:letter", found.pk)


@require_POST
@sign_in
def readdress(request: HttpRequest, pk: int) -> HttpResponse:
    found = _letter(request, pk)
    actions.readdress(found, by=request.user, at=request.at)
    messages.success(request, "The letter goes to the corrected address now.")
    return redirect("letters:letter", found.pk)


def _officer(request: HttpRequest) -> None:
    if not queries.scopes.of(request.user):
        raise Http404


def _letter(request: HttpRequest, pk: int) -> Any:
    return gates.find(queries.outbox.visible_to(request.user, at=request.at), pk=pk)


def _asked(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    _officer(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state", "application", "person")}
    if asked["application"] and not _is_id(asked["application"]):
        raise Http404
    return queries.outbox.deliveries(request.user, at=request.at, **asked), asked


def _is_id(text: str) -> bool:
    """An id as an address has it."""
    return len(text) == 36 and all(sign in "0123456789abcdef-" for sign in text.lower())
