"""Pages of offers, waiting, and money."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import actions, forms, queries, rules
from sojourn.awards.models import Award
from sojourn.calls.models import InstalmentRule
from sojourn.core import money
from sojourn.core.verdict import no
from sojourn.ui import gates, sheets, times
from sojourn.ui.waiting import Waiting

SAID = {
    "offered": "Offered",
    "accepted": "Accepted",
    "declined": "Declined",
    "lapsed": "Lapsed",
    "ended": "Ended early",
}


# --- the applicant ---


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
    return _page(request, "offer", award, context)


@gates.sign_in
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The second step says what it does; the first was the link to it."""
    award = gates.find(queries.mine(request.user), pk=award_id)
    _require(rules.may_accept(award, by=request.user, at=request.at), award)
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
    return _page(request, "accept", award, {"consequences": consequences})


@gates.sign_in
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, award_id: UUID) -> HttpResponse:
    award = gates.find(queries.mine(request.user), pk=award_id)
    _require(rules.may_decline(award, by=request.user, at=request.at), award)
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
    return _page(request, "decline", award, {"form": form, "consequences": consequences}, status=status)


@gates.sign_in
@require_GET
def letter(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The proof for employer, bank or embassy, made from what stands in the records now."""
    award = gates.find(queries.with_grant(queries.visible_to(request.user)), pk=award_id)
    if award.state != "accepted":
        _require(no("not-accepted", "The letter of award can be had once the place is accepted."), award)
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


# --- money ---


@gates.sign_in
@require_GET
def ledger(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The grant: for the fellow what was paid and what comes next, for the office with the button."""
    award = gates.find(queries.with_grant(queries.visible_to(request.user)), pk=award_id)
    shown = queries.ledger(award)
    office = queries.is_office(request.user, award.application.programme)
    if shown and office:
        for line, row in zip(award.grant.instalments.all(), shown["instalments"], strict=True):
            if line.state == "due":
                row |= {"url": reverse("awards:pay", args=[line.pk]), "verb": "Mark as paid"}
    return _page(request, "ledger", award, {"ledger": shown, "office": office})


@gates.sign_in
@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Instalments of the officer's societies: those to pay first."""
    _office_only(request)
    state = request.GET.get("state", "due")
    lines = queries.instalments(request.user)
    lines = lines.filter(state=state) if state in ("planned", "due", "paid", "cancelled") else lines
    rows = [
        {
            "cells": [
                {
                    "text": _name(line.grant.award),
                    "url": reverse("awards:ledger", args=[line.grant.award_id]),
                },
                line.grant.award.application.programme.society.acronym,
                {"text": f"{line.order}", "number": True},
                {"text": str(money.Money(line.amount, line.grant.currency)), "number": True},
                ", ".join(
                    f"{part.payer.name} {money.in_major(part.amount, line.grant.currency)}"
                    for part in line.parts.all()
                ),
                _when(line),
                {"text": "Mark as paid", "url": reverse("awards:pay", args=[line.pk])}
                if line.state == "due"
                else {"text": "", "status": line.state},
            ]
        }
        for line in lines
    ]
    context = {"rows": rows, "state": state, "columns": PAYMENT_COLUMNS, "selects": _state_select(state)}
    return render(request, "awards/payments.html", context)


PAYMENT_COLUMNS = [
    {"label": "Fellow"},
    {"label": "Society"},
    {"label": "Instalment", "num": True},
    {"label": "Amount", "num": True},
    {"label": "From"},
    {"label": "When"},
    {"label": "State"},
]


@gates.sign_in
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, instalment_id: int) -> HttpResponse:
    line = gates.find(queries.instalments(request.user), pk=instalment_id)
    award = line.grant.award
    back = reverse("awards:ledger", args=[award.pk])
    gates.require(
        rules.may_pay(line, by=request.user, at=request.at), next_url=back, next_verb="Open the grant"
    )
    today = rules.local_day(request.at, award.application.programme.call)
    form = forms.Pay(request.POST or None, initial={"paid_on": today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["paid_on"]
        verdict = rules.may_pay(line, by=request.user, at=request.at, paid_on=day)
        if verdict:
            actions.pay(line, paid_on=day, by=request.user, at=request.at)
            messages.success(request, "Marked as paid. The fellow was told.")
            return redirect(back)
        form.add_error("paid_on", verdict.reason)
    amount = str(money.Money(line.amount, line.grant.currency))
    parts = ", ".join(
        f"{part.payer.name} {money.in_major(part.amount, line.grant.currency)}" for part in line.parts.all()
    )
    consequences = [
        f"{amount} to {_name(award)} count as paid ({parts}).",
        "The fellow gets a letter that says so. No bank is asked: the payment itself is made elsewhere.",
    ]
    context = {"form": form, "line": line, "consequences": consequences, "back": back}
    return _page(request, "pay", award, context, status=422 if form.errors else 200)


@gates.sign_in
@require_GET
def payers(request: HttpRequest) -> HttpResponse:
    """What each payer promised, owes now, and has paid."""
    _office_only(request)
    rows = [
        [
            row["payer"],
            row["grants"],
            *(str(money.Money(row[name], row["currency"])) for name in ("promised", "due", "paid")),
            "demonstration value" if row["demonstration"] else "",
        ]
        for row in queries.per_payer(request.user)
    ]
    return render(request, "awards/payers.html", {"rows": rows})


# --- the office ---


@gates.sign_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Every award of the officer's societies, by state."""
    _office_only(request)
    awards = queries.for_officer(request.user)
    state = request.GET.get("state", "")
    shown = awards.filter(state=state) if state in SAID else awards
    rows = [
        {
            "cells": [
                {"text": _name(award), "url": reverse("awards:offer", args=[award.pk])},
                award.application.programme.society.acronym,
                str(award.offer.centre.institution),
                "Result" if award.round == 0 else f"Waiting list, round {award.round}",
                {"text": SAID[award.state], "status": award.state},
                times.short_day(award.answered_at or award.accept_by),
            ]
        }
        for award in shown
    ]
    counts: dict[str, int] = {}
    for each in awards.values_list("state", flat=True):
        counts[each] = counts.get(each, 0) + 1
    figures = [
        {"number": counts.get(name, 0), "label": word.lower(), "url": f"?state={name}"}
        for name, word in SAID.items()
    ]
    rounds = queries.rounds_for(request.user).select_related("call")
    context = {"rows": rows, "figures": figures, "state": SAID.get(state, ""), "rounds": rounds}
    return render(request, "awards/office.html", context)


@gates.sign_in
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """The list of the office as XLSX."""
    _office_only(request)
    heads = [
        "Name",
        "E-mail",
        "Society",
        "Call",
        "Centre",
        "City",
        "Round",
        "State",
        "Accept by (UTC)",
        "Answered (UTC)",
    ]
    rows = [
        [
            _name(award),
            award.application.applicant.email,
            award.application.programme.society.acronym,
            award.application.programme.call.name,
            award.offer.centre.institution.name,
            award.offer.centre.institution.city,
            award.round,
            SAID[award.state],
            award.accept_by,
            award.answered_at,
        ]
        for award in queries.for_officer(request.user)
    ]
    return sheets.answer("awards", heads, rows)


@gates.sign_in
@require_GET
def export_payments(request: HttpRequest) -> HttpResponse:
    """One row for each part: an instalment by one payer."""
    _office_only(request)
    triggers = dict(InstalmentRule.TRIGGERS)
    heads = [
        "Name",
        "Society",
        "Instalment",
        "Payer",
        "Amount",
        "Currency",
        "Due when",
        "Leaves by",
        "State",
        "Paid on",
    ]
    rows = [
        [
            _name(line.grant.award),
            line.grant.award.application.programme.society.acronym,
            line.order,
            part.payer.name,
            money.in_major(part.amount, line.grant.currency).replace(",", ""),
            line.grant.currency,
            triggers[line.trigger],
            line.due_on,
            line.state,
            line.paid_on,
        ]
        for line in queries.instalments(request.user)
        for part in line.parts.all()
    ]
    return sheets.answer("payments", heads, rows)


@gates.sign_in
@require_GET
def round_file(request: HttpRequest, call: str, number: int) -> HttpResponse:
    """Exact input and output of a round of the waiting list: anyone who has it can replay it."""
    found = gates.find(queries.rounds_for(request.user), call__slug=call, number=number)
    return JsonResponse({"instance": found.instance, "result": found.result})


# --- shared ---


def _page(
    request: HttpRequest, name: str, award: Award, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    own = award.application.applicant_id == request.user.pk
    due = None
    if own and award.state == "offered" and award.accept_by >= request.at:
        due = Waiting(
            "Answer", "your offer", reverse("awards:offer", args=[award.pk]), due_at=award.accept_by
        )
    role = "Office" if not own else "Fellow" if award.state == "accepted" else "Applicant"
    base = {
        "award": award,
        "programme": award.application.programme,
        "call": award.application.programme.call,
        "institution": award.offer.centre.institution,
        "said": SAID[award.state],
        "name": _name(award),
        "offer_url": reverse("awards:offer", args=[award.pk]),
        "where": queries.where(award.application.programme, role, due=due),
    }
    return render(request, f"awards/{name}.html", base | context, status=status)


def _require(verdict: Any, award: Award) -> None:
    gates.require(verdict, next_url=reverse("awards:offer", args=[award.pk]), next_verb="Open the offer")


def _office_only(request: HttpRequest) -> None:
    gates.require(rules.may_see_office(by=request.user))


def _name(award: Award) -> str:
    return award.application.applicant.formal_name


def _when(line: Any) -> str:
    if line.paid_on:
        return f"paid {times.short_day(line.paid_on)}"
    if line.due_on:
        return f"leaves by {times.short_day(line.due_on)}"
    return f"due when {queries.TRIGGERS[line.trigger]}"


def _state_select(state: str) -> list[dict[str, Any]]:
    options = [
        ("due", "To pay"),
        ("planned", "Planned"),
        ("paid", "Paid"),
        ("cancelled", "Cancelled"),
        ("all", "Every one"),
    ]
    return [{"name": "state", "label": "Which", "value": state, "options": options}]
