"""The chair's ranking, the office's match and release, the centre's answer, the applicant's result."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import queries as applications
from sojourn.centres import queries as centres
from sojourn.core import scoring, seals
from sojourn.post import queries as post
from sojourn.reviews import queries as reviews
from sojourn.selection import actions, forms, queries, rules
from sojourn.ui import sheets
from sojourn.ui.gates import find, require, sign_in

# --- the chair ---


@sign_in
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The ranking table: suggested by the mean, decided by the committee."""
    programme = _led(request, call_slug, society_slug)
    panel = queries.panel_of(programme)
    rows = queries.ranking(programme, request.user, at=request.at)
    if request.method == "GET":
        return _ranking_page(request, programme, panel, rows, forms.row_forms(rows))
    panel = panel or actions.open_panel(programme, by=request.user, at=request.at)
    pairs = forms.row_forms(rows, request.POST)
    if not all(form.is_valid() for _, form in pairs if form is not None):
        return _ranking_page(request, programme, panel, rows, pairs, status=422)
    decisions = [form.decision(row.application) for row, form in pairs if form is not None]
    try:
        actions.decide(
            panel,
            [one for one in decisions if one],
            version=int(request.POST.get("version") or 0) or None,
            by=request.user,
            at=request.at,
        )
    except actions.Stale:
        panel = queries.panel_of(programme)
        return _ranking_page(request, programme, panel, rows, pairs, status=409, stale=True)
    messages.success(request, "The draft of the ranking was saved.")
    return redirect("selection:decide", call_slug, society_slug)


