"""The page behind the link of somebody whom a story names: read it, agree or not."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sojourn.alumni import actions, queries, rules
from sojourn.post import queries as post
from sojourn.ui import gates


@require_http_methods(["GET", "POST"])
def named_in(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The words as they would be shown; the answer can be changed later by the same link."""
    link = post.invited(request, queries.NAMED_DOOR, invitation_id)
    row = gates.find(queries.naming(link))
    if request.method == "POST":
        if "agree" in request.POST:
            seal = request.POST.get("seal", "")
            verdict = rules.may_agree_story(row, by=link, at=request.at, seal=seal)
            gates.require(verdict, next_url=request.path, next_verb="Read the story")
            actions.agree_story(row, seal=seal, by=link, at=request.at)
            messages.success(request, "Thank you. You can take this back by the same link.")
        else:
            actions.refuse_story(row, by=link, at=request.at)
            messages.success(request, "The story stays hidden. Its author was told that you do not agree.")
        return redirect("alumni:named_in", link.pk)
    context = {
        "row": row,
        "entry": row.alumnus,
        "may_agree": rules.may_agree_story(row, by=link, at=request.at),
        "may_refuse": rules.may_refuse_story(row, by=link, at=request.at),
    }
    return render(request, "alumni/named_in.html", context)
