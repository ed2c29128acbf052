"""A reviewer says whether there is a conflict, before the file opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.applications import queries as applications
from sojourn.reviews import actions, forms, queries, rules
from sojourn.reviews.views.queue import sent, where
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, assignment_id) -> HttpResponse:
    """Before a file opens: no conflict, or which."""
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    require(rules.may_declare(assignment, by=request.user, at=request.at))
    form = forms.Declare(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.declare(assignment, **form.cleaned_data, by=request.user, at=request.at)
        if queries.mine(request.user, request.at).filter(pk=assignment.pk).exists():
            messages.success(request, "Your conflict was noted and told to the chair. You may still review.")
            return redirect("reviews:declare", assignment.pk)
        messages.success(request, "Your conflict was noted. You will see nothing of this application.")
        return redirect("reviews:queue")
    application = assignment.application
    context = {
        "assignment": assignment,
        "application": application,
        "name": queries.shown_name(application),
        "referees": [] if application.programme.blind else applications.letters(application),
        "form": form,
        "where": where(application.programme, "Reviewer"),
    }
    return render(request, "reviews/declare.html", context, status=422 if form.errors else 200)


@sign_in
@require_POST
def declare_none(request: HttpRequest, assignment_id) -> HttpResponse:
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    actions.declare_none(assignment, by=request.user, at=request.at)
    return redirect("reviews:score", assignment.pk)
