"""The reviewer's queue."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sojourn.reviews import queries
from sojourn.ui.gates import sign_in


@sign_in
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Everything this person has to score, with the next one at hand."""
    rows = queries.queue(request.user, request.at)
    groups = []
    for programme, found in groupby(rows, key=lambda row: row.application.programme):
        lines = [_line(row) for row in found]
        done = sum(line["state"] == "final" for line in lines)
        groups.append({"programme": programme, "rows": lines, "done": done, "total": len(lines)})
    following = next((row for row in rows if row.state != "final"), None)
    return render(request, "reviews/queue.html", {"groups": groups, "next": following and _line(following)})


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
        "state": "todo" if row.state == "assigned" else row.state,
        "label": {"assigned": "To do", "scoring": "Draft", "final": "Final"}[row.state],
    }
