"""An appeal against a result, its answer, and the consent to the public list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.applications import queries as applications
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.panels import sent, where
from sojourn.ui.gates import find, require, sign_in


def _result(request: HttpRequest, application_id: Any) -> Any:
    """The own result; before the release nobody has one, and the page does not exist."""
    application = find(applications.mine(request.user).exclude(state="draft"), pk=application_id)
    result = queries.result_for(application, at=request.at)
    if result is None:
        raise Http404
    return result


@sign_in
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, application_id: Any) -> HttpResponse:
    result = _result(request, application_id)
    require(rules.may_appeal(result, by=request.user, at=request.at))
    form = forms.Appeal(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.appeal(result, text=form.cleaned_data["text"], by=request.user, at=request.at)
        messages.success(request, "Your appeal was filed. The office answers in writing.")
        return redirect("selection:result", application_id)
    programme = result.application.programme
    context = {
        "application": result.application,
        "programme": programme,
        "call": programme.call,
        "form": form,
        "until": queries.appeal_until(result),
        "where": where(programme, "Applicant"),
    }
    return render(request, "selection/appeal.html", context, status=422 if form.errors else 200)


@sign_in
@require_POST
def list_name(request: HttpRequest, application_id: Any) -> HttpResponse:
    result = _result(request, application_id)
    agreed = request.POST.get("agreed") == "yes"
    actions.list_name(result, agreed=agreed, by=request.user, at=request.at)
    messages.success(request, "Your name may be listed." if agreed else "Your name is no longer listed.")
    return redirect("selection:result", application_id)


@sign_in
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """The office's list."""
    if not queries.answers_appeals(request.user):
        raise Http404
    rows = queries.appeals_of(request.user, at=request.at).order_by("answered_at", "filed_at")
    return render(request, "selection/appeals.html", {"appeals": list(rows)})


@sign_in
@require_http_methods(["GET", "POST"])
def answer_appeal(request: HttpRequest, appeal_id: Any) -> HttpResponse:
    row = find(queries.appeals_of(request.user, at=request.at), pk=appeal_id)
    verdict = rules.may_answer_appeal(row, by=request.user, at=request.at)
    form = forms.AnswerAppeal(sent(request))
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            actions.answer_appeal(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Your answer was sent.")
            return redirect("selection:appeals")
    programme = row.result.application.programme
    context = {
        "appeal": row,
        "programme": programme,
        "call": programme.call,
        "form": form,
        "verdict": verdict,
    }
    return render(request, "selection/answer_appeal.html", context, status=422 if form.errors else 200)
