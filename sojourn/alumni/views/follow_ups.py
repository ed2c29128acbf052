"""Years later: a page of two minutes for the former fellow, and the office's list of questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sojourn.alumni import actions, forms, queries, rules
from sojourn.alumni.models import FollowUp
from sojourn.post import queries as post
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@BOTH
def answer_follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    row = gates.find(queries.own(request.user), pk=follow_up_id)
    verdict = rules.may_answer_follow_up(row, by=request.user, at=request.at)
    gates.require(verdict, next_url=reverse("desks:home"), next_verb="Your desk")
    return _answered(request, row, by=request.user)


@BOTH
def answer_by_link(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    link = post.invited(request, queries.FOLLOW_UP_DOOR, invitation_id)
    row = gates.find(queries.behind(link))
    if not rules.may_answer_follow_up(row, by=link, at=request.at):
        return render(request, "alumni/answered.html", {"row": row})
    return _answered(request, row, by=link)


def _answered(request: HttpRequest, row: FollowUp, *, by: Any) -> HttpResponse:
    stop = "stop" in request.POST
    asked = queries.questions(row.years)
    form = forms.AnswerFollowUp(None if stop else request.POST or None, questions=asked)
    if request.method == "POST" and stop:
        actions.stop_follow_ups(row, by=by, at=request.at)
        return render(request, "alumni/answered.html", {"row": row})
    if request.method == "POST" and form.is_valid():
        actions.answer_follow_up(row, form.values(), by=by, at=request.at)
        return render(request, "alumni/answered.html", {"row": row})
    context = {"form": form, "row": row, "application": row.placement.award.application}
    return render(request, "alumni/answer_follow_up.html", context, status=422 if form.errors else 200)


# --- the office ---


@gates.sign_in
@BOTH
def follow_ups(request: HttpRequest) -> HttpResponse:
    """What is asked, how many answered, and messages that were reported; the button begins with the usual."""
    gates.require(rules.may_keep_questions(by=request.user, at=request.at))
    if request.method == "POST":
        made = actions.begin_questions(by=request.user, at=request.at)
        if made:
            messages.success(request, f"{len(made)} questions are in use.")
        return redirect("alumni:follow_ups")
    context = {
        "questions": queries.questions(),
        "rates": queries.rates(),
        "reported": queries.reported(request.user),
    }
    return render(request, "alumni/follow_ups.html", context)


@gates.sign_in
@BOTH
def add_question(request: HttpRequest) -> HttpResponse:
    gates.require(rules.may_keep_questions(by=request.user, at=request.at))
    form = forms.AddQuestion(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_question(form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "The question is in use.")
        return redirect("alumni:follow_ups")
    context = {"form": form, "back": reverse("alumni:follow_ups")}
    return render(request, "alumni/add_question.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def retire_question(request: HttpRequest, question_id: int) -> HttpResponse:
    gates.require(rules.may_keep_questions(by=request.user, at=request.at))
    row = gates.find(queries.in_use(), pk=question_id)
    if request.method == "POST":
        actions.retire_question(row, by=request.user, at=request.at)
        messages.success(request, "The question is asked no more.")
        return redirect("alumni:follow_ups")
    consequences = ["Nobody is asked this any more.", "What was answered stays in the statistics."]
    context = {"question": row, "consequences": consequences, "back": reverse("alumni:follow_ups")}
    return render(request, "alumni/retire_question.html", context)
