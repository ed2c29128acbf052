"""The programme's own questions, and the files that answer some of them."""

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
from sojourn.calls import queries as calls
from sojourn.documents import actions as files
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.ui import gates


@gates.sign_in
@require_http_methods(["GET", "POST"])
def answer_questions(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = pieces.own(request, pk)
    listed = list(calls.own_questions(row.programme))
    if not listed:
        raise Http404
    known = _files(row, listed)

    def make(data: Any, **more: Any) -> forms.AnswerQuestions:
        return forms.AnswerQuestions(data, questions=listed, files=known, **more)

    def leads(further: str) -> str:
        code = further.partition(":")[2]
        if code not in known:
            raise Http404
        return reverse("applications:answer_file", args=[row.pk, code])

    return section(
        request,
        row,
        "answer_questions",
        make,
        actions.answer_questions,
        name="questions",
        initial=initial_of(row, "questions"),
        leads=leads,
        max_mb=row.programme.max_mb,
    )


def _files(row: Application, listed: list[Any]) -> dict[str, dict[str, str]]:
    answers = {one.question_id: one for one in queries.file_answers(row)}
    found = {}
    for question in listed:
        if question.kind == "file":
            one = answers.get(question.pk)
            found[question.code] = {
                "name": one.file.name if one else "",
                "open_url": reverse("applications:open_answer", args=[row.pk, question.code]) if one else "",
                "remove_url": reverse("applications:remove_answer", args=[row.pk, question.code])
                if one
                else "",
            }
    return found


@gates.sign_in
@require_http_methods(["GET", "POST"])
def answer_file(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    row = pieces.own(request, pk)
    editable(request, row, rules.may_answer_file(row, by=request.user, at=request.at))
    question = gates.find(calls.own_questions(row.programme), code=code, kind="file")
    form = forms.AnswerFile(
        pieces.sent(request), request.FILES or None, label=question.label, max_mb=row.programme.max_mb
    )
    back = reverse("applications:answer_questions", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_file(
                row, question, upload=form.cleaned_data["file"], by=request.user, at=request.at
            )
        except RefusedFile as refused:
            form.add_error("file", refused)
        else:
            messages.success(request, f"Received: {question.label}")
            return redirect(back)
    context = {"form": form, "question": question, "back": back}
    return pieces.show(request, "answer_file", row, context, status=422 if form.errors else 200)


@gates.sign_in
@require_GET
def open_answer(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """The file of an answer, for its owner and, after closing, for the office."""
    row = gates.find(queries.visible_to(request.user, at=request.at), pk=pk)
    found = gates.find(queries.file_answers(row), question__code=code)
    actions.open_file(row, code, by=request.user, at=request.at)
    return files.serve(found.file)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def remove_answer(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    row = pieces.own(request, pk)
    editable(request, row, rules.may_remove_answer(row, by=request.user, at=request.at))
    found = gates.find(queries.file_answers(row), question__code=code)
    back = reverse("applications:answer_questions", args=[row.pk])
    if request.method == "POST":
        actions.remove_answer(row, found.question, by=request.user, at=request.at)
        messages.success(request, f"Removed: {found.file.name}.")
        return redirect(back)
    context = {
        "answer": found,
        "consequences": [
            f"{found.file.name} leaves your answers.",
            "You can upload another file until closing.",
        ],
        "back": back,
    }
    return pieces.show(request, "remove_answer", row, context)
