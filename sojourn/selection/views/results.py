"""What an applicant reads."""

from django.http import Http404, HttpRequest, HttpResponse
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
        "where": where(programme, "Applicant"),
    }
    if found is None:
        context["recalled"] = queries.recalled_release(programme.call, request.at)
    else:
        context |= {
            "kind": queries.kind_of(found, application),
            "matched": queries.was_matched(application),
            "appeal": queries.appeal_against(found),
            "appealing": rules.may_appeal(found, by=request.user, at=request.at),
            "appeal_until": queries.appeal_until(found),
            "listing": queries.may_list(found),
            "listed": queries.listing_of(application),
            "wording": actions.WORDING,
        }
    return render(request, "selection/result.html", context)


@sign_in
@require_GET
def check_own(request: HttpRequest, application_id) -> HttpResponse:
    """After the release: what went into the match about oneself, and that it is what was fixed before."""
    application = find(applications.mine(request.user).exclude(state="draft"), pk=application_id)
    found = queries.result_for(application, at=request.at)
    if found is None or not queries.was_matched(application):
        raise Http404
    context = {
        "application": application,
        "call": application.programme.call,
        "own": queries.own_check(found.release.match, application),
        "structure": queries.classification(found.release.match),
        "seed": queries.seed_text(application.programme.call),
        "where": where(application.programme, "Applicant"),
    }
    return render(request, "selection/check_own.html", context)