@sign_in
@require_GET
def export_ranking(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The ranking as this person sees it, as a sheet."""
    programme = _led(request, call_slug, society_slug)
    rows = []
    for row in queries.ranking(programme, request.user, at=request.at):
        standing, decision = row.standing, row.decision
        mean = float(standing.mean) if standing and standing.mean is not None else None
        told = [decision.get_outcome_display(), row.position, decision.reason] if decision else ["", None, ""]
        name = row.application.formal_name
        rows.append([row.application.number, name, mean, standing.number if standing else 0, *told])
    heads = ["Number", "Applicant", "Mean", "Reviews", "Decision", "Place", "Reason"]
    return sheets.answer(f"ranking-{society_slug}-{call_slug}", heads, rows)


def _led(request: HttpRequest, call_slug: str, society_slug: str):
    led = queries.panels_led(request.user, at=request.at)
    return find(led, call__slug=call_slug, society__slug=society_slug)


def _ranking_page(request, programme, panel, rows, pairs, *, status: int = 200, stale: bool = False):
    who = {"by": request.user, "at": request.at}
    chairs = queries.is_chair(request.user, programme)
    is_open = panel is None or panel.state == "open"
    chair_todo, office_todo = queries.open_decisions(programme)
    criteria = reviews.criteria_of(programme)
    context = {
        "programme": programme,
        "call": programme.call,
        "panel": panel,
        "pairs": [(row, form, _shown(row)) for row, form in pairs],
        "editable": is_open and any(form is not None for _, form in pairs),
        "chairs": chairs,
        "lo": criteria[0].lowest if criteria else 1,
        "hi": criteria[0].highest if criteria else 5,
        "todo": chair_todo if chairs else office_todo,
        "undone": reviews.open_reviews(programme),
        "signing": rules.may_sign(panel, **who) if panel and chairs and is_open else None,
        "reopening": rules.may_reopen(panel, **who) if panel and not is_open else None,
        "stale": stale,
        "where": where(programme, "Chair" if chairs else "Office"),
    }
    return render(request, "selection/decide.html", context, status=status)


def _shown(row) -> dict:
    """The scores of one row as the page prints them."""
    standing = row.standing
    if standing is None:
        return {"mean": "", "number": 0, "spread": "", "scores": [], "names": []}
    return {
        "mean": scoring.shown(standing.mean),
        "number": standing.number,
        "spread": scoring.shown(standing.spread) if standing.number > 1 else "",
        "scores": [float(value) for _, value in standing.scores],
        "names": [(who.formal_name, scoring.shown(value)) for who, value in standing.scores],
    }


def sent(request: HttpRequest):
    """What was posted; None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def where(programme, role: str) -> dict:
    """The line in the header."""
    society = programme.society
    return {
        "call": {"title": programme.call.name, "url": ""},
        "society": {
            "acronym": society.acronym,
            "name": society.name,
            "url": "",
            "accent": society.accent,
        },
        "role": role,
        "zone": programme.call.zone,
    }


@sign_in
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The second step: what the signature means."""
    programme = _led(request, call_slug, society_slug)
    panel = queries.panel_of(programme)
    if panel is None:
        raise Http404
    back = reverse("selection:decide", args=[call_slug, society_slug])
    require(
        rules.may_sign(panel, by=request.user, at=request.at), next_url=back, next_verb="Back to the ranking"
    )
    if request.method == "POST":
        actions.sign(panel, by=request.user, at=request.at)
        messages.success(request, "You signed the ranking.")
        return redirect(back)
    rows = queries.ranking(programme, request.user, at=request.at)
    context = {
        "programme": programme,
        "call": programme.call,
        "rows": [(row, _shown(row)) for row in rows],
        "ranked": sum(row.decision is not None and row.decision.outcome == "ranked" for row in rows),
        "back": back,
        "where": where(programme, "Chair"),
    }
    return render(request, "selection/sign.html", context)


@sign_in
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = _led(request, call_slug, society_slug)
    panel = queries.panel_of(programme)
    if panel is None:
        raise Http404
    require(rules.may_reopen(panel, by=request.user, at=request.at))
    form = forms.Reopen(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.reopen(panel, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "The ranking is open again; it has to be signed anew.")
        return redirect("selection:decide", call_slug, society_slug)
    context = {
        "programme": programme,
        "call": programme.call,
        "form": form,
        "where": where(programme, "Chair"),
    }
    return render(request, "selection/reopen.html", context, status=422 if form.errors else 200)


@sign_in
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The chair reads the part of the own society before the release."""
    programme = _led(request, call_slug, society_slug)
    match = queries.live_match(programme.call)
    if match is None or not queries.is_chair(request.user, programme):
        raise Http404
    require(rules.may_read(match, programme, by=request.user, at=request.at))
    if request.method == "POST":
        actions.read(match, programme, by=request.user, at=request.at)
        messages.success(request, "The office now knows that you have read it.")
        return redirect("selection:read", call_slug, society_slug)
    context = {
        "programme": programme,
        "call": programme.call,
        "match": match,
        "rows": queries.part_of(match, programme, request.user),
        "reading": queries.readings(match).get(programme.pk),
        "where": where(programme, "Chair"),
    }
    return render(request, "selection/read.html", context)


# --- the federation's office ---


def _call(request: HttpRequest, call_slug: str):
    return find(queries.calls_of_office(request.user, at=request.at), slug=call_slug)


@sign_in
@require_GET
def match(request: HttpRequest, call_slug: str) -> HttpResponse:
    """From signed rankings to the release: where the one match stands."""
    call = _call(request, call_slug)
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
    live = queries.live_match(_call(request, call_slug))
    if live is None:
        raise Http404
    name = f"match-{call_slug}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(seals.canonical(live.instance), content_type="application/json", headers=headers)


def _confirmed(request, call, verdict, act, done: str, template: str, context: dict) -> HttpResponse:
    """Two steps: the page says what happens, the button does it."""
    require(verdict, next_url=reverse("selection:match", args=[call.slug]), next_verb="Back to the match")
    if request.method == "POST":
        act()
        messages.success(request, done)
        return redirect("selection:match", call.slug)
    return render(request, template, {"call": call, **context})


@sign_in
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, call_slug: str) -> HttpResponse:
    call = _call(request, call_slug)
    verdict = rules.may_run(call, by=request.user, at=request.at)
    try:
        return _confirmed(
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
    return _with_reason(
        request, call_slug, forms.Discard, "discard", queries.live_match, "The run was discarded."
    )


@sign_in
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, call_slug: str) -> HttpResponse:
    return _with_reason(
        request, call_slug, forms.Drop, "drop", queries.live_release, "The release was taken back."
    )


