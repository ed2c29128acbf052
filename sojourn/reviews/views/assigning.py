"""Who gets what: all at once after a dry run, or one by hand; handed back, limited, taken over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.reviews import actions, forms, queries, rules
from sojourn.reviews.views.pieces import programme_covered, to_coverage
from sojourn.reviews.views.queue import sent, where
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def assign_all(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """A dry run, then exactly that; where the facts have changed meanwhile, the plan is shown anew."""
    programme = programme_covered(request, call_slug, society_slug)
    require(rules.may_assign_all(programme, by=request.user, at=request.at))
    late = []
    if rules.may_release(programme, by=request.user, at=request.at):
        late = queries.late_reviewers(programme, request.user)
    together = queries.together(programme)
    form = forms.AssignAll(sent(request) or request.GET or {}, late=late, together=together)
    told = form.told()
    plan = queries.plan(programme, request.user, **told)
    if request.method == "POST" and request.POST.get("shown", plan.digest) == plan.digest:
        made = actions.assign_all(programme, **told, shown=plan.digest, by=request.user, at=request.at)
        messages.success(request, f"{len(made)} review{'' if len(made) == 1 else 's'} assigned.")
        return redirect("reviews:coverage", call_slug, society_slug)
    changed = request.method == "POST"
    fields = [("shown", plan.digest), ("way", told["way"]), *(("late", key) for key in told["late"])]
    context = {
        "programme": programme,
        "call": programme.call,
        "plan": plan,
        "rows": _dry_rows(plan),
        "loads": _loads(plan),
        "form": form,
        "asks": bool(form.fields),
        "fields": fields,
        "changed": rules.CHANGED.reason if changed else "",
        "where": where(programme, "Committee"),
    }
    return render(request, "reviews/assign_all.html", context, status=409 if changed else 200)


def _dry_rows(plan: queries.Plan) -> list[dict]:
    """Who gets what; what is in conflict with the reader is no part of the plan."""
    given: dict = {}
    for application, seat in plan.pairs:
        given.setdefault(application, []).append(seat)
    rows = []
    for application in {**given, **plan.short}:
        seats = given.get(application, [])
        extra = " (substitute)"
        names = [f"{s.user.formal_name}{extra if s.role == 'substitute' else ''}" for s in seats]
        missing = plan.short.get(application)
        before = plan.kept.get(application.pk, 0)
        rows.append(
            {
                "who": queries.shown_name(application),
                "what": "Reviewers",
                "before": f"{before} reviewer{'' if before == 1 else 's'}" if before else "",
                "after": ", ".join(names) or "nobody new",
                "problem": f"{missing} too few: name another substitute" if missing else "",
            }
        )
    return rows


def _loads(plan: queries.Plan) -> list[dict]:
    """Each seat's files as a line of the picture."""
    highest = max((number for _, number, _ in plan.loads), default=0) or 1
    return [
        {"seat": seat, "asked": number, "most": most, "share": number / highest}
        for seat, number, most in plan.loads
    ]


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


@sign_in
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, assignment_id) -> HttpResponse:
    """A reviewer hands a file back with a reason."""
    assignment = find(queries.mine(request.user, request.at), pk=assignment_id)
    require(rules.may_decline(assignment, by=request.user, at=request.at))
    form = forms.Decline(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.decline(assignment, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "You handed the file back; the office gives it to somebody else.")
        return redirect("reviews:queue")
    context = {
        "assignment": assignment,
        "name": queries.shown_name(assignment.application),
        "form": form,
        "where": where(assignment.application.programme, "Reviewer"),
    }
    return render(request, "reviews/decline.html", context, status=422 if form.errors else 200)


@sign_in
@require_http_methods(["GET", "POST"])
def limit(request: HttpRequest, call_slug: str, society_slug: str, seat_id: int) -> HttpResponse:
    """How much a member takes on, and which topics: by herself, or by the office for her."""
    seat, programme = find_seat(request, call_slug, society_slug, seat_id)
    require(rules.may_limit(programme, seat.user, by=request.user, at=request.at))
    load = queries.load_of(programme, seat.user)
    initial = {"most": load.most, "topics": ", ".join(load.topics)} if load else {}
    form = forms.Limit(sent(request), initial=initial)
    own = seat.user_id == request.user.pk
    back = reverse("reviews:queue") if own else reverse("reviews:coverage", args=[call_slug, society_slug])
    if request.method == "POST" and form.is_valid():
        actions.limit(programme, seat.user, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Saved: the next plan keeps to it.")
        return redirect(back)
    context = {"form": form, "programme": programme, "seat": seat, "own": own, "back": back}
    context["where"] = where(programme, "Reviewer" if own else "Committee")
    return render(request, "reviews/limit.html", context, status=422 if form.errors else 200)


def find_seat(request: HttpRequest, call_slug: str, society_slug: str, seat_id: int):
    seat = find(queries.seats_limited_by(request.user, at=request.at), pk=seat_id, society__slug=society_slug)
    programme = find(queries.programmes_of_seat(seat), call__slug=call_slug)
    return seat, programme
