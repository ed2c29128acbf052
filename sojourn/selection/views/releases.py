"""Results are prepared, dropped and published."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.pieces import call_of, with_reason
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, call_slug: str) -> HttpResponse:
    return with_reason(
        request, call_slug, forms.Drop, "drop", queries.live_release, "The release was taken back."
    )


@sign_in
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Every check in the open; then the first of two signatures."""
    call = call_of(request, call_slug)
    live = queries.live_match(call)
    if live is None:
        raise Http404
    verdict = rules.may_prepare(live, by=request.user, at=request.at)
    if request.method == "POST":
        require(verdict)
        actions.prepare(live, by=request.user, at=request.at)
        messages.success(request, "The release was prepared. A second person signs and publishes it.")
        return redirect("selection:match", call.slug)
    made = queries.lines(live)
    context = {
        "call": call,
        "checks": queries.checks(live),
        "verdict": verdict,
        "counts": queries.outcome_counts(made),
        "release": queries.live_release(call),
    }
    return render(request, "selection/prepare.html", context)


@sign_in
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, call_slug: str) -> HttpResponse:
    """The second person: looks, then confirms."""
    release = find(queries.releases_to_sign(request.user), call__slug=call_slug)
    who = {"by": request.user, "at": request.at}
    verdict = rules.may_publish(release, **who)
    if request.method == "POST":
        actions.publish(release, **who)
        messages.success(request, "The results are published.")
        return redirect("selection:publish", call_slug)
    context = {"call": release.call, "release": release, "verdict": verdict}
    if release.state == "prepared":
        made = queries.lines(release.match)
        context |= {
            "checks": queries.checks(release.match),
            "counts": queries.outcome_counts(made),
            "confirming": "confirm" in request.GET and bool(verdict),
            "letters": sum(queries.outcome_totals(made).values()),
        }
    return render(request, "selection/publish.html", context)
