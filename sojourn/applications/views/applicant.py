"""The applicant's pages: begin, task list, answers, dossier, submit, receipt, withdraw."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.views import pieces
from sojourn.calls import queries as calls
from sojourn.documents import actions as files
from sojourn.ui import gates, times

STANDS = {
    "draft": "Not submitted",
    "submitted": "Submitted",
    "returned": "The office asks for something",
    "eligible": "Goes to the evaluation committee",
    "borderline": "Goes to the evaluation committee, which also decides about a borderline rule",
    "barred": "Does not meet the rules",
    "incomplete": "Something is missing",
    "withdrawn": "Withdrawn",
}


@gates.sign_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Every application of this person."""
    longer = calls.extensions_of(request.user)
    rows = [
        (row, STANDS[row.state], longer.get(row.programme_id) or row.programme.call)
        for row in queries.mine(request.user)
    ]
    return render(request, "applications/mine.html", {"rows": rows})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, call: str, society: str) -> HttpResponse:
    """One button; a second programme in the same call is refused with the reason."""
    programme = calls.programme(call, society)
    if programme is None:
        raise Http404
    own = queries.own(request.user, programme)
    if own is not None:
        return redirect(pieces.page_of(own))
    verdict = rules.may_begin(programme, by=request.user, at=request.at)
    other = verdict.facts.get("other")
    next_url = pieces.page_of(other) if other else reverse("applications:mine")
    gates.require(
        verdict, next_url=next_url, next_verb="Open your application" if other else "Your applications"
    )
    if request.method == "POST":
        row = actions.begin(programme, by=request.user, at=request.at)
        messages.success(request, "Your application is begun. Everything is saved as you go.")
        return redirect(pieces.page_of(row))
    context = {
        "programme": programme,
        "call": programme.call,
        "slots": calls.slots(programme),
        "where": pieces.where(programme, "Applicant"),
    }
    return render(request, "applications/begin.html", context)


@gates.sign_in
@require_GET
def application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The task list, and after submitting where the application stands."""
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    found = rules.gaps(parts, at=request.at)
    editable = rules.may_edit(row, by=request.user, at=request.at)
    answers_taken = row.state == "returned" and rules.returns.waits(row, at=request.at)
    if row.state == "returned":
        lines = pieces.asked_tasks(parts, found) if answers_taken else []
    else:
        lines = pieces.tasks(parts, found, editable=bool(editable))
    shown = row.state in ("eligible", "borderline", "barred", "incomplete")
    context = {
        "parts": parts,
        "tasks": lines,
        "done": sum(line["state"] == "done" for line in lines),
        "missing": rules.missing(found),
        "editable": editable,
        "longer": queries.closing(row) > row.programme.call.closes_at,
        "stands": STANDS[row.state],
        "findings": pieces.rule_lines(parts, at=request.at) if shown else [],
        "may_withdraw": rules.may_withdraw(row, by=request.user, at=request.at),
        "may_reinstate": rules.may_reinstate(row, by=request.user, at=request.at),
        "answers_taken": answers_taken,
        "letters_due": queries.letters_due(parts.programme),
        "awaited": [letter for letter in parts.letters if letter.state in ("asked", "bounced", "opened")],
        "last": queries.receipts(row).first() if row.number else None,
        "earlier": queries.earlier(row) if row.state == "draft" else None,
    }
    return pieces.show(request, "application", row, context)


@gates.sign_in
@require_GET
def answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that was entered, to read."""
    row = pieces.own(request, pk)
    parts = queries.parts(row)
    context = {"sections": pieces.answer_lines(parts), "dossier": _dossier(parts)}
    return pieces.show(request, "answers", row, context)


def _dossier(parts: queries.Parts) -> dict:
    listed = queries.contents(parts.application, confidential=False, known=parts)
    return {
        "title": "Your dossier",
        "url": reverse("applications:dossier", args=[parts.application.pk]),
        "parts": [
            {name: line[name] for name in ("title", "page", "pages", "missing", "note")} for line in listed
        ],
    }


