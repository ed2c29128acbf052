"""Changes of a stay: what can be asked, what would move, and everybody's answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import queries as awards
from sojourn.placements import actions, forms, queries, rules, states
from sojourn.placements.models import Amendment, Consent, Placement
from sojourn.placements.views import pieces
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])
KINDS = dict(Amendment.KINDS)
PARTIES = dict(Consent.PARTIES)
MONEY = "Parts of the grant that wait for the arrival, the middle or the report follow the new dates."
END_MONEY = "Instalments that are not due yet are cancelled; what was paid or is due stays."


@gates.sign_in
@require_GET
def amendments(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """What can be asked for now, by this person, and what was."""
    placement = gates.find(queries.visible_to(request.user), pk=placement_id)
    who = {"by": request.user, "at": request.at}
    rows = [
        (kind, words, rules.may_ask_amendment(placement, kind=kind, **who)) for kind, words in KINDS.items()
    ]
    part = pieces.role(request, placement)
    early = placement.arrived_on is None and part != "centre" and placement.state in states.RUNNING
    context = {
        "rows": [row for row in rows if row[2].code != "not-asker"],
        "asked": [
            (row, queries.amendment_words(row)) for row in queries.amendments_of(placement, request.user)
        ],
        "elsewhere": reverse("awards:changes", args=[placement.award_id]) if early else "",
        "legs": queries.legs(placement) if placement.agreed_at else [],
    }
    return pieces.show(request, "amendments", placement, context)


@gates.sign_in
@BOTH
def ask_amendment(request: HttpRequest, placement_id: UUID, kind: str) -> HttpResponse:
    """First what would move, then the same form with a button that asks."""
    if kind not in KINDS:
        raise Http404
    placement = gates.find(queries.visible_to(request.user), pk=placement_id)
    who = {"by": request.user, "at": request.at}
    verdict = rules.may_ask_amendment(placement, kind=kind, **who)
    gates.require(verdict, next_url=pieces.link("amendments", placement), next_verb="Back to the changes")
    offers = queries.other_centres(placement) if kind == "move" else ()
    tutors = queries.tutors_at(placement.offer, but=placement.tutor) if kind == "tutor" else ()
    form = forms.asking(kind, placement, request.POST or None, offers=offers, tutors=tutors)
    values: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        verdict = rules.may_ask_amendment(placement, kind=kind, **who, **given)
        if verdict and "sure" in request.POST:
            made = actions.ask_amendment(placement, kind=kind, reason=reason, **who, **given)
            said = "It is done." if made.state == "done" else "Asked. Whose turn it is gets a letter."
            messages.success(request, said)
            return redirect("placements:amendment", made.pk)
        if verdict:
            values = given
        else:
            form.add_error(None, verdict.reason)
    mine = queries.party_of(request.user, placement)
    context = {
        "form": form,
        "kind": kind,
        "title": KINDS[kind],
        "parties": [PARTIES[each] for each in states.PARTIES[kind] if each != mine],
        "looked_at": bool(values),
        "moves": queries.what_moves(placement, values, at=request.at) if values else [],
        "money": _money(kind, placement, mine),
        "nobody": "" if tutors or kind != "tutor" else _name_one(placement.offer),
        "changes": pieces.link("amendments", placement),
    }
    return pieces.show(request, "ask_amendment", placement, context, status=422 if form.errors else 200)


def _money(kind: str, placement: Placement, party: str) -> str:
    if party == "centre" or kind == "tutor":
        return ""
    return END_MONEY if kind == "end" else f"{awards.money_words(placement.award)} {MONEY}"


@gates.sign_in
@never_cache
@BOTH
def amendment(request: HttpRequest, amendment_id: UUID) -> HttpResponse:
    """For who is signed in: the fellow, the office, a coordinator of a centre that is asked."""
    row = gates.find(queries.amendments_for(request.user), pk=amendment_id)
    party = queries.party_of(request.user, row.placement)
    here = reverse("placements:amendments", args=[row.placement_id]) if party else ""
    return answered(request, row, by=request.user, context={"changes": here}, template="amendment")


def answered(
    request: HttpRequest, row: Amendment, *, by: Any, context: dict[str, Any], template: str
) -> HttpResponse:
    """What is asked, what moves, who has agreed; the two buttons where it is this person's turn."""
    placement = row.placement
    turn = queries.turn_of(row, by)
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    form = forms.RefuseAmendment(request.POST if answer == "refuse" else None)
    naming = None
    if turn == "new_centre":
        naming = forms.AgreeAmendment(
            request.POST if answer == "agree" else None,
            tutors=queries.tutors_at(row.offer),
            initial={"tutor": row.tutor_id},
        )
    if answer in ("agree", "refuse") and not turn:
        first = next(iter(states.PARTIES[row.kind]), "office")
        gates.require(rules.may_agree_amendment(row, party=first, by=by, at=request.at))
    if answer == "agree" and (naming is None or naming.is_valid()):
        tutor = naming.cleaned_data["tutor"] if naming else None
        after = actions.agree_amendment(row, party=turn, by=by, at=request.at, tutor=tutor)
        messages.success(request, "You agreed, and it is done." if after.state == "done" else "You agreed.")
        return redirect(request.path)
    if answer == "refuse" and form.is_valid():
        given = form.cleaned_data["reason"]
        actions.refuse_amendment(row, party=turn, reason=given, by=by, at=request.at)
        messages.success(request, "You said no. Nothing changes.")
        return redirect(request.path)
    if answer == "take_back":
        actions.take_back(row, by=by, at=request.at)
        messages.success(request, "Taken back. Nothing changes.")
        return redirect(request.path)
    party = queries.party_of(by, placement) or "new_centre"
    values = {name: getattr(row, name) for name in rules.VALUES[row.kind]}
    programme = placement.award.application.programme
    base = {
        "row": row,
        "placement": placement,
        "programme": programme,
        "what": queries.amendment_words(row),
        "moves": queries.what_moves(placement, values, at=request.at) if row.state == "asked" else [],
        "consents": [(PARTIES[one.party], one.given_at) for one in row.consents.all()],
        "turn": PARTIES.get(turn, ""),
        "money": _money(row.kind, placement, "centre" if party.endswith("centre") else party),
        "may_take_back": rules.may_take_back(row, by=by, at=request.at),
        "form": form,
        "naming": naming,
        "nobody": _name_one(row.offer) if naming and not naming.tutors else "",
        "fellow_name": pieces.person(placement),
        "where": awards.where(programme, PLACES[party]),
    }
    status = 422 if form.errors or (naming and naming.errors) else 200
    return render(request, f"placements/{template}.html", base | context, status=status)


def _name_one(offer: Any) -> str:
    """Where a tutor is named, for a centre that has nobody else."""
    return reverse("centres:name_tutor", args=[offer.centre_id])


PLACES = {"fellow": "Fellow", "office": "Office", "centre": "Host centre", "new_centre": "Host centre"}
