"""Money: the fellow's ledger, the office's payments, the sums of each payer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.awards import actions, forms, queries, rules
from sojourn.awards.views import pieces
from sojourn.calls.models import InstalmentRule
from sojourn.core import money
from sojourn.ui import gates, sheets, times


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
    return pieces.page(request, "ledger", award, {"ledger": shown, "office": office})


@gates.sign_in
@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Instalments of the officer's societies: those to pay first."""
    pieces.office_only(request)
    state = request.GET.get("state", "due")
    lines = queries.instalments(request.user)
    lines = lines.filter(state=state) if state in ("planned", "due", "paid", "cancelled") else lines
    rows = [
        {
            "cells": [
                {
                    "text": pieces.person(line.grant.award),
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
        f"{amount} to {pieces.person(award)} count as paid ({parts}).",
        "The fellow gets a letter that says so. No bank is asked: the payment itself is made elsewhere.",
    ]
    context = {"form": form, "line": line, "consequences": consequences, "back": back}
    return pieces.page(request, "pay", award, context, status=422 if form.errors else 200)


@gates.sign_in
@require_GET
def payers(request: HttpRequest) -> HttpResponse:
    """What each payer promised, owes now, and has paid."""
    pieces.office_only(request)
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


@gates.sign_in
@require_GET
def export_payments(request: HttpRequest) -> HttpResponse:
    """One row for each part: an instalment by one payer."""
    pieces.office_only(request)
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
            pieces.person(line.grant.award),
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
