"""What a blind committee will not see, and the upload of the copies that it reads instead."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Document
from sojourn.applications.views import lists, pieces
from sojourn.documents import actions as files
from sojourn.documents.rules import Refused
from sojourn.ui import gates

PAGE = 50


@gates.sign_in
@require_GET
def copies(request: HttpRequest, call: str, society: str) -> HttpResponse:
    """Documents of a blind programme that reviewers do not see, because nobody has made a copy yet."""
    programme = lists.found_programme(request, call, society)
    back = reverse("applications:office_list", args=[call, society])
    verdict = rules.may_look(programme, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to the list")
    mine = queries.for_office(request.user, at=request.at).filter(programme=programme)
    page = Paginator(queries.uncopied(mine, at=request.at), PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "call": programme.call,
        "page": page,
        "back": back,
        "where": pieces.where(programme, "Office"),
    }
    return render(request, "applications/copies.html", context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def redact(request: HttpRequest, pk: UUID, document: int) -> HttpResponse:
    row, back = _document(request, pk, document)
    verdict = rules.may_redact(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=back, next_verb="Back to the application")
    max_mb, _ = rules.limits(row.slot, row.application.programme)
    asked = request.method == "POST"
    form = forms.Redact(request.POST if asked else None, request.FILES if asked else None, max_mb=max_mb)
    if asked and form.is_valid():
        try:
            upload, looked = form.cleaned_data["file"], form.cleaned_data["looked"]
            actions.redact(row, upload, looked=looked, by=request.user, at=request.at)
        except actions.NamesLeft as left:
            form.add_error("file", left)
            form.ask_whether_looked()
        except Refused as refused:
            form.add_error("file", refused)
        else:
            messages.success(request, "Copy kept. Reviewers read it instead of the document.")
            return redirect(back)
    context = {
        "application": row.application,
        "document": row,
        "form": form,
        "back": back,
        "where": pieces.where(row.application.programme, "Office"),
        "crumbs": lists.crumbs(row.application),
    }
    return render(request, "applications/redact.html", context, status=422 if form.errors else 200)


@gates.sign_in
@require_POST
def unredact(request: HttpRequest, pk: UUID, document: int) -> HttpResponse:
    row, back = _document(request, pk, document)
    actions.unredact(row, by=request.user, at=request.at)
    messages.success(request, "Copy taken away. Reviewers see nothing of this document now.")
    return redirect(back)


@gates.sign_in
@require_GET
def open_copy(request: HttpRequest, pk: UUID, document: int) -> HttpResponse:
    """The office looks at what reviewers read."""
    row, _ = _document(request, pk, document)
    if row.redacted is None:
        raise Http404
    actions.open_file(row.application, f"copy of {row.slot.title}", by=request.user, at=request.at)
    return files.serve(row.redacted)


def _document(request: HttpRequest, pk: UUID, document: int) -> tuple[Document, str]:
    application = lists.found_application(request, pk)
    row = gates.find(queries.documents(application), pk=document)
    row.application = application
    return row, reverse("applications:office_page", args=[pk]) + "#reviewers-read"
