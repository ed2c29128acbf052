"""Conflicts declared for many files on one page, so that a sitting begins with one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sojourn.reviews import actions, queries
from sojourn.ui.gates import sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def declare_many(request: HttpRequest) -> HttpResponse:
    """Every file that waits for a declaration; those that are ticked are looked at one by one."""
    rows = [row for row in queries.queue(request.user, request.at) if row.declared_at is None]
    if request.method == "GET":
        lines = [{"assignment": row, "name": queries.shown_name(row.application)} for row in rows]
        return render(request, "reviews/declare_many.html", {"lines": lines})
    listed, ticked = set(request.POST.getlist("listed")), set(request.POST.getlist("conflict"))
    # only what was on the page is declared: a file that was assigned since is asked about next time
    free = [row for row in rows if str(row.pk) in listed - ticked]
    for row in free:
        actions.declare_none(row, by=request.user, at=request.at)
    first = next((row for row in rows if str(row.pk) in ticked), None)
    if free:
        messages.success(request, f"{len(free)} file{'' if len(free) == 1 else 's'} open.")
    if first is not None:
        return redirect("reviews:declare", first.pk)
    return redirect("reviews:score", free[0].pk) if free else redirect("reviews:queue")
