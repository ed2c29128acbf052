"""The way in: what an officer can do with letters."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sojourn.letters import queries
from sojourn.ui.gates import sign_in


@require_safe
@sign_in
def letters(request: HttpRequest) -> HttpResponse:
    scopes = queries.scopes.of(request.user)
    if not scopes:
        raise Http404
    ways = [
        (
            "Words of letters",
            reverse("letters:words"),
            "Subject and text of every letter, by society and language",
        ),
    ]
    names = "all societies" if "" in scopes else " and ".join(scopes.values())
    return render(request, "letters/letters.html", {"ways": ways, "names": names})
