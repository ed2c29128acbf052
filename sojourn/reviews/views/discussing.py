"""Discussion of an application, shared training cases, and the switch for single keys."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.reviews import actions, forms, queries, rules
from sojourn.reviews.views.files import picture
from sojourn.reviews.views.queue import sent, where
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def discuss(request: HttpRequest, application_id) -> HttpResponse:
    """What was said of an application, with who can see it beside the box."""
    application = find(queries.discussed(request.user, at=request.at), pk=application_id)
    may = rules.may_remark(application, by=request.user, at=request.at)
    form = forms.Remark(sent(request))
    if request.method == "POST":
        require(may)
        if form.is_valid():
            actions.remark(application, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Said.")
            return redirect("reviews:discuss", application.pk)
    context = {
        "application": application,
        "programme": application.programme,
        "name": queries.shown_name(application),
        "remarks": queries.remarks(application, request.user, at=request.at),
        "may": may,
        "form": form,
        "where": where(application.programme, "Reviewer"),
    }
    return render(request, "reviews/discuss.html", context, status=422 if form.errors else 200)


@sign_in
@require_http_methods(["GET", "POST"])
def train(request: HttpRequest, case_id: int) -> HttpResponse:
    """Score a shared case; then see how the committee scored it."""
    case = find(queries.cases_for(request.user, request.at), pk=case_id)
    done = queries.training_of(case, request.user)
    criteria = queries.criteria_of(case.programme)
    form = forms.Train(sent(request), criteria=criteria)
    if request.method == "POST":
        require(rules.may_train(case, by=request.user, at=request.at))
        if form.is_valid():
            actions.train(case, form.values(), by=request.user, at=request.at)
            messages.success(request, "Your answer stands. Below is how the committee scored the case.")
            return redirect("reviews:train", case.pk)
    lines, scored, expected = queries.compared(case, request.user) if done else ([], 0, 0)
    left = queries.training_left(case.programme, request.user)
    context = {
        "case": case,
        "programme": case.programme,
        "done": done,
        "form": form,
        "lines": [
            {
                "title": line.criterion.title,
                "own": line.own,
                "reference": case.reference.get(line.criterion.code),
                "levels": ", ".join(map(str, line.levels)),
                "names": line.names,
            }
            for line in lines
        ],
        "referred": done and bool(case.reference),
        "pages": [
            {"number": number, "url": reverse("reviews:case_page", args=[case.pk, number])}
            for number in range(1, (case.file.pages if case.file else 0) + 1)
        ],
        "scored": scored,
        "expected": expected,
        "following": next((one for one in left if one.pk != case.pk), None),
        "where": where(case.programme, "Reviewer"),
    }
    return render(request, "reviews/train.html", context, status=422 if form.errors else 200)


@sign_in
@require_safe
def case_page(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """One page of a case's file as a picture, as pages of real files are shown."""
    case = find(queries.cases_for(request.user, request.at), pk=case_id)
    return picture(case.file, number)


@sign_in
@require_POST
def set_keys(request: HttpRequest) -> HttpResponse:
    """Switch single keys on or off for oneself."""
    on = request.POST.get("keys") == "on"
    actions.set_keys(request.user, on=on, at=request.at)
    messages.success(request, "Single keys are on." if on else "Single keys are off.")
    assignment = queries.mine(request.user, request.at).filter(pk=_key(request)).first()
    return redirect("reviews:score", assignment.pk) if assignment else redirect("reviews:queue")


def _key(request: HttpRequest):
    form = forms.Where(request.POST)
    return form.cleaned_data.get("assignment") if form.is_valid() else None
