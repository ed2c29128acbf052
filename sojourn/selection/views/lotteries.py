"""The commitment before the lottery, its seed, and the applicant's own proof."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import queries as applications
from sojourn.calls import queries as calls
from sojourn.core import seals
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.panels import sent
from sojourn.selection.views.pieces import call_of
from sojourn.ui.gates import find, require, sign_in


@require_GET
def lottery(request: HttpRequest, call_slug: str) -> HttpResponse:
    """What is published about the lottery, for everybody: roots, event, result. It names nobody."""
    call = find(calls.public(), slug=call_slug)
    context = {"call": call, "commitments": queries.commitments(call), "seed": queries.seed_text(call)}
    return render(request, "selection/lottery.html", context)


@sign_in
@require_http_methods(["GET", "POST"])
def commit(request: HttpRequest, call_slug: str) -> HttpResponse:
    return _done(request, call_slug, "commit", forms.Commit, "The root is published.")


@sign_in
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, call_slug: str) -> HttpResponse:
    return _done(request, call_slug, "draw", forms.Draw, "The seed is drawn.")


def _done(request: HttpRequest, call_slug: str, verb: str, make, done: str) -> HttpResponse:
    call = call_of(request, call_slug)
    back = reverse("selection:proof", args=[call_slug])
    verdict = getattr(rules, f"may_{verb}")(call, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the proof")
    form = make(sent(request))
    if request.method == "POST" and form.is_valid():
        getattr(actions, verb)(call, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, done)
        return redirect(back)
    context = {"call": call, "form": form, "back": back, "commitment": queries.commitment_of(call)}
    return render(request, f"selection/{verb}.html", context, status=422 if form.errors else 200)


@sign_in
@require_GET
def outcome(request: HttpRequest, call_slug: str) -> HttpResponse:
    """The exact result of the match as a file, for `python -m sojourn verify`: pseudonyms only."""
    live = queries.live_match(call_of(request, call_slug))
    if live is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="result-{call_slug}.json"'}
    return HttpResponse(seals.canonical(live.result), content_type="application/json", headers=headers)


@sign_in
@require_GET
def own_proof(request: HttpRequest, application_id) -> HttpResponse:
    """After the release: what the applicant needs to check the own leaf against the published root."""
    application = find(applications.mine(request.user).exclude(state="draft"), pk=application_id)
    result = queries.result_for(application, at=request.at)
    found = queries.own_proof(result.release.match, application) if result else None
    if found is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="proof-{application.number}.json"'}
    return JsonResponse(found, json_dumps_params={"indent": 1}, headers=headers)
