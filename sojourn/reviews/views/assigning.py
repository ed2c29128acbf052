"""Who gets what: all at once after a dry run, or one by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.reviews import actions, forms, queries, rules
from sojourn.reviews.views.pieces import programme_covered, to_coverage
from sojourn.reviews.views.queue import sent
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def assign_all(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """A dry run, then the same for real."""
    programme = programme_covered(request, call_slug, society_slug)
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
        return to_coverage(application.programme)
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
    return to_coverage(programme)
