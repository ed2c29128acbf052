"""The applicant: the offer, both answers, the letter, the wait."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import actions, forms, queries, rules
from sojourn.awards.views import pieces
from sojourn.core.verdict import no
from sojourn.ui import gates


@gates.sign_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Every offer to this person, and where she waits; straight on where there is one only."""
    awards, waits = list(queries.mine(request.user)), list(queries.waiting(request.user))
    if len(awards) == 1 and not waits:
        return redirect("awards:offer", awards[0].pk)
    if len(waits) == 1 and not awards:
        return redirect("awards:waiting", waits[0].pk)
    return render(request, "awards/mine.html", {"awards": awards, "waits": waits})


@gates.sign_in
@require_GET
def offer(request: HttpRequest, award_id: UUID) -> HttpResponse:
    award = gates.find(queries.with_grant(queries.visible_to(request.user)), pk=award_id)
    own = award.application.applicant_id == request.user.pk
    context = {
        "own": own,
        "may_accept": rules.may_accept(award, by=request.user, at=request.at),
        "ledger": queries.ledger(award),
        "tutor": award.tutor,
    }
    return pieces.page(request, "offer", award, context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The second step says what it does; the first was the link to it."""
    award = gates.find(queries.mine(request.user), pk=award_id)
    pieces.require(rules.may_accept(award, by=request.user, at=request.at), award)
    if request.method == "POST":
        actions.accept(award, by=request.user, at=request.at)
        messages.success(request, f"The place at {award.offer.centre.institution.name} is yours.")
        return redirect("awards:offer", award.pk)
    call = award.application.programme.call
    consequences = [
        f"The place at {award.offer.centre.institution.name} is yours, and you give up your other choices.",
        "The office draws up the grant, as far as its amounts are published.",
        f"Next you agree start and end of {call.months} months with the centre.",
    ]
    return pieces.page(request, "accept", award, {"consequences": consequences})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, award_id: UUID) -> HttpResponse:
    award = gates.find(queries.mine(request.user), pk=award_id)
    pieces.require(rules.may_decline(award, by=request.user, at=request.at), award)
    form = forms.Decline(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline(award, reason=form.cleaned_data["reason"], by=request.user, at=request.at)
        messages.success(request, "You have declined. The place goes to the next person.")
        return redirect("awards:offer", award.pk)
    consequences = [
        "The place goes to the next person on the waiting list. This cannot be undone.",
        "You get no other offer in this call.",
        "Your application stays as it is; you may apply again in another call.",
    ]
    status = 422 if form.errors else 200
    return pieces.page(request, "decline", award, {"form": form, "consequences": consequences}, status=status)


@gates.sign_in
@require_GET
def letter(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The proof for employer, bank or embassy, made from what stands in the records now."""
    award = gates.find(queries.with_grant(queries.visible_to(request.user)), pk=award_id)
    if award.state != "accepted":
        pieces.require(
            no("not-accepted", "The letter of award can be had once the place is accepted."), award
        )
    response = HttpResponse(queries.letter(award, at=request.at), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter-of-award.pdf"'
    return response


@gates.sign_in
@require_GET
def waiting(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What must still happen, per centre, in plain text and without names."""
    application = gates.find(queries.waiting(request.user), pk=application_id)
    context = {
        "application": application,
        "programme": application.programme,
        "lines": queries.waiting_position(application),
        "where": queries.where(application.programme, "Applicant"),
    }
    return render(request, "awards/waiting.html", context)
