"""The chair's ranking, its signatures and its sheet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.applications import queries as applications
from sojourn.calls.queries import deciding as calls
from sojourn.reviews import queries as reviews
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.models import Panel
from sojourn.ui import sheets
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """One page of the ranking with its forms: suggested by the mean, decided by the committee."""
    programme = led(request, call_slug, society_slug)
    panel = queries.panel_of(programme)
    reasons = calls.decision_reasons(programme)
    if request.method == "GET":
        shown = queries.listing(programme, request.user, at=request.at, **asked(request))
        pairs = forms.row_forms(shown.lines, reasons=reasons)
        return _ranking_page(request, programme, panel, pairs, shown=shown)
    panel = panel or actions.open_panel(programme, by=request.user, at=request.at)
    lines = queries.lines_of(programme, request.user, forms.rows_in(request.POST), at=request.at)
    pairs = forms.row_forms(lines, request.POST, reasons=reasons)
    if not all(form.is_valid() for _, form in pairs if form is not None):
        return _ranking_page(request, programme, panel, pairs, status=422)
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
        return _ranking_page(request, programme, panel, pairs, status=409, stale=True)
    messages.success(request, "The draft of the ranking was saved.")
    return redirect(request.get_full_path())


def asked(request: HttpRequest) -> dict[str, str]:
    """Order, filter, words and page as the address says."""
    given = {name: request.GET.get(name, "") for name in ("show", "sort", "page")}
    return given | {"words": request.GET.get("q", "")}


@sign_in
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, call_slug: str, society_slug: str, application_id) -> HttpResponse:
    """The committee on a borderline eligibility."""
    programme = led(request, call_slug, society_slug)
    application = find(queries.before(programme, request.user), pk=application_id)
    back = reverse("selection:ranking", args=[call_slug, society_slug])
    verdict = rules.may_judge(application, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the ranking")
    ruling = queries.rulings(programme).get(application.pk)
    begun = {"eligible": "yes" if ruling.eligible else "no", "reason": ruling.reason} if ruling else {}
    form = forms.Judge(sent(request), initial=begun)
    if request.method == "POST" and form.is_valid():
        actions.judge(application, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "The committee's decision on the eligibility was kept.")
        return redirect(back)
    context = {
        "programme": programme,
        "call": programme.call,
        "name": reviews.shown_name(application),
        "findings": queries.eligibility_lines(application, at=request.at),
        "note": applications.without_names(application, application.office_note)
        if programme.blind
        else application.office_note,
        "form": form,
        "back": back,
        "where": where(programme, "Chair" if queries.is_chair(request.user, programme) else "Office"),
    }
    return render(request, "selection/judge.html", context, status=422 if form.errors else 200)


@sign_in
@require_GET
def export_ranking(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The ranking as this person sees it, as a sheet."""
    programme = led(request, call_slug, society_slug)
    rows = []
    for line in queries.every_line(programme, request.user, at=request.at):
        tally, decision = line.tally, line.decision
        told = (
            [decision.get_outcome_display(), line.position, decision.reason] if decision else ["", None, ""]
        )
        name = "" if programme.blind else line.application.formal_name
        scores = [tally.mean, tally.number, tally.spread, tally.rank]
        calibrated = [tally.calibrated, tally.error, tally.rank_calibrated]
        rows.append([line.application.number, name, *scores, *calibrated, *told])
    heads = ["Number", "Applicant", "Mean", "Reviews", "Spread", "Rank"]
    heads += ["Calibrated", "Standard error", "Calibrated rank", "Decision", "Place", "Reason"]
    return sheets.answer(f"ranking-{society_slug}-{call_slug}", heads, rows)


def led(request: HttpRequest, call_slug: str, society_slug: str):
    rows = queries.panels_shared(request.user, at=request.at)
    return find(rows, call__slug=call_slug, society__slug=society_slug)


def _ranking_page(request, programme, panel, pairs, *, shown=None, status: int = 200, stale: bool = False):
    who = {"by": request.user, "at": request.at}
    chairs = queries.is_chair(request.user, programme)
    vice = not chairs and queries.deputises(request.user, programme)
    # nobody's page tells whether somebody else has begun
    begun = panel is not None
    panel = panel or Panel(programme=programme)
    is_open = not begun or bool(rules.may_decide(panel, **who))
    signs = chairs and panel.state == "open" and (begun or bool(pairs))
    context = {
        "programme": programme,
        "call": programme.call,
        "panel": panel,
        "pairs": [(row, form, printed(row)) for row, form in pairs],
        "shown": shown,
        "editable": is_open and any(form is not None for _, form in pairs),
        "chairs": chairs,
        "opens": chairs or vice,
        "undone": reviews.open_reviews(programme, request.user),
        "version": queries.version_of(panel, request.user),
        "signing": rules.may_sign(panel, **who) if signs else None,
        "reopening": rules.may_reopen(panel, **who) if panel.state == "signed" else None,
        "stale": stale,
        "where": where(programme, "Chair" if chairs else "Vice chair" if vice else "Office"),
        **filters(request, programme),
    }
    return render(request, "selection/decide.html", context, status=status)


def filters(request: HttpRequest, programme) -> dict:
    """The form above a ranking, and the heads by which it is sorted."""
    given = asked(request)
    options = list(queries.SHOWS.items())
    sorts = [
        {"name": name, "label": label, "falling": falling}
        for name, (label, _, falling) in queries.SORTS.items()
        if not (programme.blind and name == "name")
    ]
    return {
        "words": given["words"],
        "selects": [{"name": "show", "label": "Show", "value": given["show"], "options": options}],
        "sorts": sorts,
        "sorted": given["sort"] if given["sort"] in queries.SORTS else "place",
        "clear": request.path if given["words"] or given["show"] else "",
    }


def printed(line, names: dict | None = None, lo: float = 1, hi: float = 5) -> dict:
    """One line as a page prints it."""
    tally = line.tally
    scores = tally.scores
    return {
        "name": reviews.shown_name(line.application),
        "mean": figure(tally.mean),
        "number": tally.number,
        "spread": figure(tally.spread),
        "calibrated": figure(tally.calibrated),
        "error": figure(tally.error),
        "change": tally.change,
        "by": abs(tally.change),
        "scores": [value for _, value in scores],
        "names": [((names or {}).get(key, ""), figure(value)) for key, value in scores],
    }


def figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


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
    programme = led(request, call_slug, society_slug)
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
    rows = queries.every_line(programme, request.user, at=request.at)
    context = {
        "programme": programme,
        "call": programme.call,
        "rows": [(row, printed(row)) for row in rows],
        "ranked": sum(row.decision is not None and row.decision.outcome == "ranked" for row in rows),
        "places": programme.places or 0,
        "back": back,
        "where": where(programme, "Chair"),
    }
    return render(request, "selection/sign.html", context)


@sign_in
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = led(request, call_slug, society_slug)
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
    programme = led(request, call_slug, society_slug)
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
