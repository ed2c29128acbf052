"""A later stay, a swap, another centre: asked for, answered by everybody concerned."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import actions, forms, queries, rules
from sojourn.awards.models import Assent, Award, Change
from sojourn.awards.views import pieces
from sojourn.post import queries as post
from sojourn.ui import gates

PARTIES = dict(Assent.PARTIES)
TITLES = {"defer": "Ask for a later stay", "move": "Ask for another centre", "swap": "Propose a swap"}


@gates.sign_in
@require_GET
def changes(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """What can be asked for, and what was."""
    award = gates.find(queries.visible_to(request.user), pk=award_id)
    context = {
        "may": rules.may_propose_change(award, by=request.user, at=request.at),
        "office": queries.is_office(request.user, award.application.programme),
        "changes": [(one, queries.change_words(one)) for one in queries.changes_of(award)],
        "money": queries.money_words(award),
    }
    return pieces.page(request, "changes", award, context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def propose_change(request: HttpRequest, award_id: UUID, kind: str) -> HttpResponse:
    award = gates.find(queries.visible_to(request.user), pk=award_id)
    if kind not in TITLES:
        raise Http404
    who = {"by": request.user, "at": request.at}
    gates.require(
        rules.may_propose_change(award, **who),
        next_url=reverse("awards:changes", args=[award.pk]),
        next_verb="Back to the changes",
    )
    if kind == "swap" and not queries.is_office(request.user, award.application.programme):
        raise Http404
    form = _form(request, award, kind)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        verdict = rules.may_propose_change(award, kind=kind, **given, **who)
        if verdict:
            made = actions.propose_change(award, kind=kind, reason=reason, **given, **who)
            messages.success(request, "Asked. Everybody concerned gets a letter when it is their turn.")
            return redirect("awards:change", made.pk)
        form.add_error(None, verdict.reason)
    context = {"form": form, "title": TITLES[kind], "money": queries.money_words(award), "kind": kind}
    return pieces.page(request, "propose_change", award, context, status=422 if form.errors else 200)


def _form(request: HttpRequest, award: Award, kind: str) -> Any:
    choices = {"move": queries.other_places, "swap": queries.swappable}
    more = [choices[kind](award)] if kind in choices else []
    return forms.PROPOSALS[kind](request.POST or None, *more)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """For who is signed in: the fellows, the office, a centre's coordinator."""
    row = gates.find(queries.changes_for(request.user), pk=change_id)
    return _answer(request, row, by=request.user)


@never_cache
@require_http_methods(["GET", "POST"])
def answer_change(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """For the centre, by the mailed link."""
    invitation = post.invited(request, "awards:answer_change", invitation_id)
    row = queries.change_behind(invitation)
    if row is None:
        raise Http404
    return _answer(request, row, by=invitation)


def _answer(request: HttpRequest, row: Change, *, by: Any) -> HttpResponse:
    """What is asked, who has agreed, and the two buttons where it is this person's turn."""
    mine = queries.parties_of(row, by) if row.state == "proposed" else []
    party = mine[0] if mine else ""
    form = forms.Refuse(request.POST if request.POST.get("answer") == "refuse" else None)
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    if answer in ("agree", "refuse") and not party:
        gates.require(rules.may_answer_change(row, party="fellow", by=by, at=request.at))
    if answer == "agree":
        actions.agree(row, party=party, by=by, at=request.at)
        messages.success(request, "You agreed." if row.state == "proposed" else "You agreed, and it is done.")
        return redirect(request.path)
    if answer == "refuse" and form.is_valid():
        actions.refuse(row, party=party, reason=form.cleaned_data["reason"], by=by, at=request.at)
        messages.success(request, "You said no. Nothing changes.")
        return redirect(request.path)
    if answer == "take_back":
        actions.take_back(row, by=by, at=request.at)
        messages.success(request, "Taken back. Nothing changes.")
        return redirect(request.path)
    centre = party in ("centre", "other_centre") or by._meta.label == "post.Invitation"
    programme = row.award.application.programme
    asked = queries.asked_parties(row)
    context = {
        "change": row,
        "what": queries.change_words(row),
        "award": row.award,
        "programme": programme,
        "call": programme.call,
        "fellow": row.award.application.formal_name,
        "other_fellow": row.other.application.formal_name if row.other else "",
        "assents": [
            (queries.party_words(row, one.party), one.given_at, one.party in asked)
            for one in row.assents.all()
        ],
        "party": PARTIES.get(party, ""),
        "money": "" if centre else queries.money_words(row.award),
        "may_take_back": not centre and rules.may_take_back(row, by=by, at=request.at),
        "form": form,
        "where": queries.where(programme, "Host centre" if centre else "Fellow and office"),
    }
    return render(request, "awards/change.html", context)
