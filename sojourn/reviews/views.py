"""The reviewer's queue and score page; coverage and assigning for the office and the chair."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.applications import queries as applications
from sojourn.core import scoring
from sojourn.reviews import actions, forms, queries, rules
from sojourn.ui import sheets
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Everything this person has to score, with the next one at hand."""
    rows = queries.queue(request.user, request.at)
    groups = []
    for programme, found in groupby(rows, key=lambda row: row.application.programme):
        lines = [_line(row) for row in found]
        done = sum(line["state"] == "final" for line in lines)
        groups.append({"programme": programme, "rows": lines, "done": done, "total": len(lines)})
    following = next((row for row in rows if row.state != "final"), None)
    return render(request, "reviews/queue.html", {"groups": groups, "next": following and _line(following)})


def _where(programme, role: str) -> dict:
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


def sent(request: HttpRequest):
    """What was posted; None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def _line(row) -> dict:
    """One assignment in a list."""
    begin = "score" if row.declared_at else "declare"
    return {
        "assignment": row,
        "name": queries.shown_name(row.application),
        "url": reverse(f"reviews:{begin}", args=[row.pk]),
        "state": "todo" if row.state == "assigned" else row.state,
        "label": {"assigned": "To do", "scoring": "Draft", "final": "Final"}[row.state],
    }


@sign_in
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, assignment_id) -> HttpResponse:
    """Before a file opens: no conflict, or which."""
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    require(rules.may_declare(assignment, by=request.user, at=request.at))
    form = forms.Declare(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.declare(assignment, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Your conflict was noted. You will see nothing of this application.")
        return redirect("reviews:queue")
    application = assignment.application
    context = {
        "assignment": assignment,
        "application": application,
        "name": queries.shown_name(application),
        "referees": [] if application.programme.blind else applications.letters(application),
        "form": form,
        "where": _where(application.programme, "Reviewer"),
    }
    return render(request, "reviews/declare.html", context, status=422 if form.errors else 200)


@sign_in
@require_POST
def declare_none(request: HttpRequest, assignment_id) -> HttpResponse:
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    actions.declare_none(assignment, by=request.user, at=request.at)
    return redirect("reviews:score", assignment.pk)


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
    following = queries.after(assignment, request.user, request.at) if then == "next" else None
    if then == "next" and following is None:
        return redirect("reviews:queue")
    return redirect("reviews:score", following.pk if following else assignment.pk)


def _score_page(request: HttpRequest, assignment, form, *, status: int = 200, saved=None) -> HttpResponse:
    application = assignment.application
    rows = queries.queue(request.user, request.at)
    mine = [row for row in rows if row.application.programme_id == application.programme_id]
    own = queries.standing_of(assignment) if assignment.state == "final" else None
    context = {
        "assignment": assignment,
        "application": application,
        "programme": application.programme,
        "name": queries.shown_name(application),
        "form": form,
        "dossier": _dossier(application),
        "done": sum(row.state == "final" for row in mine),
        "total": len(mine),
        "following": queries.after(assignment, request.user, request.at),
        "verdict": rules.may_score(assignment, by=request.user, at=request.at),
        "reopening": rules.may_reopen(assignment, by=request.user, at=request.at),
        "colleagues": _colleagues(assignment, request),
        "own": scoring.shown(own) if own is not None else "",
        "saved": saved,
        "where": _where(application.programme, "Reviewer"),
    }
    return render(request, "reviews/score.html", context, status=status)


def _dossier(application) -> dict:
    return {
        "title": "The file",
        "url": reverse("reviews:dossier", args=[application.pk]),
        "parts": [
            {name: part[name] for name in ("title", "page", "pages", "missing", "note")}
            for part in applications.contents(application, confidential=True)
        ],
    }


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


@sign_in
@require_GET
def overview(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Numbers per programme, for the office."""
    call = find(queries.calls_covered(request.user, at=request.at), slug=call_slug)
    seen = set(queries.programmes_covered(request.user, at=request.at).values_list("pk", flat=True))
    rows = [row for row in queries.counts(call) if row[0].pk in seen]
    asked, final = (sum(row[index] for row in rows) for index in (2, 3))
    context = {"call": call, "rows": rows, "all_in": 0 < asked == final}
    return render(request, "reviews/overview.html", context)


