"""The reviewer's queue."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sojourn.reviews import queries, states
from sojourn.ui.gates import sign_in


@sign_in
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Everything this person has to score, with the next one at hand."""
    everything = queries.queue(request.user, request.at)
    words = request.GET.get("q", "").strip()[:100]
    rows = queries.search(everything, words) if words else everything
    groups = []
    for programme, found in groupby(rows, key=lambda row: row.application.programme):
        whole = [row for row in everything if row.application.programme_id == programme.pk]
        groups.append(
            {
                "programme": programme,
                "rows": [_line(row) for row in found],
                "done": sum(row.state in states.ANSWERED for row in whole),
                "total": len(whole),
                "ready": len(queries.ready(request.user, request.at, programme, everything)),
                "training": queries.training_left(programme, request.user),
                "cases": queries.training_cases(programme) if programme.training_first else [],
                "phase": queries.phase_at(programme, request.at),
            }
        )
    open_rows = [row for row in everything if row.state in states.OPEN]
    undeclared = sum(row.declared_at is None for row in open_rows)
    context = {
        "groups": groups,
        "next": _line(open_rows[0]) if open_rows else None,
        "undeclared": undeclared,
        "words": words,
        "keys": queries.uses_keys(request.user),
        "unphased": queries.UNPHASED,
    }
    return render(request, "reviews/queue.html", context)


def where(programme, role: str) -> dict:
    """The line in the header."""
    society = programme.society
    return {
        "call": {"title": programme.call.name, "url": ""},
        "society": {
            "acronym": society.acronym,
            "name": society.name,
            "url": "",
            "accent": society.accent,
        },
        "role": role,
        "zone": programme.call.zone,
    }


def sent(request: HttpRequest):
    """What was posted; None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def _line(row) -> dict:
    """One assignment in a list."""
    begin = "score" if row.declared_at else "declare"
    return {
        "assignment": row,
        "name": queries.shown_name(row.application),
        "url": reverse(f"reviews:{begin}", args=[row.pk]),
        "state": {"assigned": "todo", "abstained": "quiet"}.get(row.state, row.state),
        "label": {"assigned": "To do", "scoring": "Draft", "final": "Final", "abstained": "Abstained"}[
            row.state
        ],
    }
