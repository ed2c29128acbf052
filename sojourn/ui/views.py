"""The style page: every part with its states, on invented data. It is also what the tests look at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sojourn.ui import samples


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/style.html", samples.everything(request.GET.get("accent", "")))
