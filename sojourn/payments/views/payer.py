"""The payer's side: what is to be paid, batches, the file, bank data, people, invoices, statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.payments import actions, forms, queries, rules
from sojourn.payments.models import Batch
from sojourn.payments.views import pieces
from sojourn.people import queries as people
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])
LATEST = 20


@gates.sign_in
@require_GET
def payers(request: HttpRequest) -> HttpResponse:
    """The payers that this person works for, and where their money is."""
    pieces.money_only(request)
    rows = []
    for one in queries.payers_of(request.user):
        standing = queries.standing(one) or {"EUR": {}}
        for currency, pots in standing.items():
            rows.append(
                {
                    "payer": one,
                    "due": len(queries.due(one, currency)),
                    **{
                        name: pieces.amount(pots.get(name, 0), currency)
                        for name in ("promised", "approved", "received", "demanded")
                    },
                }
            )
    return render(request, "payments/payers.html", {"rows": rows})


@gates.sign_in
@require_GET
def payer(request: HttpRequest, pk: int) -> HttpResponse:
    one = pieces.payer(request, pk)
    who = {"by": request.user, "at": request.at}
    treasurers = list(queries.treasurers(one))
    batches = queries.batches_of(request.user).filter(payer=one)
    debts = [
        debt
        | {"back": -debt["total"]}
        | {"may": rules.may_issue_invoice(debt["creditor"], debt["debtor"], total=debt["total"], **who)}
        for debt in queries.debts([one])
    ]
    context = {
        "payer": one,
        "ready": [(currency, len(queries.due(one, currency))) for currency in queries.currencies_due(one)],
        "batches": list(batches if request.GET.get("batches") == "all" else batches[:LATEST]),
        "older": 0 if request.GET.get("batches") == "all" else max(0, batches.count() - LATEST),
        "account": queries.payer_account(one),
        "treasurers": treasurers,
        "is_treasurer": queries.is_treasurer(request.user, one),
        "may_name_treasurer": rules.may_name_treasurer(one, **who),
        "debts": debts,
        "invoices": list(queries.invoices_of(request.user).filter(creditor=one))
        + list(queries.invoices_of(request.user).filter(debtor=one)),
        "years": queries.years(one),
        "standing": queries.standing(one),
    }
    return render(request, "payments/payer.html", context)


@gates.sign_in
@BOTH
def prepare(request: HttpRequest, pk: int, currency: str) -> HttpResponse:
    """What is due, what of it can leave now, and why the rest cannot."""
    one = pieces.payer(request, pk)
    found = queries.due(one, currency)
    data, facts = queries.payees(found), queries.facts_of(found, request.at)
    lines = []
    for payment in found:
        stay = facts.get(payment.instalment.grant.award_id)
        row = data.get(payment.pk)
        may = rules.may_enclose(payment, data=row, stay=stay, by=request.user, at=request.at)
        lines.append(
            {
                "payment": payment,
                "name": queries.payee_name(payment),
                "what": queries.OF[payment.instalment.purpose],
                "amount": pieces.amount(payment.amount, currency),
                "may": may,
                "hint": row.hint if row else "",
                "by_hand": row is not None and (row.kind != "sepa" or currency != "EUR"),
            }
        )
    free = [line for line in lines if line["may"]]
    choices = [(str(line["payment"].pk), f"{line['name']}, {line['amount']}") for line in free]
    form = forms.Prepare(
        request.POST or None,
        choices=choices,
        initial={
            "leaves_on": request.at.date() + timedelta(days=1),
            "chosen": [key for key, _ in choices],
        },
    )
    who = {"by": request.user, "at": request.at}
    if request.method == "POST" and form.is_valid():
        chosen = [line["payment"] for line in free if str(line["payment"].pk) in form.cleaned_data["chosen"]]
        day = form.cleaned_data["leaves_on"]
        verdict = rules.may_prepare(one, leaves_on=day, count=len(chosen), **who)
        if verdict:
            batch = actions.prepare(one, chosen, currency=currency, leaves_on=day, **who)
            messages.success(request, "Prepared. Somebody else approves it now.")
            return redirect("payments:batch", batch.pk)
        form.add_error("leaves_on" if verdict.code == "past" else None, verdict.reason)
    picked = set(form["chosen"].value() or [])
    for line in free:
        line["picked"] = str(line["payment"].pk) in picked
    context = {
        "payer": one,
        "form": form,
        "free": free,
        "held": [line for line in lines if not line["may"]],
        "lines": lines,
        "nothing": "What is due and waits for something stands below." if lines else "No payment is due.",
        "currency": currency,
        "total": pieces.amount(sum(line["payment"].amount for line in free), currency),
    }
    return render(request, "payments/prepare.html", context, status=422 if form.errors else 200)


# --- a batch ---


def _together(found: Any) -> str:
    payments = "1 payment" if found.count == 1 else f"{found.count} payments"
    return f"{payments}, {pieces.amount(found.total or 0, found.currency)}"


def _batch(request: HttpRequest, batch_id: UUID) -> Batch:
    return gates.find(queries.batches_of(request.user), pk=batch_id)


@gates.sign_in
@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    found = _batch(request, batch_id)
    who = {"by": request.user, "at": request.at}
    lines = [
        {
            "payment": payment,
            "name": queries.payee_name(payment),
            "amount": pieces.amount(payment.amount, found.currency),
            "may_return": rules.may_book_return(payment, **who),
            "may_reveal": payment.bank_data is not None and rules.may_reveal_bank(payment.bank_data, **who),
        }
        for payment in queries.enclosed(found)
    ]
    context = {
        "batch": found,
        "payer": found.payer,
        "by_file": [line for line in lines if not line["payment"].by_hand],
        "by_hand": [line for line in lines if line["payment"].by_hand],
        "total": pieces.amount(found.total or 0, found.currency),
        "may_approve_batch": rules.may_approve_batch(found, **who),
        "may_download_file": rules.may_download_file(found, **who),
        "may_settle_batch": rules.may_settle_batch(found, **who),
        "may_drop_batch": rules.may_drop_batch(found, **who),
    }
    return render(request, "payments/batch.html", context)


@gates.sign_in
@BOTH
def approve_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    found = _batch(request, batch_id)
    back = reverse("payments:batch", args=[found.pk])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_approve_batch(found, **who), next_url=back, next_verb="Back to the batch")
    return pieces.confirm(
        request,
        title="Approve this batch",
        lead=f"{found.payer}: {_together(found)}",
        verb="Approve",
        consequences=[
            f"The payment file is made and checked against its schema. {found.prepared_by} prepared it.",
            "You and the other treasurers can then download it and give it to the bank.",
        ],
        do=lambda typed: actions.approve_batch(found, **who),
        done="Approved. The file can be downloaded.",
        back=back,
        crumbs=[(str(found.payer), reverse("payments:payer", args=[found.payer_id])), ("Batch", back)],
    )


@gates.sign_in
@require_POST
def download_file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The file for the bank. A POST, since each download is written down."""
    found = _batch(request, batch_id)
    back = reverse("payments:batch", args=[found.pk])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_download_file(found, **who), next_url=back, next_verb="Back to the batch")
    response = HttpResponse(actions.download_file(found, **who), content_type="application/xml")
    name = f"sepa-{found.leaves_on:%Y-%m-%d}-{found.pk.hex[:8]}.xml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@gates.sign_in
