"""What the views of this room share."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sojourn.reviews import queries
from sojourn.ui.gates import find


def programme_covered(request: HttpRequest, call_slug: str, society_slug: str):
    covered = queries.programmes_covered(request.user, at=request.at)
    return find(covered, call__slug=call_slug, society__slug=society_slug)


def to_coverage(programme) -> HttpResponse:
    return redirect("reviews:coverage", programme.call.slug, programme.society.slug)
