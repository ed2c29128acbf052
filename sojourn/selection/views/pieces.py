"""What the views of this room share."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sojourn.selection import actions, queries, rules
from sojourn.selection.views.panels import sent
from sojourn.ui.gates import find, require


def call_of(request: HttpRequest, call_slug: str):
    return find(queries.calls_of_office(request.user, at=request.at), slug=call_slug)


def confirmed(request, call, verdict, act, done: str, template: str, context: dict) -> HttpResponse:
    """Two steps: the page says what happens, the button does it."""
    require(verdict, next_url=reverse("selection:match", args=[call.slug]), next_verb="Back to the match")
    if request.method == "POST":
        act()
        messages.success(request, done)
        return redirect("selection:match", call.slug)
    return render(request, template, {"call": call, **context})


def with_reason(request, call_slug, make, verb: str, find_thing, done: str, *, told=None) -> HttpResponse:
    call = call_of(request, call_slug)
    thing = find_thing(call)
    if thing is None:
        raise Http404
    require(getattr(rules, f"may_{verb}")(thing, by=request.user, at=request.at))
    form = make(sent(request))
    if request.method == "POST" and form.is_valid():
        getattr(actions, verb)(thing, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, done)
        return redirect("selection:match", call_slug)
    context = {"call": call, "form": form, **(told(thing) if told else {})}
    return render(request, f"selection/{verb}.html", context, status=422 if form.errors else 200)