@BOTH
def settle_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    found = _batch(request, batch_id)
    back = reverse("payments:batch", args=[found.pk])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_settle_batch(found, **who), next_url=back, next_verb="Back to the batch")
    form = forms.SettleBatch(request.POST or None, initial={"paid_on": request.at.date()})
    return pieces.confirm(
        request,
        title="Mark this batch as paid",
        lead=f"{found.payer}: {_together(found)}",
        verb="Mark as paid",
        form=form,
        consequences=[
            "Everything in it counts as paid on that day, the payments by hand too.",
            "Each fellow gets a letter. What comes back later is booked back, payment by payment.",
            "The payment file is erased here.",
        ],
        may=lambda typed: rules.may_settle_batch(found, **typed, **who),
        do=lambda typed: actions.settle_batch(found, **typed, **who),
        done="Marked as paid. The fellows were told.",
        back=back,
        about="paid_on",
        crumbs=[(str(found.payer), reverse("payments:payer", args=[found.payer_id])), ("Batch", back)],
    )


@gates.sign_in
@BOTH
def drop_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    found = _batch(request, batch_id)
    back = reverse("payments:batch", args=[found.pk])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_drop_batch(found, **who), next_url=back, next_verb="Back to the batch")
    told = ["Its payments wait again and can go into another batch.", "The payment file is erased here."]
    out = found.state == "approved" and queries.was_downloaded(found)
    if out:
        told.insert(0, "The file was downloaded. What the bank has, it pays: ask there first.")
    return pieces.confirm(
        request,
        title="Drop this batch",
        verb="Drop it",
        form=forms.DropBatch(request.POST or None, out=out),
        consequences=told,
        do=lambda typed: actions.drop_batch(found, **typed, **who),
        done="Dropped. Its payments wait again.",
        back=reverse("payments:payer", args=[found.payer_id]),
        danger=True,
        crumbs=[(str(found.payer), reverse("payments:payer", args=[found.payer_id])), ("Batch", back)],
    )


