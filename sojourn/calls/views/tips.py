"""Tips & tricks: the officers' list and forms, and the page behind a speaker's link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.calls import actions, forms, queries, rules
from sojourn.centres import queries as centres
from sojourn.people import queries as people
from sojourn.post import queries as post
from sojourn.societies import queries as societies
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def tips(request: HttpRequest) -> HttpResponse:
    gates.require(rules.may_keep_tips(by=request.user, at=request.at))
    return render(request, "calls/tips.html", {"tips": queries.tips_kept_by(request.user)})


@gates.sign_in
@BOTH
def add_tip(request: HttpRequest) -> HttpResponse:
    gates.require(rules.may_keep_tips(by=request.user, at=request.at))
    form = forms.AddTip(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        made = actions.add_tip(form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, _said(made))
        return redirect("calls:tips")
    context = {"form": form, "back": reverse("calls:tips")}
    return render(request, "calls/add_tip.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def edit_tip(request: HttpRequest, tip_id: int) -> HttpResponse:
    tip = gates.find(queries.tips_kept_by(request.user), pk=tip_id)
    gates.require(rules.may_edit_tip(tip, by=request.user, at=request.at))
    names = (*actions.TIP_FIELDS, "version")
    first = {name: getattr(tip, name) for name in names}
    first |= {"society": tip.society.slug if tip.society else ""}
    first |= {"institution": tip.institution.slug if tip.institution else ""}
    form = forms.EditTip(request.POST or None, initial=first, **_choices(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["version"] = given["version"] or tip.version
        try:
            made = actions.edit_tip(tip, given, by=request.user, at=request.at)
        except actions.Overtaken:
            form.add_error(None, "Somebody saved this meanwhile. Load the page again, then change it.")
        else:
            messages.success(request, _said(made))
            return redirect("calls:tips")
    context = {"form": form, "tip": tip, "back": reverse("calls:tips")}
    return render(request, "calls/edit_tip.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def remove_tip(request: HttpRequest, tip_id: int) -> HttpResponse:
    tip = gates.find(queries.tips_kept_by(request.user), pk=tip_id)
    gates.require(rules.may_remove_tip(tip, by=request.user, at=request.at))
    if request.method == "POST":
        actions.remove_tip(tip, by=request.user, at=request.at)
        messages.success(request, "It is gone, with the speaker's address and link.")
        return redirect("calls:tips")
    consequences = ["It is shown nowhere any more.", "The speaker's address and link go with it."]
    context = {"tip": tip, "consequences": consequences, "back": reverse("calls:tips")}
    return render(request, "calls/remove_tip.html", context)


@BOTH
def speaker(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The words as they would be shown; the answer can be changed later by the same link."""
    link = post.invited(request, queries.SPEAKER_DOOR, invitation_id)
    tip = gates.find(queries.behind_speaker(link))
    if request.method == "POST":
        if "agree" in request.POST:
            actions.agree_tip(tip, by=link, at=request.at)
            messages.success(request, "Thank you. You can take this back by the same link.")
        else:
            actions.refuse_tip(tip, by=link, at=request.at)
            messages.success(request, "It is shown nowhere any more.")
        return redirect("calls:speaker", link.pk)
    context = {
        "tip": tip,
        "may_agree": rules.may_agree_tip(tip, by=link, at=request.at),
        "may_refuse": rules.may_refuse_tip(tip, by=link, at=request.at),
    }
    response = render(request, "calls/speaker.html", context)
    response["Referrer-Policy"] = "strict-origin"  # with no-referrer browsers post Origin: null
    response["Cache-Control"] = "no-store"
    return response


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "societies": list(societies.officer_of(request.user)),
        "institutions": list(centres.institutions()),
        "free": people.is_federation_officer(request.user),
    }


def _said(tip: Any) -> str:
    return "Saved; whoever speaks was asked by mail." if tip.state == "asked" else "Saved."
