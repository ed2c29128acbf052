"""Centres are asked, and answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sojourn.centres import queries as centres
from sojourn.people import queries as people
from sojourn.post import queries as post
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.panels import where
from sojourn.selection.views.pieces import call_of, confirmed
from sojourn.ui.gates import find, require, sign_in


@sign_in
@require_http_methods(["GET", "POST"])
def ask_centres(request: HttpRequest, call_slug: str) -> HttpResponse:
    call = call_of(request, call_slug)
    live = queries.live_match(call)
    if live is None:
        raise Http404
    return confirmed(
        request,
        call,
        rules.may_ask_centres(live, by=request.user, at=request.at),
        lambda: actions.ask_centres(live, by=request.user, at=request.at),
        "The centres were asked in confidence.",
        "selection/ask_centres.html",
        {"awards": queries.awards_of(live)},
    )


@sign_in
@require_http_methods(["GET", "POST"])
def nomination(request: HttpRequest, nomination_id) -> HttpResponse:
    """For a coordinator who is signed in."""
    row = find(queries.nominations(request.user), pk=nomination_id)
    return _answer(request, row, by=request.user)


@never_cache
@require_http_methods(["GET", "POST"])
def answer_nomination(request: HttpRequest, invitation_id) -> HttpResponse:
    """For whoever holds the mailed link."""
    invitation = post.invited(request, "selection:answer_nomination", invitation_id)
    row = queries.nomination_behind(invitation)
    if row is None:
        raise Http404
    return _answer(request, row, by=invitation)


def _answer(request: HttpRequest, row, *, by) -> HttpResponse:
    """Yes with a tutor, or no with the reason."""
    answer = request.POST.get("answer", "")
    tutors = list(centres.tutors(row.offer.centre).filter(active=True))
    office = people.is_federation_officer(by)
    first = {"tutor": str(tutors[0].pk)} if len(tutors) == 1 else None
    accept = forms.AcceptNomination(
        request.POST if answer == "accept" else None, tutors=tutors, initial=first
    )
    decline = forms.DeclineNomination(request.POST if answer == "decline" else None, office=office)
    if request.method == "POST":
        if accept.is_valid():
            actions.accept_nomination(row, tutor=accept.cleaned_data["tutor"], by=by, at=request.at)
            messages.success(request, "Thank you. Your answer was kept.")
            return redirect(request.path)
        if decline.is_valid():
            actions.decline_nomination(row, **decline.cleaned_data, by=by, at=request.at)
            messages.success(request, "Thank you. Another centre is asked.")
            return redirect(request.path)
    context = {
        "nomination": row,
        "application": row.application,
        "programme": row.application.programme,
        "call": row.application.programme.call,
        "institution": row.offer.centre.institution,
        "accept": accept,
        "decline": decline,
        "office": office,
        "released": queries.released(row.application.programme.call, request.at) is not None,
        "where": where(row.application.programme, "Office" if office else "Host centre"),
    }
    status = 422 if accept.errors or decline.errors else 200
    return render(request, "selection/nomination.html", context, status=status)


@sign_in
@require_http_methods(["GET", "POST"])
def give_time(request: HttpRequest, nomination_id) -> HttpResponse:
    """The office lets one centre answer later."""
    row = find(queries.nominations(request.user), pk=nomination_id)
    call = row.application.programme.call
    back = reverse("selection:match", args=[call.slug])
    require(
        rules.may_give_time(row, by=request.user, at=request.at), next_url=back, next_verb="Back to the match"
    )
    form = forms.GiveTime(request.POST or None, zone=call.zone)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        verdict = rules.may_give_time(row, until=until, by=request.user, at=request.at)
        if verdict:
            actions.give_time(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, f"{row.offer.centre.institution} has more time.")
            return redirect(back)
        form.add_error("until", verdict.reason)
    context = {"call": call, "nomination": row, "form": form, "back": back}
    return render(request, "selection/give_time.html", context, status=422 if form.errors else 200)
