"""The match in the room."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.core import seals
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.pieces import call_of, confirmed, with_reason
from sojourn.ui.gates import sign_in


@sign_in
@require_GET
def match(request: HttpRequest, call_slug: str) -> HttpResponse:
    """From signed rankings to the release: where the one match stands."""
    call = call_of(request, call_slug)
    live = queries.live_match(call)
    who = {"by": request.user, "at": request.at}
    context = {
        "call": call,
        "match": live,
        "programmes": queries.progress(call, live),
        "running": rules.may_run(call, **who),
        "release": queries.live_release(call),
    }
    if live is not None:
        context |= _match_page(live, who)
    return render(request, "selection/match.html", context)


def _match_page(live, who: dict) -> dict:
    awards = queries.awards_of(live)
    links = Counter((row.programme.society.acronym, offer.centre.institution.city) for row, offer in awards)
    nominations = queries.nominations_of(live)
    return {
        "structure": queries.classification(live),
        "awards": awards,
        "links": [(one, other, number) for (one, other), number in sorted(links.items())],
        "unmatched": queries.unmatched(live),
        "nominations": nominations,
        "accepted": sum(row.state == "accepted" for row in nominations),
        "asking": rules.may_ask_centres(live, **who),
        "discarding": rules.may_discard(live, **who),
        "digest": live.instance_sha256,
    }


@sign_in
@require_GET
def instance(request: HttpRequest, call_slug: str) -> HttpResponse:
    """The exact input of the match as a file: pseudonyms only, to be replayed by anyone who is given it."""
    live = queries.live_match(call_of(request, call_slug))
    if live is None:
        raise Http404
    name = f"match-{call_slug}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(seals.canonical(live.instance), content_type="application/json", headers=headers)


@sign_in
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, call_slug: str) -> HttpResponse:
    call = call_of(request, call_slug)
    verdict = rules.may_run(call, by=request.user, at=request.at)
    try:
        return confirmed(
            request,
            call,
            verdict,
            lambda: actions.run(call, by=request.user, at=request.at),
            "The match was run, and an independent program came to the same result.",
            "selection/run.html",
            {"programmes": queries.progress(call, None), "seed": queries.seed_text(call)},
        )
    except actions.Disagreement as disagreement:
        context = {"call": call, "faults": disagreement.faults}
        return render(request, "selection/run.html", context, status=409)


@sign_in
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, call_slug: str) -> HttpResponse:
    return with_reason(
        request,
        call_slug,
        forms.Discard,
        "discard",
        queries.live_match,
        "The run was discarded.",
        told=lambda match: {"asked": sum(row.asked_at is not None for row in queries.nominations_of(match))},
    )
