"""The sections of the form: each a small form, saved at once, safe in any number of tabs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.queries import eligibility
from sojourn.applications.views import pieces
from sojourn.applications.views.saving import editable, initial_of, section
from sojourn.calls import queries as calls
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.ui import gates


@gates.sign_in
@require_http_methods(["GET", "POST"])
def confirm_eligibility(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    fixed = {
        "rules": parts.rules,
        "confirmed": set(parts.memberships),
        "asked": eligibility.questions(parts.rules),
        "today": pieces.today(parts.call, request.at),
    }

    def make(data: Any, **more: Any) -> forms.ConfirmEligibility:
        return forms.ConfirmEligibility(data, **fixed, **more)

    return section(
        request,
        row,
        "confirm_eligibility",
        make,
        actions.confirm_eligibility,
        name="eligibility",
        initial=initial_of(row, "eligibility"),
        findings=pieces.rule_lines(parts, at=request.at),
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

    certified = rules.asks_certification(list(calls.rules(row.programme)))
    professions = calls.professions(row.programme)

    def make(data: Any, **more: Any) -> forms.EditTraining:
        return forms.EditTraining(data, today=day, certified=certified, professions=professions, **more)

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
    if slot.code == "cv":
        words.append("Made from your CV in the form; upload a PDF only if you would rather bring your own.")
    elif brought:
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
