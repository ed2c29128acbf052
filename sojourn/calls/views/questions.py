"""The questions of a programme, made in the browser before the call opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.calls import actions, forms, queries, rules
from sojourn.calls.models import Question
from sojourn.calls.views import rows
from sojourn.ui import gates

FIELDS = (
    "version", "label", "help", "kind", "required", "words", "lowest", "highest",
    "depends_on", "depends_how", "depends_value",
)  # fmt: skip


@gates.sign_in
@require_safe
def questions(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    """In the order in which they are asked, each with its condition in words."""
    row = rows.programme(request, slug, society)
    listed = list(queries.own_questions(row))
    labels = {question.code: question.label for question in listed}
    may = rules.may_edit_programme(row, by=request.user, at=request.at)
    lines = [
        {
            "question": question,
            "condition": queries.condition_words(question, labels),
            "may_up": bool(may) and bool(_may_move(request, question, up=True)),
            "may_down": bool(may) and bool(_may_move(request, question, up=False)),
        }
        for question in listed
    ]
    if lines:
        lines[0]["may_up"] = lines[-1]["may_down"] = False
    return render(request, "calls/questions.html", rows.context(row) | {"lines": lines, "may": may})


def _may_move(request: HttpRequest, question: Question, *, up: bool) -> Any:
    return rules.may_move_question(question, up=up, by=request.user, at=request.at)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def add_question(request: HttpRequest, slug: str, society: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    back = rows.back(row, "questions")
    gates.require(
        rules.may_add_question(row, by=request.user, at=request.at), next_url=back, next_verb="The questions"
    )
    form = forms.AddQuestion(request.POST or None, earlier=queries.own_questions(row))
    if request.method == "POST" and form.is_valid():
        actions.add_question(row, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Question added.")
        return redirect(back)
    return rows.form(request, "calls/add_question.html", row, form, back=back)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def edit_question(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    back = rows.back(row, "questions")
    gates.require(
        rules.may_edit_question(row, by=request.user, at=request.at), next_url=back, next_verb="The questions"
    )
    listed = list(queries.own_questions(row))
    question = gates.find(queries.own_questions(row), code=code)
    earlier = listed[: [one.code for one in listed].index(code)]
    later = [one for one in listed if one.depends_on == code]
    form = forms.EditQuestion(request.POST or None, initial=_initial(question), earlier=earlier, later=later)
    context: dict[str, Any] = {"question": question}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_question(question, form.cleaned_data, by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            kept = _initial(overtaken.kept)
            return rows.overtaken(request, "calls/edit_question.html", row, form, kept, back=back, **context)
        messages.success(request, "Question saved.")
        return redirect(back)
    return rows.form(request, "calls/edit_question.html", row, form, back=back, **context)


@gates.sign_in
@require_POST
def move_question(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    question = gates.find(queries.own_questions(row), code=code)
    up = request.POST.get("direction") != "down"
    gates.require(
        _may_move(request, question, up=up), next_url=rows.back(row, "questions"), next_verb="The questions"
    )
    actions.move_question(question, up=up, by=request.user, at=request.at)
    return redirect(rows.back(row, "questions"))


@gates.sign_in
@require_http_methods(["GET", "POST"])
def remove_question(request: HttpRequest, slug: str, society: str, code: str) -> HttpResponse:
    row = rows.programme(request, slug, society)
    question = gates.find(queries.own_questions(row), code=code)
    back = rows.back(row, "questions")
    gates.require(
        rules.may_remove_question(question, by=request.user, at=request.at),
        next_url=back,
        next_verb="The questions",
    )
    if request.method == "POST":
        actions.remove_question(question, by=request.user, at=request.at)
        messages.success(request, "Question removed.")
        return redirect(back)
    context = {"question": question, "consequences": ["Applicants will not be asked it."], "back": back}
    return render(request, "calls/remove_question.html", rows.context(row) | context)


def _initial(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in FIELDS} | {"choices": "\n".join(question.choices)}
