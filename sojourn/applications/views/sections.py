"""The sections of the form: each a small form, saved at once, safe in any number of tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.views import pieces
from sojourn.core.verdict import Verdict
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.ui import gates

Make = Callable[..., Any]


def editable(request: HttpRequest, row: Application, verdict: Verdict) -> None:
    gates.require(verdict, next_url=pieces.page_of(row), next_verb="Back to your application")


def section(
    request: HttpRequest,
    row: Application,
    verb: str,
    make: Make,
    save: Callable[..., Any],
    *,
    name: str,
    initial: dict[str, Any],
    then: str = "",
    **context: Any,
) -> HttpResponse:
    """Show a section, save it, or show both texts where another tab saved meanwhile."""
    editable(request, row, rules.may_edit(row, by=request.user, at=request.at, part=name))
    initial = initial | {"seen": rules.section_digest(row, name)}
    form = make(pieces.sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.values() if hasattr(form, "values") else form.cleaned_data
        try:
            save(row, values, by=request.user, at=request.at, seen=form.cleaned_data["seen"])
        except actions.Stale as stale:
            return conflict(request, stale.saved, verb, make, form, name=name)
        sealed = row.state == "submitted"
        messages.success(request, "Saved, and sealed again on your receipt." if sealed else "Saved.")
        return redirect(then or pieces.page_of(row))
    context = {"form": form, "keep": f"application-{row.pk}-{name}", "back": pieces.page_of(row), **context}
    return pieces.show(request, verb, row, context, status=422 if form.errors else 200)


def conflict(
    request: HttpRequest, saved: Application, verb: str, make: Make, form: Any, *, name: str
) -> HttpResponse:
    """Both texts; pressing the button now saves what was typed here, with open eyes."""
    data = request.POST.copy()
    data["seen"] = rules.section_digest(saved, name)
    shown = make(data, initial=initial_of(saved, name))
    shown.full_clean()
    rows = []
    for field in shown:
        if field.is_hidden:
            continue
        before, after = readable(field, field.initial), readable(field, field.value())
        if before != after:
            rows.append({"label": field.label, "saved": before, "yours": after})
    context = {"form": shown, "rows": rows, "here": reverse(f"applications:{verb}", args=[saved.pk])}
    return pieces.show(request, "_conflict", saved, context, status=409)


def readable(field: Any, value: Any) -> str:
    """A value as its field shows it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in (None, "", "on"):
        return "Yes" if value == "on" else ""
    options = dict(getattr(field.field, "choices", ()) or ())
    return str(options.get(value, value))


def initial_of(row: Application, name: str) -> dict[str, Any]:
    """What the form of a section shows first."""
    if name == "eligibility":
        stated = {f"statement-{key}": True for key in row.statements}
        return stated | {f"membership-{body}": number for body, number in row.memberships.items()}
    return {field: getattr(row, field) for field in rules.SECTIONS[name]}


@gates.sign_in
@require_http_methods(["GET", "POST"])
def confirm_eligibility(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    confirmed = set(parts.memberships)

    def make(data: Any, **more: Any) -> forms.ConfirmEligibility:
        return forms.ConfirmEligibility(data, rules=parts.rules, confirmed=confirmed, **more)

    return section(
        request,
        row,
        "confirm_eligibility",
        make,
        actions.confirm_eligibility,
        name="eligibility",
        initial=initial_of(row, "eligibility"),
        findings=pieces.rule_lines(parts),
    )


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_about(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    initial = initial_of(row, "about")
    return section(
        request, row, "edit_about", forms.EditAbout, actions.edit_about, name="about", initial=initial
    )


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_training(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    day = pieces.today(row.programme.call, request.at)

    def make(data: Any, **more: Any) -> forms.EditTraining:
        return forms.EditTraining(data, today=day, **more)

    return section(
        request,
        row,
        "edit_training",
        make,
        actions.edit_training,
        name="training",
        initial=initial_of(row, "training"),
    )


@gates.sign_in
@require_GET
def documents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The slots in the order of the dossier."""
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    asks = {"by": request.user, "at": request.at}
    may = {slot.pk: rules.may_add_document(row, slot=slot, **asks) for slot in parts.slots}
    used = sum(document.file.size for document in parts.documents.values())
    history = [document for document in queries.documents(row, history=True) if document.replaced_at]
    context = {
        "slots": [slot_lines(parts, slot, bool(may[slot.pk])) for slot in parts.slots],
        "may": next((one for one in may.values() if one), next(iter(may.values()), None)),
        "used": used,
        "history": history,
        "dossier_url": reverse("applications:dossier", args=[row.pk]),
    }
    return pieces.show(request, "documents", row, context)


def slot_lines(parts: queries.Parts, slot: Any, may: bool) -> dict[str, Any]:
    """One slot as the part `_document.html` takes it."""
    row, document = parts.application, parts.documents.get(slot.pk)
    brought = slot.required and not rules.asked_for(slot, parts)
    words = [slot.guidance, f"Addressed to: {slot.addressee}." if slot.addressee else ""]
    if brought:
        words.append("Only if you bring the letter yourself; otherwise name a referee.")
    shown = {
        "title": slot.title,
        "hint": " ".join(filter(None, words)),
        "optional": brought or not slot.required,
        "max_mb": parts.programme.max_mb,
    }
    if may:
        shown["upload_url"] = reverse("applications:add_document", args=[row.pk, slot.code])
    if document:
        shown |= {
            "name": document.file.name,
            "url": reverse("applications:open_document", args=[row.pk, document.pk]),
            "bytes": document.file.size,
            "pages": document.file.pages,
            "kept_at": document.added_at,
        }
        if may:
            shown["remove_url"] = reverse("applications:remove_document", args=[row.pk, document.pk])
    return shown


@gates.sign_in
@require_http_methods(["GET", "POST"])
def add_document(request: HttpRequest, pk: UUID, slot: str) -> HttpResponse:
    row = pieces.own(request, pk)
    wanted = gates.find(queries.slots(row.programme), code=slot)
    editable(request, row, rules.may_add_document(row, slot=wanted, by=request.user, at=request.at))
    day = pieces.today(row.programme.call, request.at)
    form = forms.AddDocument(
        pieces.sent(request),
        request.FILES or None,
        slot=wanted,
        max_mb=row.programme.max_mb,
        today=day,
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            document = actions.add_document(
                row,
                wanted,
                upload=clean["file"],
                dated_on=clean.get("dated_on"),
                by=request.user,
                at=request.at,
            )
        except RefusedFile as refused:
            form.add_error("file", refused)
        else:
            pages = document.file.pages
            messages.success(request, f"Received: {wanted.title}, {pages} page{'' if pages == 1 else 's'}.")
            return redirect("applications:documents", pk=row.pk)
    context = {"form": form, "slot": wanted, "back": reverse("applications:documents", args=[row.pk])}
    return pieces.show(request, "add_document", row, context, status=422 if form.errors else 200)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def remove_document(request: HttpRequest, pk: UUID, document: int) -> HttpResponse:
    row = pieces.own(request, pk)
    found = gates.find(queries.documents(row), pk=document)
    found.application = row
    editable(request, row, rules.may_remove_document(row, slot=found.slot, by=request.user, at=request.at))
    if request.method == "POST":
        actions.remove_document(found, by=request.user, at=request.at)
        messages.success(request, f"Removed: {found.slot.title}.")
        return redirect("applications:documents", pk=row.pk)
    consequences = [f"{found.file.name} leaves the dossier.", "You can upload another file until closing."]
    context = {
        "document": found,
        "consequences": consequences,
        "back": reverse("applications:documents", args=[row.pk]),
    }
    return pieces.show(request, "remove_document", row, context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def note_choices(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    return section(
        request,
        row,
        "note_choices",
        forms.NoteChoices,
        actions.note_choices,
        name="centres",
        initial=initial_of(row, "centres"),
        then=reverse("applications:rank", args=[row.pk]),
    )