@sign_in
@require_GET
def coverage(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """Who reviews what, and what lacks reviewers."""
    programme = _programme(request, call_slug, society_slug)
    rows = queries.coverage(programme, request.user)
    who = {"by": request.user, "at": request.at}
    context = {
        "programme": programme,
        "call": programme.call,
        "rows": rows,
        "names": queries.sees_names(request.user, programme),
        "short": sum(row.missing > 0 for row in rows),
        "finals": sum(row.finals for row in rows),
        "asked": sum(len(row.active) for row in rows),
        "closing": queries.closing(programme),
        "assigning": rules.may_assign_all(programme, **who),
        "may_close": rules.may_close(programme, **who),
        "may_open_again": rules.may_open_again(programme, **who),
        "where": _where(programme, "Committee"),
    }
    return render(request, "reviews/coverage.html", context)


@sign_in
@require_GET
def export_coverage(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The same list as a sheet; names of reviewers only for those who see them on the page."""
    programme = _programme(request, call_slug, society_slug)
    names = queries.sees_names(request.user, programme)
    rows = [
        [
            row.application.number,
            row.application.formal_name,
            "; ".join(one.reviewer.formal_name for one in row.active) if names else "",
            len(row.active),
            row.finals,
            row.missing,
        ]
        for row in queries.coverage(programme, request.user)
    ]
    heads = ["Number", "Applicant", "Reviewers", "Asked", "Final", "Too few"]
    return sheets.answer(f"reviews-{society_slug}-{call_slug}", heads, rows)


def _programme(request: HttpRequest, call_slug: str, society_slug: str):
    covered = queries.programmes_covered(request.user, at=request.at)
    return find(covered, call__slug=call_slug, society__slug=society_slug)


@sign_in
@require_http_methods(["GET", "POST"])
def assign_all(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """A dry run, then the same for real."""
    programme = _programme(request, call_slug, society_slug)
    require(rules.may_assign_all(programme, by=request.user, at=request.at))
    if request.method == "POST":
        made = actions.assign_all(programme, by=request.user, at=request.at)
        messages.success(request, f"{len(made)} review{'' if len(made) == 1 else 's'} assigned.")
        return redirect("reviews:coverage", call_slug, society_slug)
    plan = queries.plan(programme)
    context = {"programme": programme, "call": programme.call, "plan": plan, "rows": _dry_rows(plan, request)}
    return render(request, "reviews/assign_all.html", context)


def _dry_rows(plan, request: HttpRequest) -> list[dict]:
    """Who gets what; rows in conflict with the officer stay unnamed."""
    own = queries.book([request.user])
    given: dict = {}
    for application, seat in plan.pairs:
        given.setdefault(application, []).append(seat)
    rows = []
    for application in {**given, **plan.short}:
        seats = given.get(application, [])
        hidden = own.barred(request.user, application)
        extra = " (substitute)"
        names = [f"{s.user.formal_name}{extra if s.role == 'substitute' else ''}" for s in seats]
        missing = plan.short.get(application)
        rows.append(
            {
                "who": "Not shown to you" if hidden else queries.shown_name(application),
                "what": "Reviewers",
                "after": f"{len(names)} reviewers" if hidden else ", ".join(names) or "nobody new",
                "problem": f"{missing} too few: name another substitute" if missing else "",
            }
        )
    return rows


@sign_in
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, application_id) -> HttpResponse:
    """By hand."""
    application = find(queries.coverable(request.user, at=request.at), pk=application_id)
    require(rules.may_assign_all(application.programme, by=request.user, at=request.at))
    form = forms.Assign(sent(request), seats=queries.seats_for(application))
    if request.method == "POST" and form.is_valid():
        seat = form.cleaned_data["seat"]
        substitute = seat.role == "substitute"
        actions.assign(application, seat.user, substitute=substitute, by=request.user, at=request.at)
        messages.success(request, f"Assigned to {seat.user.formal_name}.")
        return _to_coverage(application.programme)
    context = {"application": application, "name": queries.shown_name(application), "form": form}
    context["programme"] = application.programme
    return render(request, "reviews/assign.html", context, status=422 if form.errors else 200)


@sign_in
@require_POST
def unassign(request: HttpRequest, assignment_id) -> HttpResponse:
    assignment = find(queries.assignments_covered(request.user, at=request.at), pk=assignment_id)
    programme = assignment.application.programme
    actions.unassign(assignment, by=request.user, at=request.at)
    messages.success(request, "The assignment was taken back.")
    return _to_coverage(programme)


@sign_in
@require_POST
def close(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = _programme(request, call_slug, society_slug)
    actions.close(programme, by=request.user, at=request.at)
    messages.success(request, "The reviews are closed; no score changes any more.")
    return _to_coverage(programme)


@sign_in
@require_POST
def open_again(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = _programme(request, call_slug, society_slug)
    actions.open_again(programme, by=request.user, at=request.at)
    messages.success(request, "The reviews are open again.")
    return _to_coverage(programme)


def _to_coverage(programme) -> HttpResponse:
    return redirect("reviews:coverage", programme.call.slug, programme.society.slug)
