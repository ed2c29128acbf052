"""What an applicant reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sojourn.applications import queries as applications
from sojourn.selection import queries
from sojourn.selection.views.panels import where
from sojourn.ui.gates import find, sign_in


@sign_in
@require_GET
def result(request: HttpRequest, application_id) -> HttpResponse:
    """Before the release the same page for everybody; after it the outcome with its reason."""
    application = find(applications.mine(request.user).exclude(state="draft"), pk=application_id)
    programme = application.programme
    result = queries.result_for(application, at=request.at)
    context = {
        "application": application,
        "programme": programme,
        "call": programme.call,
        "result": result,
        "proof": result is not None and queries.drawn(programme.call),
        "where": where(programme, "Applicant"),
    }
    return render(request, "selection/result.html", context)
