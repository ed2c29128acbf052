"""What an applicant reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sojourn.applications import queries as applications
from sojourn.selection import actions, queries, rules
from sojourn.selection.views.panels import where
from sojourn.ui.gates import find, sign_in


@sign_in
@require_GET
def result(request: HttpRequest, application_id) -> HttpResponse:
    """Before the release the same page for everybody; after it the outcome with its reason."""
    application = find(applications.mine(request.user).exclude(state="draft"), pk=application_id)
    programme = application.programme
    found = queries.result_for(application, at=request.at)
    context = {
        "application": application,
        "programme": programme,
        "call": programme.call,
        "result": found,
        "proof": found is not None and queries.drawn(programme.call),
        "where": where(programme, "Applicant"),
    }
    if found is None:
        context["recalled"] = queries.recalled_release(programme.call, request.at)
    else:
        context |= {
            "appeal": queries.appeal_against(found),
            "appealing": rules.may_appeal(found, by=request.user, at=request.at),
            "appeal_until": queries.appeal_until(found),
            "listing": queries.may_list(found),
            "listed": queries.listing_of(application),
            "wording": actions.WORDING,
        }
    return render(request, "selection/result.html", context)
