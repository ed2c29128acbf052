"""Pages on which a fellow decides what the public sees of her."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.alumni import actions, forms, queries, rules
from sojourn.placements import queries as placements
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What is shown of this person, and the stays for which she may join."""
    entries = list(queries.mine(request.user))
    entries = [entry for entry in entries if entry.state == "listed"]
    shown = {entry.placement_id for entry in entries}
    joinable = [placement for placement in queries.stays(request.user) if placement.pk not in shown]
    for entry in entries:
        entry.held_back = queries.is_held_back(entry)
    pairs = [(entry, queries.named(entry)) for entry in entries]
    context = {"entries": pairs, "joinable": joinable, "messages_to": queries.received(request.user).count()}
    return render(request, "alumni/mine.html", context)


@gates.sign_in
@BOTH
def join(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Consent with its exact wording beside the words themselves."""
    placement = gates.find(placements.mine(request.user), pk=placement_id)
    verdict = rules.may_join(placement, by=request.user, at=request.at)
    gates.require(verdict, next_url=reverse("alumni:mine"), next_verb="What is shown of you")
    form = forms.Join(request.POST or None, initial={"shown_name": request.user.formal_name})
    if request.method == "POST" and form.is_valid():
        actions.join(placement, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "You are listed among the alumni.")
        return redirect("alumni:mine")
    context = {"form": form, "wording": rules.WORDING, "placement": placement}
    return render(request, "alumni/join.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def edit_story(request: HttpRequest, alumnus_id: UUID) -> HttpResponse:
    entry = gates.find(queries.mine(request.user), pk=alumnus_id)
    verdict = rules.may_edit_story(entry, by=request.user, at=request.at)
    gates.require(verdict, next_url=reverse("alumni:mine"), next_verb="What is shown of you")
    initial = {name: getattr(entry, name) for name in actions.FIELDS}
    initial["named"] = "\n".join(f"{row.name}, {row.address}" for row in queries.named(entry))
    form = forms.EditStory(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_story(entry, form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "What is shown of you is changed.")
        return redirect("alumni:mine")
    context = {"form": form, "entry": entry}
    return render(request, "alumni/edit_story.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def leave(request: HttpRequest, alumnus_id: UUID) -> HttpResponse:
    entry = gates.find(queries.mine(request.user), pk=alumnus_id)
    verdict = rules.may_leave(entry, by=request.user, at=request.at)
    gates.require(verdict, next_url=reverse("alumni:mine"), next_verb="What is shown of you")
    if request.method == "POST":
        actions.leave(entry, by=request.user, at=request.at)
        messages.success(request, "You have left the alumni. Nothing of you is shown any more.")
        return redirect("alumni:mine")
    consequences = [
        "Your name and your story disappear from the public pages at once.",
        "The words are deleted here too; keep a copy of your story if you want one.",
        "You can join again at any time.",
    ]
    context = {"entry": entry, "consequences": consequences, "back": reverse("alumni:mine")}
    return render(request, "alumni/leave.html", context)
