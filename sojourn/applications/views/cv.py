"""The structured CV: its parts, each a section; and ORCID's record looked through before it is taken over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.views import pieces
from sojourn.applications.views.saving import editable, initial_of, section
from sojourn.core import cvs, orcid
from sojourn.ui import gates


@gates.sign_in
@require_GET
def cv(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The parts of the CV with what they hold."""
    row = pieces.own(request, pk)
    may = rules.may_edit_cv(row, by=request.user, at=request.at)
    typed = {draft.section for draft in queries.parts(row).drafts}
    parts = [
        {
            "title": part.title,
            "url": reverse("applications:edit_cv", args=[row.pk, kind]),
            "lines": [
                {"span": cvs.span(line), "words": cvs.words(kind, line), "detail": line.get("detail", "")}
                for line in cvs.ordered(kind, filter(None, row.cv.get(kind, [])))
            ],
            "typed": f"cv-{kind}" in typed,
            "look": row.carried.get("look", {}).get(f"cv-{kind}", []),
        }
        for kind, part in cvs.PARTS.items()
    ]
    context = {"parts": parts, "may": may, "orcid": row.cv.get("orcid", "")}
    return pieces.show(request, "cv", row, context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_cv(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    row = pieces.own(request, pk)
    part = cvs.PARTS.get(kind)
    if part is None:
        raise Http404
    name = f"cv-{kind}"
    draft = queries.draft(row, name)
    held = max(len(row.cv.get(kind, [])), int(draft.typed.get("lines") or 0) if draft else 0)
    wanted = request.GET.get("lines", "")
    more = int(wanted) if wanted.isascii() and wanted.isdigit() else 0
    number = min(max(held, more, 1), cvs.MOST)
    here = reverse("applications:edit_cv", args=[row.pk, kind])

    def make(data: Any, **more: Any) -> forms.EditCv:
        return forms.EditCv(data, part=part, number=number, **more)

    def save(row: Application, values: dict[str, Any], **who: Any) -> Application:
        return actions.edit_cv(row, kind, values["lines"], **who)

    def leads(further: str) -> str:
        sent = request.POST.get("lines", "")
        last = int(sent) if sent.isascii() and sent.isdigit() else number
        return f"{here}?lines={min(last + 1, cvs.MOST)}#line-{min(last + 1, cvs.MOST)}"

    return section(
        request,
        row,
        "edit_cv",
        make,
        save,
        name=name,
        initial=initial_of(row, name),
        here=here,
        then=reverse("applications:cv", args=[row.pk]),
        back=reverse("applications:cv", args=[row.pk]),
        leads=leads,
        part=part,
    )


@gates.sign_in
@require_http_methods(["GET", "POST"])
def import_orcid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the file; it is read and shown, and nothing is taken over yet."""
    row = pieces.own(request, pk)
    editable(request, row, rules.may_import_orcid(row, by=request.user, at=request.at))
    form = forms.ImportOrcid(pieces.sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            record = orcid.read(form.cleaned_data["file"].read())
        except orcid.Unreadable as wrong:
            form.add_error("file", str(wrong))
        else:
            actions.keep_orcid(row, record, by=request.user, at=request.at)
            return redirect("applications:take_orcid", pk=row.pk)
    context = {"form": form, "back": reverse("applications:cv", args=[row.pk])}
    return pieces.show(request, "import_orcid", row, context, status=422 if form.errors else 200)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def take_orcid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The preview: each line that was read, ticked unless the CV has it; only what stays ticked is taken."""
    row = pieces.own(request, pk)
    editable(request, row, rules.may_take_orcid(row, by=request.user, at=request.at))
    record = queries.orcid_record(row)
    if record is None:
        return redirect("applications:import_orcid", pk=row.pk)
    if request.method == "POST":
        if "discard" in request.POST:
            actions.drop_orcid(row, by=request.user, at=request.at)
            messages.success(request, "Nothing was taken over.")
            return redirect("applications:cv", pk=row.pk)
        wanted = {int(one) for one in request.POST.getlist("take") if one.isascii() and one.isdigit()}
        taken = actions.take_orcid(row, wanted, by=request.user, at=request.at)
        lines = f"{taken} line{'' if taken == 1 else 's'}"
        messages.success(request, f"Taken over from ORCID: {lines}. Look through your CV.")
        return redirect("applications:cv", pk=row.pk)
    context = {"record": record, "groups": _groups(row, record)}
    return pieces.show(request, "take_orcid", row, context)


def _groups(row: Application, record: orcid.Record) -> list[dict[str, Any]]:
    found = []
    for kind, part in cvs.PARTS.items():
        lines = []
        for index, (of, line) in enumerate(record.lines):
            if of == kind:
                known = any(cvs.alike(kind, line, other) for other in row.cv.get(kind, []))
                lines.append(
                    {"index": index, "span": cvs.span(line), "words": cvs.words(kind, line), "known": known}
                )
        if lines:
            found.append({"title": part.title, "lines": lines})
    return found
