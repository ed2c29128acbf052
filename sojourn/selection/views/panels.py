"""The chair's ranking, its signatures and its sheet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.calls.queries import deciding as calls
from sojourn.core import scoring
from sojourn.reviews import queries as reviews
from sojourn.selection import actions, forms, queries, rules
from sojourn.ui import sheets
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The ranking table: suggested by the mean, decided by the committee."""
    programme = _led(request, call_slug, society_slug)
    panel = queries.panel_of(programme)
    rows = queries.ranking(programme, request.user, at=request.at)
    reasons = calls.decision_reasons(programme)
    if request.method == "GET":
        return _ranking_page(request, programme, panel, rows, forms.row_forms(rows, reasons=reasons))
    panel = panel or actions.open_panel(programme, by=request.user, at=request.at)
    pairs = forms.row_forms(rows, request.POST, reasons=reasons)
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
