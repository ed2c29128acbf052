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
    user, at = request.user, request.at
    waiting = queries.outbox.drafts(user, at=at).count()
    lost = queries.outbox.visible_to(user, at=at).filter(state__in=("given_up", "bounced")).count()
    ways = [
        (
            "Outbox",
            reverse("letters:outbox"),
            f"{waiting} waiting for a person" if waiting else "Nothing waits",
        ),
        (
            "Letters to many",
            reverse("letters:mailings"),
            "By programme and audience, with a dry run, two people",
        ),
        (
            "Deliveries",
            reverse("letters:deliveries"),
            f"{lost} did not arrive" if lost else "What was sent, put off, returned",
        ),
        (
            "Words of letters",
            reverse("letters:words"),
            "Subject and text of every letter, by society and language",
        ),
    ]
    ways.append(
        ("Reminders", reverse("letters:reminders"), "How many days before and after something is due")
    )
    names = "all societies" if "" in scopes else " and ".join(scopes.values())
    return render(request, "letters/letters.html", {"ways": ways, "names": names})
