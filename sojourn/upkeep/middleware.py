"""Sets the instant once per request, keeps personal pages out of caches, and tells of trouble honestly."""

import logging

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sojourn.desks import where
from sojourn.journal.actions import IllegalMove
from sojourn.upkeep import clock as clocks
from sojourn.upkeep.steps import Rehearsal

log = logging.getLogger(__name__)


def clock(get_response):
    """`request.at` is the only time that a view knows; `request.rehearsal` says whether it is shifted.

    Before the set-up there is nothing to land on but the set-up.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        reading = clocks.read()
        request.at = reading.at
        request.rehearsal = Rehearsal(reading)
        if reading.empty and request.path_info == "/":
            return redirect("upkeep:set_up")
        return get_response(request)

    return middleware


def privacy(get_response):
    """What a signed-in person sees is stored by nobody on the way; a demonstration is not indexed.

    Who has done something is told afresh what is due next.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in ("GET", "HEAD"):
            where.forget(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        if request.rehearsal.demonstration:
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


class Trouble:
    """Database down, disk full: a page that says so and claims nothing. Two hands at once: another page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self.page(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, IllegalMove):
            return render(request, "ui/refused.html", {"verdict": error.verdict}, status=409)
        if isinstance(error, DatabaseError | OSError) and not isinstance(error, PermissionError):
            return self.page(request, error)
        return None

    def page(self, request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("trouble at %s: %s", request.path_info.split("/")[1], type(error).__name__)
        return render(None, "503.html", status=503)


trouble = Trouble
