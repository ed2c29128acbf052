"""The desk, and the office's numbers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sojourn.calls import queries as calls
from sojourn.core.verdict import YES, no
from sojourn.desks import calendars, queries, where
from sojourn.people import queries as people
from sojourn.ui import sheets
from sojourn.ui.gates import require, sign_in
from sojourn.ui.waiting import in_order

NO_OFFICE = no("no_office", "The office's numbers are for officers of the federation or of a society.")


@sign_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is due, then the corners of the person's roles."""
    had = queries.roles(request.user)
    by_room = queries.waiting_by_room(request.user, at=request.at)
    where.refresh(request, had, by_room)
    call = calls.current(request.at)
    context = {
        "waiting": in_order(line for lines in by_room.values() for line in lines),
        "corners": queries.corners(request.user, had, call, at=request.at),
        "call": call,
        "open": call is not None and calls.open_at(call, request.at),
    }
    return render(request, "desks/home.html", context)


@never_cache
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program, which signs in nowhere: the address itself is the secret."""
    person = people.behind_feed(token)
    if person is None:
        raise Http404
    made = calendars.of(queries.waiting(person, at=request.at), at=request.at)
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Referrer-Policy"] = "no-referrer"
    return response


@sign_in
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """One call along the whole cycle, a line for each programme of one's own."""
    call, lines = _office(request)
    totals = {step: sum(line.numbers[step] for line in lines) for step in queries.STEPS}
    steps = [(step.capitalize(), totals[step]) for step in queries.STEPS[1:]]  # a draft may never come
    calls_ = calls.visible_to(request.user)
    context = {
        "call": call,
        "lines": lines,
        "totals": totals,
        "steps": steps,
        "heads": queries.STEPS,
        "calls": calls_,
    }
    return render(request, "desks/office.html", context)


@sign_in
@require_safe
def export_office(request: HttpRequest) -> HttpResponse:
    """The same numbers as a workbook."""
    call, lines = _office(request)
    rows = [
        [line.programme.society.acronym, *(line.numbers[step] for step in queries.STEPS)] for line in lines
    ]
    heads = ["Programme", *(step.capitalize() for step in queries.STEPS)]
    return sheets.answer(f"cycle-{call.slug if call else 'none'}", heads, rows)


def _office(request: HttpRequest):
    had = queries.roles(request.user)
    require(YES if had.offices else NO_OFFICE)
    wanted = request.GET.get("call", "")
    visible = calls.visible_to(request.user)
    call = visible.filter(slug=wanted).first() if wanted else calls.current(request.at) or visible.first()
    return call, queries.pipeline(call, request.user, had, at=request.at) if call else []
