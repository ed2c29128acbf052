"""How far the reviews are: the call's and a programme's."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from sojourn.reviews import actions, queries, rules
from sojourn.reviews.views.pieces import programme_covered, to_coverage
from sojourn.reviews.views.queue import where
from sojourn.ui import sheets
from sojourn.ui.gates import find, require, sign_in

PAGE = 50


@sign_in
@require_GET
def overview(request: HttpRequest, call_slug: str) -> HttpResponse:
    """Numbers per programme, for the office."""
    call = find(queries.calls_covered(request.user, at=request.at), slug=call_slug)
    seen = set(queries.programmes_covered(request.user, at=request.at).values_list("pk", flat=True))
    rows = [row for row in queries.counts(call, request.user) if row[0].pk in seen]
    asked, final = (sum(row[index] for row in rows) for index in (2, 3))
    context = {"call": call, "rows": rows, "all_in": 0 < asked == final}
    return render(request, "reviews/overview.html", context)


@sign_in
@require_GET
def coverage(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """Who reviews what, and what lacks reviewers."""
    programme = programme_covered(request, call_slug, society_slug)
    listed = queries.before_committee(programme, request.user)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    short, asked, finals = queries.covered_counts(programme, request.user)
    who = {"by": request.user, "at": request.at}
    context = {
        "programme": programme,
        "call": programme.call,
        "page": page,
        "rows": queries.covered(programme, page),
        "names": queries.sees_names(request.user, programme),
        "applicants": queries.reads_names(request.user, programme),
        "loads": queries.loads_of(programme, request.user),
        "short": short,
        "finals": finals,
        "asked": asked,
        "closing": queries.closing(programme),
        "exporting": rules.may_export_scores(programme, **who),
        "assigning": rules.may_assign_all(programme, **who),
        "may_close": rules.may_close(programme, **who),
        "may_open_again": rules.may_open_again(programme, **who),
        "where": where(programme, "Committee"),
    }
    return render(request, "reviews/coverage.html", context)


@sign_in
@require_GET
def export_coverage(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """The same list as a sheet; names of reviewers only for those who see them on the page."""
    programme = programme_covered(request, call_slug, society_slug)
    names = queries.sees_names(request.user, programme)
    applicants = queries.reads_names(request.user, programme)
    rows = [
        [
            row.application.number,
            row.application.formal_name if applicants else "",
            "; ".join(one.reviewer.formal_name for one in row.active) if names else "",
            len(row.active),
            row.finals,
            row.missing,
        ]
        for row in queries.coverage(programme, request.user)
    ]
    heads = ["Number", "Applicant", "Reviewers", "Asked", "Final", "Too few"]
    return sheets.answer(f"reviews-{society_slug}-{call_slug}", heads, rows)


@sign_in
@require_GET
def export_scores(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """Every final score that the chair may read, a line each."""
    programme = programme_covered(request, call_slug, society_slug)
    require(rules.may_export_scores(programme, by=request.user, at=request.at))
    rows = queries.visible(request.user, at=request.at, programme=programme).filter(state="final")
    heads = ["Number", "Reviewer", "Criterion", "Level"]
    return sheets.lines(f"scores-{society_slug}-{call_slug}", heads, queries.score_rows(programme, rows))


@sign_in
@require_POST
def close(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = programme_covered(request, call_slug, society_slug)
    actions.close(programme, by=request.user, at=request.at)
    messages.success(request, "The reviews are closed; no score changes any more.")
    return to_coverage(programme)


@sign_in
@require_POST
def open_again(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = programme_covered(request, call_slug, society_slug)
    actions.open_again(programme, by=request.user, at=request.at)
    messages.success(request, "The reviews are open again.")
    return to_coverage(programme)
