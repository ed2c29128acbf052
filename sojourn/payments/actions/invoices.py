"""One payer paid for another: an invoice over what stands on none yet, and its settlement."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.payments import queries, rules, states
from sojourn.payments.actions.books import advance, book
from sojourn.payments.models import Invoice, InvoiceLine
from sojourn.post import actions as post
from sojourn.societies.models import Payer
from sojourn.ui import gates

PAY_DAYS = 30


def issue_invoice(creditor: Payer, debtor: Payer, *, currency: str, by: Any, at: datetime) -> Invoice:
    """Every advance since the last invoice, less what came back, on one paper with a number of its own."""
    gates.require(rules.may_issue_invoice(creditor, debtor, by=by, at=at))
    with transaction.atomic():
        journal.locked(creditor)  # one number after the other
        rows = list(queries.uninvoiced(creditor, debtor, currency))
        amounts = [row.amount if row.source.kind == "advanced" else -row.amount for row in rows]
        total = sum(amounts)
        gates.require(rules.may_issue_invoice(creditor, debtor, by=by, at=at, total=total))
        count = Invoice.objects.filter(creditor=creditor, issued_on__year=at.year).count()
        day = at.date()
        made = Invoice.objects.create(
            creditor=creditor,
            debtor=debtor,
            number=f"{creditor.pk}-{at.year}-{count + 1:03}",
            currency=currency,
            total=total,
            issued_on=day,
            issued_at=at,
            issued_by=by,
            pay_by=day + timedelta(days=PAY_DAYS),
            demonstration=any(row.posting.grant.demonstration for row in rows),
        )
        InvoiceLine.objects.bulk_create(
            InvoiceLine(invoice=made, transfer=row, amount=amount)
            for row, amount in zip(rows, amounts, strict=True)
        )
        journal.note("payments.issue_invoice", thing=made, by=by, at=at, facts={"lines": len(rows)})
        context = {
            "invoice": made,
            "amount": queries.spoken(abs(total), currency),
            "pay_by": queries.spoken_day(made.pay_by),
            "site": settings.SITE_URL,
        }
        for person in queries.people_of(debtor):
            post.write("payments.issue_invoice", to=person, thing=made, at=at, context=context)
    return made


def settle_invoice(invoice: Invoice, *, on: date, by: Any, at: datetime) -> Invoice:
    """The money has come: the two payers are even over it."""
    gates.require(rules.may_settle_invoice(invoice, by=by, at=at, on=on))
    with transaction.atomic():
        also = {"settled_on": on}
        journal.turn(invoice, "settle_invoice", moves=states.INVOICE_MOVES, by=by, at=at, also=also)
        move = advance(invoice.creditor_id, invoice.debtor_id, -invoice.total, invoice.currency)
        book("settle", [move], on=on, by=by, at=at, note=f"{invoice.word} {invoice.number}")
    return invoice
