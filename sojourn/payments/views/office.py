"""The office's side: instalments of its societies, claims, what was asked back, what came back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.core import money
from sojourn.payments import actions, forms, queries, rules
from sojourn.payments.views import pieces
from sojourn.ui import gates, sheets, times

BOTH = require_http_methods(["GET", "POST"])
STATES = [
    ("due", "Approved, to pay"),
    ("planned", "Planned"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
    ("all", "Every one"),
]


@gates.sign_in
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Instalments of the officer's societies: those that leave first."""
    pieces.money_only(request)
    state = request.GET.get("state", "due")
    lines = queries.lines_for(request.user)
    if state in dict(STATES) and state != "all":
        lines = lines.filter(state=state)
    rows = [
        {
            "cells": [
                {
                    "text": line.grant.award.application.applicant.formal_name,
                    "url": reverse("payments:grant", args=[line.grant.award_id]),
                },
                line.grant.award.application.programme.society.acronym,
                {"text": f"{line.order}, {queries.OF[line.purpose]}"},
                {"text": pieces.amount(line.amount, line.grant.currency), "number": True},
                ", ".join(
                    f"{part.payer.name} {money.in_major(part.amount, line.grant.currency)}"
                    for part in line.parts.all()
                    if part.amount
                ),
                _when(line),
                {"text": STATED[line.state], "status": line.state},
            ]
        }
        for line in lines
    ]
    context = {
        "rows": rows,
        "state": state,
        "states": STATES,
        "columns": COLUMNS,
        "export": reverse("payments:export_instalments"),
    }
    return render(request, "payments/office.html", context)


STATED = {"planned": "Planned", "due": "Approved", "paid": "Paid", "cancelled": "Cancelled"}
COLUMNS = [
    {"label": "Fellow"},
    {"label": "Society"},
    {"label": "Instalment"},
    {"label": "Amount", "num": True},
    {"label": "From"},
    {"label": "When"},
    {"label": "State"},
]


def _when(line: Any) -> str:
    if line.paid_on and line.state == "paid":
        return f"paid {times.short_day(line.paid_on)}"
    if line.due_on and line.state == "due":
        return f"leaves by {times.short_day(line.due_on)}"
    if line.state == "cancelled":
        return ""
    if line.trigger == "date" and line.on:
        return f"due {times.short_day(line.on)}"
    return f"due when {queries.TRIGGERS.get(line.trigger, line.trigger)}"


@gates.sign_in
@require_GET
def export_instalments(request: HttpRequest) -> HttpResponse:
    """One row for each part: an instalment by one payer."""
    pieces.money_only(request)
    heads = ["Name", "Society", "Instalment", "For", "Payer", "Amount", "Currency"]
    heads += ["Due when", "Leaves by", "State", "Paid on"]
    rows = [
        [
            line.grant.award.application.applicant.formal_name,
            line.grant.award.application.programme.society.acronym,
            line.order,
            queries.OF[line.purpose],
            part.payer.name,
            money.in_major(part.amount, line.grant.currency).replace(",", ""),
            line.grant.currency,
            queries.TRIGGERS.get(line.trigger, line.trigger),
            line.due_on,
            line.state,
            line.paid_on,
        ]
        for line in queries.lines_for(request.user)
        for part in line.parts.all()
    ]
    return sheets.answer("instalments", heads, rows)


# --- claims ---


@gates.sign_in
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """Travel costs that wait for a decision, and those decided."""
    pieces.money_only(request)
    found = list(queries.claims_for(request.user).order_by("-filed_at", "-pk"))
    context = {
        "waiting": [claim for claim in reversed(found) if claim.state == "filed"],
        "decided": [claim for claim in found if claim.state in ("accepted", "refused")],
    }
    return render(request, "payments/claims.html", context)


def _claim(request: HttpRequest, claim_id: int) -> Any:
    return gates.find(queries.claims_for(request.user), pk=claim_id)


@gates.sign_in
@BOTH
def accept_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = _claim(request, claim_id)
    currency = claim.grant.currency
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_accept_claim(claim, **who), next_url=reverse("payments:claims"))
    left = queries.left_for_travel(claim.grant)
    form = forms.AcceptClaim(
        request.POST or None, currency=currency, initial={"amount": min(claim.amount, left)}
    )
    return pieces.confirm(
        request,
        title="Accept travel costs",
        lead=f"{claim.grant.award.application.applicant.formal_name}: {claim.what}, "
        f"{pieces.amount(claim.amount, currency)}; {pieces.amount(left, currency)} are left for travel",
        verb="Accept",
        form=form,
        consequences=["The amount becomes an instalment that is due at once.", "The fellow gets a letter."],
        may=lambda typed: rules.may_accept_claim(
            claim, amount=typed["amount"] or 0, left=left, reason=typed["reason"], **who
        ),
        do=lambda typed: actions.accept_claim(claim, **typed, **who),
        done="Accepted. The fellow was told.",
        back=reverse("payments:claims"),
        about="amount",
        crumbs=[("Travel costs", reverse("payments:claims"))],
    )


