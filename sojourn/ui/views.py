"""The style page: every part with its states, on invented data. It is also what the tests look at."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.ui import gates, held, samples


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/style.html", samples.everything(request.GET.get("accent", "")))


@gates.sign_in
@require_http_methods(["GET", "POST"])
def held_page(request: HttpRequest) -> HttpResponse:
    """What was sent when the session had ended: send it now, or throw it away."""
    found = held.waiting(request)
    if request.method == "POST" and found is not None:
        held.drop(request)
        return redirect(found["path"])
    if found is None:
        return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    context = {
        "path": found["path"],
        "pairs": found["pairs"],
        "lines": held.lines(found["pairs"]),
        "files": found["files"],
    }
    return render(request, "ui/held.html", context)