@gates.sign_in
@require_GET
def dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The assembled PDF, for its owner and, after closing, for the office; letters are never in it."""
    row = gates.find(queries.visible_to(request.user, at=request.at), pk=pk)
    try:
        made = queries.dossier(row, confidential=False, at=request.at)
    except queries.TooLarge as error:
        return pieces.show(request, "_too_large", row, {"reason": str(error)}, status=422)
    actions.open_file(row, "dossier", by=request.user, at=request.at)
    return pieces.pdf(made, f"{row.number or 'draft'} {row.programme.society.acronym}.pdf")


@gates.sign_in
@require_GET
def open_document(request: HttpRequest, pk: UUID, document: int) -> HttpResponse:
    """One uploaded file, for its owner and, after closing, for the office."""
    row = gates.find(queries.visible_to(request.user, at=request.at), pk=pk)
    own = row.applicant_id == request.user.pk
    found = gates.find(queries.documents(row, history=own), pk=document)
    actions.open_file(row, found.slot.code, by=request.user, at=request.at)
    return files.serve(found.file)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check your answers; then the one button that counts."""
    row = pieces.own(request, pk)
    if row.state == "submitted":
        return redirect("applications:receipt", pk=row.pk)
    if row.state == "returned":
        return redirect("applications:answer", pk=row.pk)
    refusal = None
    if request.method == "POST":
        try:
            actions.submit(row, by=request.user, at=request.at)
        except gates.Refused as refused:  # the page below says all that is missing
            refusal = refused
        else:
            return redirect("applications:receipt", pk=row.pk)
    parts = queries.parts(row)
    found = rules.gaps(parts, at=request.at)
    gates.require(
        rules.may_edit(row, by=request.user, at=request.at),
        next_url=pieces.page_of(row),
        next_verb="Back to your application",
    )
    verdict = rules.may_submit(row, by=request.user, at=request.at, found=found)
    if refusal and verdict:
        raise refusal
    context = {
        "sections": pieces.answer_lines(parts, change=True),
        "dossier": _dossier(parts),
        "blocking": [pieces.leading(row, gap) for gap in rules.missing(found)],
        "warnings": [pieces.leading(row, gap) for gap in found if not gap.blocks],
        "findings": pieces.rule_lines(parts, at=request.at),
        "verdict": verdict,
    }
    return pieces.show(request, "submit", row, context, status=422 if request.method == "POST" else 200)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second step of withdrawing; the first is the link that leads here."""
    row = pieces.own(request, pk)
    gates.require(
        rules.may_withdraw(row, by=request.user, at=request.at),
        next_url=pieces.page_of(row),
        next_verb="Back to your application",
    )
    form = forms.Withdraw(pieces.sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.withdraw(row, reason=reason, by=request.user, at=request.at)
        messages.success(request, "Your application is withdrawn.")
        return redirect(pieces.page_of(row))
    until = times.instant(queries.closing(row), row.programme.call.zone)
    consequences = [
        "Nobody will read this application, and it takes no part in the selection.",
        "Referees who were asked are told that no letter is needed.",
        f"You can bring it back as it is until {until}, or begin another one in this call instead.",
        "After that it cannot be brought back.",
    ]
    context = {"form": form, "consequences": consequences, "back": pieces.page_of(row)}
    return pieces.show(request, "withdraw", row, context, status=422 if form.errors else 200)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def reinstate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo a withdrawal."""
    row = pieces.own(request, pk)
    verdict = rules.may_reinstate(row, by=request.user, at=request.at)
    other = verdict.facts.get("other")
    gates.require(
        verdict,
        next_url=pieces.page_of(other or row),
        next_verb="Open your other application" if other else "Back to your application",
    )
    if request.method == "POST":
        actions.reinstate(row, by=request.user, at=request.at)
        said = "submitted as it was" if row.number else "a draft, not submitted"
        messages.success(request, f"Your application is back: {said}.")
        return redirect(pieces.page_of(row))
    until = times.instant(queries.closing(row), row.programme.call.zone)
    consequences = [
        "It is submitted again, as it was."
        if row.number
        else "It is a draft again, with all that you had entered; it is not submitted.",
        "Referees who were asked and have not written get a new link.",
        f"You can change it until {until}.",
    ]
    context = {"consequences": consequences, "back": pieces.page_of(row)}
    return pieces.show(request, "reinstate", row, context)