@gates.sign_in
@BOTH
def refuse_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = _claim(request, claim_id)
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_refuse_claim(claim, **who), next_url=reverse("payments:claims"))
    return pieces.confirm(
        request,
        title="Refuse travel costs",
        lead=f"{claim.grant.award.application.applicant.formal_name}: {claim.what}, "
        f"{pieces.amount(claim.amount, claim.grant.currency)}",
        verb="Refuse",
        form=forms.RefuseClaim(request.POST or None),
        consequences=["Nothing of it is paid.", "The fellow gets your reason."],
        do=lambda typed: actions.refuse_claim(claim, **typed, **who),
        done="Refused. The fellow was told.",
        back=reverse("payments:claims"),
        danger=True,
        crumbs=[("Travel costs", reverse("payments:claims"))],
    )


# --- what was asked back, what came back ---


@gates.sign_in
@BOTH
def book_repayment(request: HttpRequest, demand_id: int) -> HttpResponse:
    demand = gates.find(queries.demands_of(request.user), pk=demand_id)
    back = reverse("payments:grant", args=[demand.grant.award_id])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_book_repayment(demand, **who), next_url=back, next_verb="Open the grant")
    form = forms.BookRepayment(
        request.POST or None, initial={"on": queries.local_day(request.at, demand.grant)}
    )
    return pieces.confirm(
        request,
        title="Book what was paid back",
        lead=f"{demand.grant.award.application.applicant.formal_name}: "
        f"{pieces.amount(demand.amount, demand.grant.currency)}. {demand.reason}",
        verb="Book it",
        form=form,
        consequences=["It counts as come in on that day.", "Whoever paid it back gets a letter."],
        may=lambda typed: rules.may_book_repayment(demand, **typed, **who),
        do=lambda typed: actions.book_repayment(demand, **typed, **who),
        done="Booked.",
        back=back,
        about="on",
        crumbs=[("Grant", back)],
    )


@gates.sign_in
@BOTH
def waive(request: HttpRequest, demand_id: int) -> HttpResponse:
    demand = gates.find(queries.demands_of(request.user), pk=demand_id)
    back = reverse("payments:grant", args=[demand.grant.award_id])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_waive(demand, **who), next_url=back, next_verb="Open the grant")
    return pieces.confirm(
        request,
        title="Give up what was asked back",
        lead=f"{demand.payer}: {pieces.amount(demand.amount, demand.grant.currency)}. {demand.reason}",
        verb="Give it up",
        form=forms.Waive(request.POST or None),
        consequences=["It stays with whoever got it; this cannot be undone.", "The fellow gets a letter."],
        do=lambda typed: actions.waive(demand, **typed, **who),
        done="Given up. The fellow was told.",
        back=back,
        danger=True,
        crumbs=[("Grant", back)],
    )


@gates.sign_in
@BOTH
def book_return(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    payment = gates.find(queries.payments_of(request.user), pk=payment_id)
    grant = payment.instalment.grant
    back = (
        reverse("payments:batch", args=[payment.batch_id])
        if payment.batch_id
        else reverse("payments:payer", args=[payment.payer_id])
    )
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_book_return(payment, **who), next_url=back, next_verb="Back to the batch")
    form = forms.BookReturn(request.POST or None, initial={"on": queries.local_day(request.at, grant)})
    return pieces.confirm(
        request,
        title="Book a payment that came back",
        lead=f"{queries.payee_name(payment)}: {pieces.amount(payment.amount, grant.currency)}, "
        f"{payment.hint}",
        verb="Book it",
        form=form,
        consequences=[
            "The payment is booked back and waits anew.",
            "The fellow gets a letter with the bank's reason, and is asked to look at the account.",
        ],
        may=lambda typed: rules.may_book_return(payment, on=typed["on"], **who),
        do=lambda typed: actions.book_return(payment, **typed, **who),
        done="Booked back.",
        back=back,
        about="on",
        crumbs=[("Batch", back)],
    )