def _with_reason(request, call_slug, make, verb: str, find_thing, done: str) -> HttpResponse:
    call = _call(request, call_slug)
    thing = find_thing(call)
    if thing is None:
        raise Http404
    require(getattr(rules, f"may_{verb}")(thing, by=request.user, at=request.at))
    form = make(sent(request))
    if request.method == "POST" and form.is_valid():
        getattr(actions, verb)(thing, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, done)
        return redirect("selection:match", call_slug)
    context = {"call": call, "form": form}
    return render(request, f"selection/{verb}.html", context, status=422 if form.errors else 200)


@sign_in
@require_http_methods(["GET", "POST"])
def ask_centres(request: HttpRequest, call_slug: str) -> HttpResponse:
    call = _call(request, call_slug)
    live = queries.live_match(call)
    if live is None:
        raise Http404
    return _confirmed(
        request,
        call,
        rules.may_ask_centres(live, by=request.user, at=request.at),
        lambda: actions.ask_centres(live, by=request.user, at=request.at),
        "The centres were asked in confidence.",
        "selection/ask_centres.html",
        {"awards": queries.awards_of(live)},
    )


@sign_in
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Every check in the open; then the first of two signatures."""
    call = _call(request, call_slug)
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


# --- the centre ---


@sign_in
@require_http_methods(["GET", "POST"])
def nomination(request: HttpRequest, nomination_id) -> HttpResponse:
    """For a coordinator who is signed in."""
    row = find(queries.nominations(request.user), pk=nomination_id)
    return _answer(request, row, by=request.user)


@never_cache
@require_http_methods(["GET", "POST"])
def answer_nomination(request: HttpRequest, invitation_id) -> HttpResponse:
    """For whoever holds the mailed link."""
    invitation = post.invited(request, "selection:answer_nomination", invitation_id)
    row = queries.nomination_behind(invitation)
    if row is None:
        raise Http404
    return _answer(request, row, by=invitation)


def _answer(request: HttpRequest, row, *, by) -> HttpResponse:
    """Yes with a tutor, or no with the reason."""
    answer = request.POST.get("answer", "")
    tutors = centres.tutors(row.offer.centre).filter(active=True)
    accept = forms.AcceptNomination(request.POST if answer == "accept" else None, tutors=tutors)
    decline = forms.DeclineNomination(request.POST if answer == "decline" else None)
    if request.method == "POST":
        if accept.is_valid():
            actions.accept_nomination(row, tutor=accept.cleaned_data["tutor"], by=by, at=request.at)
            messages.success(request, "Thank you. Your answer was kept.")
            return redirect(request.path)
        if decline.is_valid():
            actions.decline_nomination(row, **decline.cleaned_data, by=by, at=request.at)
            messages.success(request, "Thank you. Another centre is asked.")
            return redirect(request.path)
    context = {
        "nomination": row,
        "application": row.application,
        "programme": row.application.programme,
        "call": row.application.programme.call,
        "institution": row.offer.centre.institution,
        "accept": accept,
        "decline": decline,
        "where": where(row.application.programme, "Host centre"),
    }
    status = 422 if accept.errors or decline.errors else 200
    return render(request, "selection/nomination.html", context, status=status)


# --- the applicant ---


@sign_in
@require_GET
def result(request: HttpRequest, application_id) -> HttpResponse:
    """Before the release the same page for everybody; after it the outcome with its reason."""
    application = find(applications.mine(request.user).exclude(state="draft"), pk=application_id)
    programme = application.programme
    context = {
        "application": application,
        "programme": programme,
        "call": programme.call,
        "result": queries.result_for(application, at=request.at),
        "where": where(programme, "Applicant"),
    }
    return render(request, "selection/result.html", context)
