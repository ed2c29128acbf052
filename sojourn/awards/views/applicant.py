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
    award = gates.find(queries.visible_to(request.user), pk=award_id)
    own = award.application.applicant_id == request.user.pk
    context = {
        "own": own,
        "may_accept": rules.may_accept(award, by=request.user, at=request.at),
        "may_float": own and award.state == "offered" and rules.may_float(award),
        "may_change": rules.may_propose_change(award, by=request.user, at=request.at),
        "better": pieces.better(award) if own and award.floats else [],
        "answers": queries.answers_of(award),
        "moves": award.moves.select_related(
            "from_offer__centre__institution", "to_offer__centre__institution"
        ),
        "changes": queries.changes_of(award),
        "grant": queries.promised(award),
        "tutor": award.tutor,
    }
    return pieces.page(request, "offer", award, context)


def _seen(request: HttpRequest) -> int | None:
    """The place that stood on the page from which this answer comes."""
    given = request.POST.get("place", "")
    return int(given) if given.isdecimal() and len(given) < 12 else None


@gates.sign_in
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The second step says what it does; the first was the link to it."""
    award = gates.find(queries.mine(request.user), pk=award_id)
    who = {"by": request.user, "at": request.at}
    pieces.require(rules.may_accept(award, seen=_seen(request), **who), award)
    if request.method == "POST":
        actions.accept(award, seen=_seen(request), **who)
        messages.success(request, f"The place at {award.offer.centre.institution.name} is yours.")
        return redirect("awards:offer", award.pk)
    call = award.application.programme.call
    consequences = [
        f"The place at {award.offer.centre.institution.name} is yours, and you give up your other choices.",
        "The office draws up the grant, as far as its amounts are published.",
        f"Next you agree start and end of {call.months} months with the centre.",
        "You get a receipt with a number, here, by mail and in your inbox.",
    ]
    return pieces.page(request, "accept", award, {"consequences": consequences})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Accept, and wait for a choice ranked higher."""
    award = gates.find(queries.mine(request.user), pk=award_id)
    who = {"by": request.user, "at": request.at}
    pieces.require(rules.may_accept(award, floats=True, seen=_seen(request), **who), award)
    if request.method == "POST":
        actions.accept(award, floats=True, seen=_seen(request), **who)
        messages.success(request, "You have this place, and you wait for a better one.")
        return redirect("awards:offer", award.pk)
    wishes = ", ".join(str(choice.offer.centre.institution) for choice in queries.better_choices(award))
    consequences = [
        f"The place at {award.offer.centre.institution.name} is yours; you cannot get a worse one.",
        f"If one of these becomes free for you, you are moved there without being asked again: {wishes}.",
        "You can end the waiting on any day, and keep what you have then.",
        "Dates are agreed with a centre, and the letter of award is made, once you wait no more.",
        "You get a receipt with a number, here, by mail and in your inbox.",
    ]
    return pieces.page(request, "wait", award, {"consequences": consequences})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Keep what one has, and wait no more."""
    award = gates.find(queries.mine(request.user), pk=award_id)
    pieces.require(rules.may_freeze(award, by=request.user, at=request.at), award)
    if request.method == "POST":
        actions.freeze(award, by=request.user, at=request.at)
        messages.success(request, "You keep this place.")
        return redirect("awards:offer", award.pk)
    consequences = [
        f"You keep the place at {award.offer.centre.institution.name}. Nobody moves you any more.",
        "You give up your choices above it. This cannot be undone.",
        "Next you agree start and end with the centre.",
    ]
    return pieces.page(request, "freeze", award, {"consequences": consequences})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, award_id: UUID) -> HttpResponse:
    award = gates.find(queries.mine(request.user), pk=award_id)
    who = {"by": request.user, "at": request.at}
    pieces.require(rules.may_decline(award, seen=_seen(request), **who), award)
    form = forms.Decline(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline(award, reason=form.cleaned_data["reason"], seen=_seen(request), **who)
        messages.success(request, "You have declined. The place goes to the next person.")
        return redirect("awards:offer", award.pk)
    consequences = [
        "The place goes to the next person on the waiting list. This cannot be undone.",
        "You get no other offer in this call.",
        "Your application stays as it is; you may apply again in another call.",
        "You get a receipt with a number, here, by mail and in your inbox.",
    ]
    status = 422 if form.errors else 200
    return pieces.page(request, "decline", award, {"form": form, "consequences": consequences}, status=status)


@gates.sign_in
@require_GET
def answer_copy(request: HttpRequest, award_id: UUID, answer_id: int) -> HttpResponse:
    """The receipt of an answer as a PDF to keep."""
    award = gates.find(queries.visible_to(request.user), pk=award_id)
    found = gates.find(queries.answers_of(award), pk=answer_id)
    found.award = award
    response = HttpResponse(queries.answer_copy(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def check_answer(request: HttpRequest) -> HttpResponse:
    """Whether a number and a mark belong together: what a receipt proves, and nothing about the person."""
    asked = "number" in request.GET or "mark" in request.GET
    form = forms.CheckAnswer(request.GET if asked else None)
    found, answered = None, asked and form.is_valid()
    if answered:
        found = queries.answered(form.cleaned_data["number"], form.cleaned_data["mark"])
    context = {
        "form": form,
        "found": found,
        "answered": answered,
        "later": queries.later_answers(found) if found else 0,
        "whole": queries.is_whole(found) if found and found.contents else None,
    }
    return render(request, "awards/check_answer.html", context, status=422 if form.errors else 200)


@gates.sign_in
@require_GET
def letter(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The proof for employer, bank or embassy, made from what stands in the records now."""
    award = gates.find(queries.visible_to(request.user), pk=award_id)
    if award.state != "accepted":
        pieces.require(
            no("not-accepted", "The letter of award can be had once the place is accepted."), award
        )
    if award.floats:
        pieces.require(
            no("floats", "The letter of award can be had once you wait for no better place any more."), award
        )
    response = HttpResponse(queries.letter(award, at=request.at), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter-of-award.pdf"'
    return response


@gates.sign_in
@require_GET
def waiting(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What must still happen, per centre, in plain text and without names; straight on where it has."""
    offered = queries.mine(request.user).filter(application=application_id).exclude(state="fallen").first()
    if offered is not None:
        return redirect("awards:offer", offered.pk)
    application = gates.find(queries.waiting(request.user), pk=application_id)
    context = {
        "application": application,
        "programme": application.programme,
        "lines": queries.waiting_position(application),
        "over": queries.is_over(application.programme.call, request.at),
        "call": application.programme.call,
        "where": queries.where(application.programme, "Applicant"),
    }
    return render(request, "awards/waiting.html", context)
