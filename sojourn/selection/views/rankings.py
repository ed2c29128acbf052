"""The ranking to read, where reviewers disagree, and how strict they are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sojourn.reviews import queries as reviews
from sojourn.selection import queries, rules
from sojourn.selection.views.panels import asked, figure, filters, led, printed, where
from sojourn.ui.gates import require, sign_in


@sign_in
@require_GET
def ranking(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """Means and calibrated scores side by side, sorted and filtered by the address."""
    programme = led(request, call_slug, society_slug)
    shown = queries.listing(programme, request.user, at=request.at, **asked(request))
    return render(request, "selection/ranking.html", _page(request, programme, shown))


@sign_in
@require_GET
def disagreements(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """Where reviewers are furthest apart, the largest spread first: what the meeting talks about."""
    programme = led(request, call_slug, society_slug)
    given = asked(request) | {"sort": "spread", "show": request.GET.get("show", "apart")}
    shown = queries.listing(programme, request.user, at=request.at, **given)
    context = _page(request, programme, shown)
    meeting = context["meeting"]
    if meeting is not None and meeting.state == "open":
        called = queries.callable_applications(meeting, request.user)
        for line in shown.lines:
            line.item = called.get(line.application.pk)
    context |= {"apart": figure(queries.apart(programme)), "everything": given["show"] != "apart"}
    return render(request, "selection/disagreements.html", context)


@sign_in
@require_GET
def reviewers(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    """How strict each reviewer is and how widely each one's scores spread: for the chair only."""
    programme = led(request, call_slug, society_slug)
    back = reverse("selection:ranking", args=[call_slug, society_slug])
    verdict = rules.may_see_reviewers(programme, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the ranking")
    tally = queries.listing(programme, request.user, at=request.at).tally
    names = queries.names_of_reviewers(programme, request.user)
    rows = sorted(
        (habit, names.get(key, "A former member"), number, mean, spread)
        for key, (habit, number, mean, spread) in tally.habits.items()
    )
    widest = max([1.0, *(abs(habit) for habit, *_ in rows)])
    context = {
        "programme": programme,
        "call": programme.call,
        "tally": tally,
        "rows": [
            {
                "name": name,
                "at": round(80 + 72 * habit / widest, 1),
                "habit": f"{abs(habit):.2f}",
                "side": "none" if abs(habit) < 0.005 else "lenient" if habit > 0 else "strict",
                "number": number,
                "mean": figure(mean),
                "spread": figure(spread),
            }
            for habit, name, number, mean, spread in rows
        ],
        "noise": figure(tally.noise),
        "back": back,
        "where": where(programme, "Chair"),
    }
    return render(request, "selection/reviewers.html", context)


def _page(request, programme, shown) -> dict:
    chairs = queries.is_chair(request.user, programme)
    names = queries.names_of_reviewers(programme, request.user) if chairs else {}
    criteria = reviews.criteria_of(programme)
    panel = queries.panel_of(programme)
    return {
        "programme": programme,
        "call": programme.call,
        "panel": panel,
        "shown": shown,
        "tally": shown.tally,
        "lines": [(line, printed(line, names)) for line in shown.lines],
        "chairs": chairs,
        "lo": criteria[0].lowest if criteria else 1,
        "hi": criteria[0].highest if criteria else 5,
        "undone": reviews.open_reviews(programme, request.user),
        "meeting": queries.live_meeting(programme),
        "planning": rules.may_plan_meeting(programme, by=request.user, at=request.at),
        "where": where(programme, "Chair" if chairs else "Office"),
        **filters(request, programme),
    }