# --- bank data and people ---


@gates.sign_in
@BOTH
def reveal_bank(request: HttpRequest, bank_data_id: UUID) -> HttpResponse:
    """GET says what looking means; POST shows the numbers once and writes it down."""
    row = gates.find(queries.bank_data_for(request.user), pk=bank_data_id)
    gates.require(rules.may_reveal_bank(row, by=request.user, at=request.at))
    shown = None
    if request.method == "POST":
        opened = actions.reveal_bank(row, by=request.user, at=request.at)
        shown = [(LABELS[name], opened[name]) for name in LABELS if opened.get(name)]
    response = render(
        request, "payments/reveal_bank.html", {"bank": row, "shown": shown, "consequences": LOOKING}
    )
    response["Cache-Control"] = "private, no-store"
    return response


LOOKING = [
    "The whole account is shown once, on this page.",
    "Your name and the time are written into the journal.",
    "You need it only to pay by hand, or to answer the bank.",
]
LABELS = {
    "holder": "Holder",
    "iban": "IBAN",
    "bic": "BIC",
    "account": "Account number",
    "routing": "Routing or branch code",
    "bank": "Bank",
    "bank_country": "Country of the bank",
    "street": "Street",
    "number": "House number",
    "postcode": "Postcode",
    "town": "Town",
    "country": "Country",
}


@gates.sign_in
@BOTH
def save_payer_account(request: HttpRequest, pk: int) -> HttpResponse:
    one = pieces.payer(request, pk)
    back = reverse("payments:payer", args=[one.pk])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_save_payer_account(one, **who), next_url=back, next_verb="Back to the payer")
    form = forms.SavePayerAccount(request.POST or None, initial={"holder": one.name})
    if request.method == "POST" and form.is_valid():
        actions.save_payer_account(one, form.cleaned_data, **who)
        messages.success(request, "The account is kept, locked.")
        return redirect(back)
    context = {"form": form, "payer": one, "account": queries.payer_account(one), "back": back}
    return render(request, "payments/save_payer_account.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def name_treasurer(request: HttpRequest, pk: int) -> HttpResponse:
    one = pieces.payer(request, pk)
    back = reverse("payments:payer", args=[one.pk])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_name_treasurer(one, **who), next_url=back, next_verb="Back to the payer")

    def may(typed: dict[str, Any]) -> Any:
        user = people.by_email(typed["email"])
        if user is None or not user.is_active:
            return rules.no("unknown", "Nobody with this address has an account.")
        return rules.may_name_treasurer(one, user=user, **who)

    return pieces.confirm(
        request,
        title="Name a treasurer",
        lead=str(one),
        verb="Name this person",
        form=forms.NameTreasurer(request.POST or None),
        consequences=[
            f"This person approves and settles batches of {one}, and downloads its payment files.",
            "Account numbers of the fellows that it pays can be read; each look is written down.",
        ],
        may=may,
        do=lambda typed: actions.name_treasurer(one, people.by_email(typed["email"]), **who),
        done="Named.",
        back=back,
        about="email",
        crumbs=[(str(one), back)],
    )


@gates.sign_in
@BOTH
def release_treasurer(request: HttpRequest, treasurer_id: int) -> HttpResponse:
    row = gates.find(
        queries.all_treasurers().filter(payer__in=queries.payers_of(request.user)), pk=treasurer_id
    )
    back = reverse("payments:payer", args=[row.payer_id])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_release_treasurer(row, **who), next_url=back, next_verb="Back to the payer")
    return pieces.confirm(
        request,
        title="Release a treasurer",
        lead=f"{row.user.formal_name}, {row.payer}",
        verb="Release",
        consequences=["Files and account numbers close for this person at once."],
        do=lambda typed: actions.release_treasurer(row, **who),
        done="Released.",
        back=back,
        danger=True,
        crumbs=[(str(row.payer), back)],
    )
