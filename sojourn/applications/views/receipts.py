"""The receipt: on screen, as a PDF, and checked later by whoever holds it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sojourn.applications import forms, queries, rules
from sojourn.applications.views import pieces
from sojourn.ui import gates


@gates.sign_in
@require_GET
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The newest receipt, and those before it."""
    row = pieces.own(request, pk)
    listed = list(queries.receipts(row))
    if not listed:
        raise Http404
    last = listed[0]
    last.application = row
    context = {
        "receipt": last,
        "real_at": last.real_at if request.rehearsal.shifted else None,
        "earlier": listed[1:],
        "copy_url": reverse("applications:receipt_copy", args=[row.pk, last.pk]),
        "check_url": queries.check_address(last),
        "editable": rules.may_edit(row, by=request.user, at=request.at),
        "awaited": [
            letter
            for letter in queries.letters(row)
            if letter.state in ("named", "asked", "bounced", "opened")
        ],
        "letters_due": queries.letters_due(row.programme),
    }
    return pieces.show(request, "receipt", row, context)


@gates.sign_in
@require_GET
def receipt_copy(request: HttpRequest, pk: UUID, receipt: int) -> HttpResponse:
    """One of the receipts as a PDF to keep."""
    row = pieces.own(request, pk)
    found = gates.find(queries.receipts(row), pk=receipt)
    found.application = row
    return pieces.pdf(queries.receipt_copy(found), f"receipt {found.number}.pdf")


@require_GET
def check_receipt(request: HttpRequest) -> HttpResponse:
    """Whether a number and a mark belong together: what a receipt proves, and nothing about the person."""
    asked = "number" in request.GET or "mark" in request.GET
    form = forms.CheckReceipt(request.GET if asked else None)
    found, answered = None, False
    if asked and form.is_valid():
        found = queries.given(form.cleaned_data["number"], form.cleaned_data["mark"])
        answered = True
    same = None
    if found is not None and found.lost is not None:
        parts = queries.parts(found.receipt.application)
        same = rules.mark(parts) == found.receipt.sha256
    context = {"form": form, "found": found, "answered": answered, "same": same}
    return render(request, "applications/check_receipt.html", context, status=422 if form.errors else 200)
