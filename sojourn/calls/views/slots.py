"""The programme's document slots, made in the browser before the call opens, with templates and examples."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.calls import actions, forms, queries, rules
from sojourn.calls.models import DocumentSlot, Programme
from sojourn.calls.views import rows
from sojourn.documents import actions as files
from sojourn.documents.rules import Refused
from sojourn.ui import gates

NEXT = "The documents"
FIELDS = (
    "version", "title", "guidance", "addressee", "required", "asks_date", "max_age_years", "max_mb",
    "max_pages",
)  # fmt: skip


@gates.sign_in
@require_safe
def documents(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    """In the order of the dossier, each as the applicant sees it."""
    row = rows.programme(request, slug, society)
    named = dict(queries.institutions(row))
    listed = queries.slots(row).select_related("template", "example")
    lines = [{"slot": slot, "seen": queries.as_seen(slot, row, named)} for slot in listed]
    may = rules.may_edit_programme(row, by=request.user, at=request.at)
    return render(request, "calls/documents.html", rows.context(row) | {"lines": lines, "may": may})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def add_slot(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    back = rows.back(row, "documents")
    gates.require(rules.may_add_slot(row, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    taken = [slot.code for slot in queries.slots(row)]
    form = forms.AddSlot(request.POST or None, taken=taken, **_known(row))
    context: dict[str, Any] = {"back": back}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("then") != "preview":
            actions.add_slot(row, form.values(), by=request.user, at=request.at)
            messages.success(request, "Document added.")
            return redirect(back)
        context["seen"] = _seen(row, form)
    return rows.form(request, "calls/add_slot.html", row, form, **context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_slot(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    back = rows.back(row, "documents")
    gates.require(rules.may_edit_slot(row, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    slot = gates.find(queries.slots(row), code=code)
    form = forms.EditSlot(request.POST or None, initial=_initial(slot), **_known(row))
    context: dict[str, Any] = {"back": back, "slot": slot}
    if request.method != "POST":
        context["seen"] = queries.as_seen(slot, row, dict(queries.institutions(row)))
    elif form.is_valid():
        if request.POST.get("then") == "preview":
            context["seen"] = _seen(row, form, slot.code)
            return rows.form(request, "calls/edit_slot.html", row, form, **context)
        try:
            actions.edit_slot(slot, form.values(), by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            kept = _initial(overtaken.kept)
            return rows.overtaken(request, "calls/edit_slot.html", row, form, kept, **context)
        messages.success(request, "Document saved.")
        return redirect(back)
    return rows.form(request, "calls/edit_slot.html", row, form, **context)


@gates.sign_in
@require_POST
def move_slot(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    slot = gates.find(queries.slots(row), code=code)
    back = rows.back(row, "documents")
    gates.require(rules.may_move_slot(row, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    up = request.POST.get("direction") != "down"
    actions.move_slot(slot, up=up, by=request.user, at=request.at)
    return redirect(back)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def remove_slot(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    slot = gates.find(queries.slots(row), code=code)
    back = rows.back(row, "documents")
    gates.require(rules.may_remove_slot(slot, by=request.user, at=request.at), next_url=back, next_verb=NEXT)
    if request.method == "POST":
        actions.remove_slot(slot, by=request.user, at=request.at)
        messages.success(request, "Document removed.")
        return redirect(back)
    told = ["Applicants will not be asked for it, and the dossier will not hold it."]
    if slot.template or slot.example:
        told.append("Its template and example go with it.")
    context = {"slot": slot, "back": back, "consequences": told}
    return render(request, "calls/remove_slot.html", rows.context(row) | context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def attach_sample(request: HttpRequest, slug: str, society: str, code: str, what: str) -> HttpResponse:
    row, slot, back = _sample(request, slug, society, code, what)
    may = rules.may_attach_sample(row, by=request.user, at=request.at)
    gates.require(may, next_url=back, next_verb=NEXT)
    form = forms.AttachSample(request.POST or None, request.FILES or None, what=what)
    if request.method == "POST" and form.is_valid():
        try:
            actions.attach_sample(slot, what, form.cleaned_data["file"], by=request.user, at=request.at)
        except Refused as refused:
            form.add_error("file", refused)
        else:
            messages.success(request, f"Kept as the {what} of {slot.title}.")
            return redirect(back)
    return rows.form(request, "calls/attach_sample.html", row, form, back=back, slot=slot, what=what)


@gates.sign_in
@require_POST
def detach_sample(request: HttpRequest, slug: str, society: str, code: str, what: str) -> HttpResponse:
    row, slot, back = _sample(request, slug, society, code, what)
    may = rules.may_detach_sample(row, by=request.user, at=request.at)
    gates.require(may, next_url=back, next_verb=NEXT)
    actions.detach_sample(slot, what, by=request.user, at=request.at)
    messages.success(request, f"The {what} of {slot.title} is gone.")
    return redirect(back)


@gates.sign_in
@require_safe
def open_sample(request: HttpRequest, slug: str, society: str, code: str, what: str) -> HttpResponse:
    _, slot, _ = _sample(request, slug, society, code, what)
    file = getattr(slot, what)
    if file is None:
        raise Http404
    return files.serve(file)


def _sample(
    request: HttpRequest, slug: str, society: str, code: str, what: str
) -> tuple[Programme, DocumentSlot, str]:
    if what not in queries.SAMPLES:
        raise Http404
    row = rows.programme(request, slug, society)
    return row, gates.find(queries.slots(row), code=code), rows.back(row, "documents")


def _known(row: Programme) -> dict[str, Any]:
    return {"programme": row, "institutions": queries.institutions(row)}


def _initial(slot: DocumentSlot) -> dict[str, Any]:
    when = {name: slot.when.get(name, []) for name in ("countries", "centres")}
    return {name: getattr(slot, name) for name in FIELDS} | when


def _seen(row: Programme, form: Any, code: str = "") -> dict[str, Any]:
    """The slot as it was typed, before it is saved."""
    given = form.values()
    typed = {name: given[name] for name in (*FIELDS, "when") if name != "version"}
    slot = DocumentSlot(code=code or given.get("code") or "new", **typed)
    return queries.as_seen(slot, row, dict(queries.institutions(row)))
