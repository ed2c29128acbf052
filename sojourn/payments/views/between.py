"""Between payers: invoices and their settlement; the statement of a payer and a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.core import money
from sojourn.payments import actions, forms, queries, rules
from sojourn.payments.queries import paper
from sojourn.payments.views import pieces
from sojourn.ui import gates, sheets

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@BOTH
def issue_invoice(request: HttpRequest, pk: int, debtor: int, currency: str) -> HttpResponse:
    one = pieces.payer(request, pk)
    back = reverse("payments:payer", args=[one.pk])
    who = {"by": request.user, "at": request.at}
    debt = next(
        (row for row in queries.debts([one]) if (row["debtor"].pk, row["currency"]) == (debtor, currency)),
        None,
    )
    if debt is None:
        gates.require(rules.no("nothing", "Nothing stands on no invoice yet."), next_url=back)
    may = rules.may_issue_invoice(one, debt["debtor"], total=debt["total"], **who)
    gates.require(may, next_url=back, next_verb="Back to the payer")
    amount, back_again = pieces.amount(abs(debt["total"]), currency), debt["total"] < 0
    if request.method == "POST":
        made = actions.issue_invoice(one, debt["debtor"], currency=currency, **who)
        messages.success(request, f"{made.word} {made.number} is written. {made.debtor} was told.")
        return redirect("payments:invoice", made.pk)
    return pieces.confirm(
        request,
        title="Write a credit note" if back_again else "Write an invoice",
        lead=f"{one} owes {debt['debtor']} {amount}"
        if back_again
        else f"{one} to {debt['debtor']}: {amount}",
        verb="Write the credit note" if back_again else "Write the invoice",
        consequences=[
            f"On it stands what {one} paid for {debt['debtor']} since the last one, less what came back.",
            f"{debt['debtor']} gets a letter with a link to it.",
            "It cannot be changed; what comes later stands on the next.",
        ],
        do=lambda typed: None,
        done="",
        back=back,
        crumbs=[(str(one), back)],
    )


def _lines(found: Any) -> list[dict[str, Any]]:
    return [
        {
            "on": line.transfer.posting.on,
            "name": line.transfer.posting.grant.award.application.applicant.formal_name,
            "society": line.transfer.posting.grant.award.application.programme.society.acronym,
            "what": line.transfer.posting.get_kind_display(),
            "amount": pieces.amount(line.amount, found.currency),
        }
        for line in queries.invoice_lines(found)
    ]


@gates.sign_in
@require_GET
def invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    found = gates.find(queries.invoices_of(request.user), pk=invoice_id)
    mine = queries.payers_of(request.user).filter(pk=found.creditor_id).exists()
    context = {
        "invoice": found,
        "lines": _lines(found),
        "total": pieces.amount(abs(found.total), found.currency),
        "home": found.creditor if mine else found.debtor,
        "may_settle_invoice": rules.may_settle_invoice(found, by=request.user, at=request.at),
    }
    return render(request, "payments/invoice.html", context)


@gates.sign_in
@require_GET
def invoice_paper(request: HttpRequest, invoice_id: int) -> HttpResponse:
    found = gates.find(queries.invoices_of(request.user), pk=invoice_id)
    made = paper.invoice(found, _lines(found), account=queries.payer_account(found.creditor))
    return _pdf(made, f"{found.word.lower().replace(' ', '-')}-{found.number}")


@gates.sign_in
@BOTH
def settle_invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    found = gates.find(queries.invoices_of(request.user), pk=invoice_id)
    back = reverse("payments:invoice", args=[found.pk])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_settle_invoice(found, **who), next_url=back, next_verb="Back to the invoice")
    return pieces.confirm(
        request,
        title=f"Mark this {found.word.lower()} as settled",
        lead=f"{found.number}, {found.debtor}: {pieces.amount(abs(found.total), found.currency)}",
        verb="Mark as settled",
        form=forms.SettleInvoice(request.POST or None, initial={"on": request.at.date()}),
        consequences=[
            f"{found.debtor} no longer owes it to {found.creditor}."
            if found.total > 0
            else f"{found.creditor} no longer owes it to {found.debtor}."
        ],
        may=lambda typed: rules.may_settle_invoice(found, **typed, **who),
        do=lambda typed: actions.settle_invoice(found, **typed, **who),
        done="Settled.",
        back=back,
        about="on",
        crumbs=[(f"{found.word} {found.number}", back)],
    )


# --- the statement ---

TITLES = {
    "promised": "Promised to grants",
    "released": "Released again, as grants became smaller",
    "approved": "Approved",
    "withdrawn": "Approved and withdrawn",
    "paid": "Paid, by this payer or for it",
    "returned": "Returned by banks",
    "asked_back": "Asked back",
    "repaid": "Paid back",
    "waived": "Given up",
    "taken_over": "Taken over, approved or paid before",
    "advanced": "Paid for other payers",
    "settled_in": "Of it, settled by them",
    "owed": "Paid by others for this payer",
    "settled_out": "Of it, settled by this payer",
}


def _statement(request: HttpRequest, pk: int, year: int) -> tuple[Any, dict[str, Any]]:
    one = pieces.payer(request, pk)
    sums = [
        (
            currency,
            [(TITLES[name], pieces.amount(row[name], currency)) for name in TITLES if _told(name, row)],
        )
        for currency, row in sorted(queries.statement(one, year).items())
    ]
    rows = [
        {
            "on": row.posting.on,
            "name": _whose(row),
            "what": row.posting.get_kind_display(),
            "meaning": TITLES[name],
            "minor": amount,
            "currency": row.source.currency,
            "amount": pieces.amount(amount, row.source.currency),
            "note": row.posting.note,
        }
        for row in queries.movements(one, year)
        for name, amount in queries.bearing(row, one)
    ]
    grants = [row.posting.grant for row in queries.movements(one, year) if row.posting.grant_id]
    return one, {
        "payer": one,
        "year": year,
        "sums": sums,
        "rows": rows,
        "demonstration": any(grant.demonstration for grant in grants),
    }


def _told(name: str, row: dict[str, int]) -> bool:
    """Former books are a line only for those who had some."""
    return name != "taken_over" or bool(row[name])


def _whose(row: Any) -> str:
    grant = row.posting.grant
    return grant.award.application.applicant.formal_name if grant else ""


@gates.sign_in
@require_GET
def statement(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    _, context = _statement(request, pk, year)
    return render(request, "payments/statement.html", context)


@gates.sign_in
@require_GET
def statement_paper(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    one, context = _statement(request, pk, year)
    return _pdf(paper.statement(context, at=request.at), f"statement-{one.pk}-{year}")


HEADS = ["Day", "Name", "What", "Counted as", "Amount", "Currency", "Note"]


def _table(context: dict[str, Any]) -> list[list[Any]]:
    return [
        [
            row["on"],
            row["name"],
            row["what"],
            row["meaning"],
            money.in_major(row["minor"], row["currency"]).replace(",", ""),
            row["currency"],
            row["note"],
        ]
        for row in context["rows"]
    ]


@gates.sign_in
@require_GET
def statement_sheet(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    one, context = _statement(request, pk, year)
    return sheets.answer(f"statement-{one.pk}-{year}", HEADS, _table(context))


@gates.sign_in
@require_GET
def statement_lines(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    one, context = _statement(request, pk, year)
    return sheets.lines(f"statement-{one.pk}-{year}", HEADS, _table(context))


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
