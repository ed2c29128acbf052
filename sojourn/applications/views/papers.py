"""Documents: slots, upload and removal, preview as pictures, template and example, earlier versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application, Document
from sojourn.applications.views import pieces
from sojourn.applications.views.saving import editable
from sojourn.calls import queries as calls
from sojourn.calls.models import DocumentSlot
from sojourn.calls.queries import samples
from sojourn.documents import actions as files
from sojourn.documents import queries as stored
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.ui import gates

AT_ONCE = 10  # pages of a preview on one screen


@gates.sign_in
@require_GET
def documents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The slots in the order of the dossier; then those asked of others, and what was before."""
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    asks = {"by": request.user, "at": request.at}
    may = {slot.pk: rules.may_add_document(row, slot=slot, **asks) for slot in every(parts)}
    used = sum(document.file.size for document in parts.documents.values())
    versions = [document for document in queries.documents(row, history=True) if document.replaced_at]
    history = [(slot, [one for one in versions if one.slot_id == slot.pk]) for slot in every(parts)]
    institutions = {
        offer.centre.institution.slug: offer.centre.institution
        for offer in (calls.offers(row.programme) if parts.unasked else ())
    }
    context = {
        "slots": [slot_lines(parts, slot, bool(may[slot.pk])) for slot in parts.slots],
        "others": [other_lines(parts, slot, bool(may[slot.pk]), institutions) for slot in parts.unasked],
        "may": next((one for one in may.values() if one), next(iter(may.values()), None)),
        "used": used,
        "slimmed": queries.slimmed(parts),
        "history": [(slot, listed) for slot, listed in history if listed],
        "dossier_url": reverse("applications:dossier", args=[row.pk]),
    }
    return pieces.show(request, "documents", row, context)


def every(parts: queries.Parts) -> list[DocumentSlot]:
    return sorted([*parts.slots, *parts.unasked], key=lambda slot: slot.order)


def slot_lines(parts: queries.Parts, slot: DocumentSlot, may: bool) -> dict[str, Any]:
    """One slot as the part `_document.html` takes it."""
    row, document = parts.application, parts.documents.get(slot.pk)
    brought = slot.required and not rules.asked_for(slot, parts)
    max_mb, max_pages = rules.limits(slot, parts.programme)
    shown = {
        **samples.words_of(slot, first=queries.because(slot, row, parts.choices), brought=brought),
        "max_mb": max_mb,
        "max_pages": max_pages,
        "template_url": reverse("applications:open_template", args=[row.pk, slot.code]),
    }
    if queries.has_example(slot):
        shown["example_url"] = reverse("applications:open_example", args=[row.pk, slot.code])
    if may:
        shown["upload_url"] = reverse("applications:add_document", args=[row.pk, slot.code])
    return shown | (file_lines(document, row, may) if document else {})


def file_lines(document: Document, row: Application, may: bool) -> dict[str, Any]:
    """What is known of the file in a slot."""
    file = document.file
    shown = {
        "name": file.name,
        "url": reverse("applications:open_document", args=[row.pk, document.pk]),
        "preview_url": reverse("applications:preview_document", args=[row.pk, document.pk]),
        "bytes": file.size,
        "pages": file.pages,
        "kept_at": document.added_at,
        "dated_on": document.dated_on,
        "notes": rules.hints(document, row),
    }
    if may:
        shown["remove_url"] = reverse("applications:remove_document", args=[row.pk, document.pk])
    return shown


def other_lines(
    parts: queries.Parts, slot: DocumentSlot, may: bool, institutions: dict[str, Any]
) -> dict[str, Any]:
    """A slot that is asked of others: one may fill it before the choice that asks for it."""
    shown = slot_lines(parts, slot, may)
    spare = parts.spare.get(slot.pk)
    told = [queries.condition(slot, institutions), slot.guidance]
    shown |= {"hint": " ".join(filter(None, told)), "optional": True}
    if spare:
        shown |= file_lines(spare, parts.application, may)
        shown["notes"] = ["Kept, and not in your dossier: it is not asked of you now."]
    return shown


