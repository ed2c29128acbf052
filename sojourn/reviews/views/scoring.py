"""The file and the form side by side."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.applications import queries as applications
from sojourn.core import scoring
from sojourn.reviews import actions, forms, queries, rules, states
from sojourn.reviews.views.queue import sent, where
from sojourn.ui.gates import find, require, sign_in

AUTOSAVE = "X-Sojourn-Autosave"


@sign_in
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, assignment_id) -> HttpResponse:
    """File left, form right; saving goes on to the next, or makes final."""
    assignment = find(queries.mine(request.user, request.at).prefetch_related("scores"), pk=assignment_id)
    verdict = rules.may_read(assignment, by=request.user, at=request.at)
    if verdict.code == "undeclared":
        return redirect("reviews:declare", assignment.pk)
    require(verdict)
    criteria = queries.criteria_of(assignment.application.programme)
    if request.method == "GET":
        form = forms.Score(initial=forms.score_initial(assignment), criteria=criteria)
        return _score_page(request, assignment, form)
    if request.headers.get(AUTOSAVE):
        return _autosave(request, assignment, forms.Score(request.POST, criteria=criteria))
    form = forms.Score(request.POST, criteria=criteria)
    if not form.is_valid():
        return _score_page(request, assignment, form, status=422)
    try:
        version = form.cleaned_data["version"]
        actions.score(assignment, form.values(), version=version, by=request.user, at=request.at)
    except actions.Stale as stale:
        _with_version(form, stale.assignment.version)
        return _score_page(request, assignment, form, status=409, saved=stale.assignment)
    return _after_saving(request, assignment, form)


def _autosave(request: HttpRequest, assignment, form) -> JsonResponse:
    """Saves in passing; the answer carries the version that the next save must name."""
    verdict = rules.may_score(assignment, by=request.user, at=request.at)
    if not verdict:
        return JsonResponse({"reason": verdict.reason}, status=403)
    if not form.is_valid():
        return JsonResponse({"reason": "something on the page is not right yet."}, status=422)
    try:
        version = form.cleaned_data["version"]
        actions.score(assignment, form.values(), version=version, by=request.user, at=request.at)
    except actions.Stale:
        return JsonResponse({"reason": "this review was saved in another tab."}, status=409)
    return JsonResponse({"seen": assignment.version, "word": "Draft saved"})


def _with_version(form, version: int) -> None:
    """What is typed stays on the page, to be saved over the version that is there now."""
    form.data = form.data.copy()
    form.data["version"] = version


def _after_saving(request: HttpRequest, assignment, form) -> HttpResponse:
    then = request.POST.get("then", "stay")
    if then == "finish":
        verdict = rules.may_finish(assignment, by=request.user, at=request.at)
        if verdict.code == "incomplete":
            form.ask_for({one.pk for one in queries.missing_scores(assignment)})
            _with_version(form, assignment.version)
            return _score_page(request, assignment, form, status=422)
        actions.finish(assignment, by=request.user, at=request.at)
        messages.success(request, "Your review is final.")
        return redirect("reviews:score", assignment.pk)
    messages.success(request, "Saved.")
    if then != "next":
        return redirect("reviews:score", assignment.pk)
    following = queries.way(assignment, request.user, request.at).following
    return redirect("reviews:score", following) if following else redirect("reviews:queue")


def _score_page(request: HttpRequest, assignment, form, *, status: int = 200, saved=None) -> HttpResponse:
    application = assignment.application
    actions.looked(application, by=request.user, at=request.at)
    own = queries.standing_of(assignment) if assignment.state == "final" else None
    who = {"by": request.user, "at": request.at}
    verdict = rules.may_score(assignment, **who)
    # who has not answered sees no discussion, whatever else she is
    seen = rules.NOT_FINAL if assignment.state in states.OPEN else rules.may_discuss(application, **who)
    context = {
        "assignment": assignment,
        "application": application,
        "programme": application.programme,
        "name": queries.shown_name(application),
        "form": form,
        "way": queries.way(assignment, request.user, request.at),
        "keys": queries.uses_keys(request.user),
        "file": queries.shown_file(application, at=request.at),
        "abstaining": rules.may_abstain(assignment, scoring=verdict, **who),
        "remarks": queries.remarks(application, request.user, at=request.at, seen=bool(seen)),
        "discussing": seen,
        "training": queries.training_left(application.programme, request.user),
        "verdict": verdict,
        "reopening": assignment.state in states.ANSWERED and rules.may_reopen(assignment, **who),
        "colleagues": _colleagues(assignment, request),
        "own": scoring.shown(own) if own is not None else "",
        "saved": saved,
        "where": where(application.programme, "Reviewer"),
    }
    return render(request, "reviews/score.html", context, status=status)


@sign_in
@require_http_methods(["GET", "POST"])
def abstain(request: HttpRequest, assignment_id) -> HttpResponse:
    """No score, with a reason; then on to the next."""
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    require(rules.may_abstain(assignment, by=request.user, at=request.at))
    form = forms.Abstain(sent(request))
    if request.method == "POST" and form.is_valid():
        following = queries.way(assignment, request.user, request.at).following
        actions.abstain(assignment, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "You abstained. The chair reads your reason.")
        return redirect("reviews:score", following) if following else redirect("reviews:queue")
    context = {
        "assignment": assignment,
        "name": queries.shown_name(assignment.application),
        "form": form,
        "where": where(assignment.application.programme, "Reviewer"),
    }
    return render(request, "reviews/abstain.html", context, status=422 if form.errors else 200)


@sign_in
@require_POST
def finish_ready(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Every complete draft of a programme becomes final at once."""
    rows = queries.mine(request.user, request.at).filter(application__programme=programme_id)
    programme = find(rows, pk=rows.values("pk")[:1]).application.programme
    number = actions.finish_ready(programme, by=request.user, at=request.at)
    messages.success(request, f"{number} review{'' if number == 1 else 's'} final.")
    return redirect("reviews:queue")


def _colleagues(assignment, request: HttpRequest) -> list[dict]:
    found = queries.colleagues(assignment, request.user, at=request.at)
    return [
        {
            "name": row.reviewer.formal_name,
            "comment": row.comment,
            "total": scoring.shown(queries.standing_of(row)),
            "scores": [
                (one.criterion.title, one.value)
                for one in sorted(row.scores.all(), key=lambda each: each.criterion.order)
            ],
        }
        for row in found
    ]


@sign_in
@require_POST
def finish(request: HttpRequest, assignment_id) -> HttpResponse:
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    actions.finish(assignment, by=request.user, at=request.at)
    messages.success(request, "Your review is final.")
    return redirect("reviews:score", assignment.pk)


@sign_in
@require_POST
def reopen(request: HttpRequest, assignment_id) -> HttpResponse:
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    actions.reopen(assignment, by=request.user, at=request.at)
    messages.success(request, "Your review is open again.")
    return redirect("reviews:score", assignment.pk)


@sign_in
@require_GET
def dossier(request: HttpRequest, application_id) -> HttpResponse:
    """The committee's file; who took it is remembered."""
    application = find(queries.readable(request.user, at=request.at), pk=application_id)
    content = applications.dossier_for_committee(application, at=request.at)
    actions.opened(application, by=request.user, at=request.at)
    name = f"dossier-{application.number or application.pk}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )
