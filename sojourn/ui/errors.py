"""What a reader sees when something is refused, missing or broken: what happened, and what next."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from sojourn.ui import gates


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _bare("400.html", 400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: with the rule's own reason when a rule said no."""
    if isinstance(exception, gates.Refused):
        return render(request, "ui/refused.html", {"refusal": exception}, status=403)
    return render(request, "403.html", status=403)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from an old page or another site; `reason` is for developers and not shown."""
    answer = _bare("403_csrf.html", 403)
    answer.forged = True  # ui.middleware.Held looks whether what was sent can be offered again
    return answer


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare("413.html", 413)


def broken(request: HttpRequest) -> HttpResponse:
    return _bare("500.html", 500)


def resting(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """503 during upkeep, with when to try again."""
    answer = _bare("503.html", 503)
    answer["Retry-After"] = "120"
    return answer


def _bare(name: str, status: int) -> HttpResponse:
    # No request in the context: these pages must come up when sessions or the database do not.
    return HttpResponse(loader.get_template(name).render(), status=status)