@gates.sign_in
@require_http_methods(["GET", "POST"])
def add_document(request: HttpRequest, pk: UUID, slot: str) -> HttpResponse:
    row = pieces.own(request, pk)
    wanted = gates.find(queries.slots(row.programme), code=slot)
    editable(request, row, rules.may_add_document(row, slot=wanted, by=request.user, at=request.at))
    day = pieces.today(row.programme.call, request.at)
    max_mb, max_pages = rules.limits(wanted, row.programme)
    form = forms.AddDocument(
        pieces.sent(request),
        request.FILES or None,
        slot=wanted,
        max_mb=max_mb,
        max_pages=max_pages,
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
            tell(request, row, document)
            return redirect("applications:documents", pk=row.pk)
    context = {"form": form, "slot": wanted, "back": reverse("applications:documents", args=[row.pk])}
    return pieces.show(request, "add_document", row, context, status=422 if form.errors else 200)


def tell(request: HttpRequest, row: Application, document: Document) -> None:
    """Received, and what should be looked at."""
    pages = document.file.pages
    told = f"Received: {document.slot.title}, {pages} page{'' if pages == 1 else 's'}."
    messages.success(request, told)
    for hint in rules.hints(document, row):
        messages.warning(request, f"{document.slot.title}: {hint}")
    if document.slim:
        limit = row.programme.max_mb
        messages.warning(
            request,
            f"Pictures are made smaller in your dossier, so that it stays within {limit} MB. "
            "Your file is kept as it came.",
        )


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
    consequences = [
        f"{found.file.name} leaves the dossier.",
        "It stays below the list of documents, where only you can read it.",
        "You can upload another file until closing.",
    ]
    context = {
        "document": found,
        "consequences": consequences,
        "back": reverse("applications:documents", args=[row.pk]),
    }
    return pieces.show(request, "remove_document", row, context)


@gates.sign_in
@require_GET
def preview_document(request: HttpRequest, pk: UUID, document: int) -> HttpResponse:
    """The pages as pictures, ten at a time: nothing of the file itself runs in the browser."""
    row = pieces.own(request, pk)
    found = gates.find(queries.documents(row, history=True), pk=document)
    pages = found.file.pages
    asked = request.GET.get("from", "")
    first = min(int(asked), pages) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    first = max(1, first - (first - 1) % AT_ONCE)
    last = min(first + AT_ONCE - 1, pages)
    context = {
        "document": found,
        "numbers": range(first, last + 1),
        "first": first,
        "last": last,
        "before": first - AT_ONCE if first > 1 else 0,
        "after": last + 1 if last < pages else 0,
        "notes": rules.hints(found, row),
        "back": reverse("applications:documents", args=[row.pk]),
    }
    return pieces.show(request, "preview_document", row, context)


@gates.sign_in
@require_GET
def draw_page(request: HttpRequest, pk: UUID, document: int, page: int) -> HttpResponse:
    """One page of a preview."""
    row = pieces.own(request, pk)
    found = gates.find(queries.documents(row, history=True), pk=document)
    if not 1 <= page <= found.file.pages:
        raise Http404
    try:
        drawn = stored.picture(found.file, page)
    except stored.Unreadable:
        raise Http404 from None
    return HttpResponse(
        drawn,
        content_type="image/webp",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


@gates.sign_in
@require_GET
def open_template(request: HttpRequest, pk: UUID, slot: str) -> HttpResponse:
    """The template that the office uploaded for a slot, else one that is made from the slot's own words."""
    wanted = gates.find(queries.slots(pieces.own(request, pk).programme), code=slot)
    if wanted.template:
        return files.serve(wanted.template)
    return pieces.pdf(queries.template(wanted, at=request.at), f"template {wanted.title}.pdf")


@gates.sign_in
@require_GET
def open_example(request: HttpRequest, pk: UUID, slot: str) -> HttpResponse:
    """The example that the office uploaded, else an invented one for the usual documents."""
    wanted = gates.find(queries.slots(pieces.own(request, pk).programme), code=slot)
    if wanted.example:
        return files.serve(wanted.example)
    if not queries.has_example(wanted):
        raise Http404
    return pieces.pdf(queries.example(wanted, at=request.at), f"example {wanted.title}.pdf")
