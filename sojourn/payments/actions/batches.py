"""Payments leave in batches: prepared by one, approved by another, settled when the bank has done them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.payments import queries, rules, states
from sojourn.payments.actions import grants, letters
from sojourn.payments.actions.books import Move, advance, book, pot
from sojourn.payments.models import Batch, Demand, Grant, Part, Payment
from sojourn.payments.queries import sepa
from sojourn.post import actions as post
from sojourn.societies.models import Payer
from sojourn.ui import gates, lockbox


def prepare(
    payer: Payer, chosen: Iterable[Payment], *, currency: str, leaves_on: date, by: Any, at: datetime
) -> Batch:
    """Into one batch; each has to be free to leave. What no IBAN reaches is listed for payment by hand."""
    wanted = {payment.pk for payment in chosen}
    gates.require(rules.may_prepare(payer, by=by, at=at, leaves_on=leaves_on, count=len(wanted)))
    with transaction.atomic():
        found = [payment for payment in queries.due(payer, currency) if payment.pk in wanted]
        gates.require(rules.may_prepare(payer, by=by, at=at, gone=len(wanted) - len(found)))
        data, facts = queries.payees(found), queries.facts_of(found, at)
        batch = Batch.objects.create(
            payer=payer, currency=currency, leaves_on=leaves_on, prepared_by=by, prepared_at=at
        )
        for payment in found:
            grant = payment.instalment.grant
            row = data.get(payment.pk)
            gates.require(rules.may_enclose(payment, data=row, stay=facts.get(grant.award_id), by=by, at=at))
            also = {
                "batch": batch,
                "bank_data": row,
                "hint": row.hint,
                "by_hand": row.kind != "sepa" or currency != "EUR",
            }
            journal.turn(payment, "enclose", moves=states.PAYMENT_MOVES, by=by, at=at, also=also)
        journal.note("payments.prepare", thing=batch, by=by, at=at, facts={"payments": len(found)})
        for row in queries.treasurers(payer):
            if row.user_id != by.pk:
                context = {"batch": batch, "payer": payer, "count": len(found), "site": settings.SITE_URL}
                post.write("payments.prepare", to=row.user, thing=batch, at=at, context=context)
    return batch


def approve_batch(batch: Batch, *, by: Any, at: datetime) -> Batch:
    """The second person: the file is made and checked against its schema now, or nothing is approved."""
    gates.require(rules.may_approve_batch(batch, by=by, at=at))
    with transaction.atomic():
        found = queries.enclosed(batch)
        gates.require(_still_right(found, at=at))
        by_file = [payment for payment in found if not payment.by_hand]
        also: dict[str, Any] = {"approved_by": by, "approved_at": at}
        if by_file:
            account = queries.payer_account(batch.payer)
            if account is None:
                gates.require(
                    no("no-account", f"Say first from which account {batch.payer} pays; a treasurer can.")
                )
            made = sepa.payment_file(
                batch,
                [(payment, queries.opened(payment.bank_data)) for payment in by_file],
                payer=queries.opened(account),
                at=at,
            )
            also["locked"] = lockbox.lock(made.decode(), purpose=queries.FILE)
            also["sha256"] = hashlib.sha256(made).hexdigest()
        facts = {"sha256": also.get("sha256", ""), "payments": len(found)}
        journal.turn(batch, "approve_batch", moves=states.BATCH_MOVES, by=by, at=at, also=also, facts=facts)
    return batch


def _still_right(found: list[Payment], *, at: datetime) -> Any:
    """An account that changed since it was prepared is not paid to."""
    changed = queries.changed_payees(found)
    if changed:
        who = "; ".join(changed)
        return no("changed", f"The account changed since: {who}. Drop this batch and prepare it anew.")
    for payment in found:
        row = payment.bank_data
        if row.hold_until and row.hold_until > at:
            who = queries.payee_name(payment)
            return no("held", f"The account of {who} is held. Drop this batch and prepare it anew.")
    return rules.YES


def download_file(batch: Batch, *, by: Any, at: datetime) -> bytes:
    """The file as it was approved, checked against its schema once more; each time it is written down."""
    gates.require(rules.may_download_file(batch, by=by, at=at))
    made = lockbox.unlock(batch.locked, purpose=queries.FILE).encode()
    sepa.check(made)
    journal.note("payments.download_file", thing=batch, by=by, at=at, facts={"sha256": batch.sha256})
    return made


def drop_batch(batch: Batch, *, reason: str = "", sure: bool = False, by: Any, at: datetime) -> Batch:
    """Its payments wait again; nothing was paid. `sure`: the bank will not carry out a file that it may have,
    for the same payments go into another one."""
    gates.require(rules.may_drop_batch(batch, by=by, at=at, sure=sure))
    with transaction.atomic():
        also = {"reason": reason[:300], "locked": ""}
        journal.turn(batch, "drop_batch", moves=states.BATCH_MOVES, by=by, at=at, also=also)
        for payment in queries.enclosed(batch):
            also = {"batch": None, "bank_data": None, "hint": "", "by_hand": False}
            journal.turn(payment, "take_out", moves=states.PAYMENT_MOVES, by=by, at=at, also=also)
    return batch


def settle_batch(batch: Batch, *, paid_on: date, by: Any, at: datetime) -> Batch:
    """The bank has done it: everything in it counts as paid on that day, and the fellows are told."""
    gates.require(rules.may_settle_batch(batch, by=by, at=at, paid_on=paid_on))
    with transaction.atomic():
        also = {"settled_at": at, "paid_on": paid_on, "locked": ""}
        journal.turn(batch, "settle_batch", moves=states.BATCH_MOVES, by=by, at=at, also=also)
        for payment in queries.enclosed(batch):
            _pay(payment, paid_on, by=by, at=at)
    return batch


def _pay(payment: Payment, paid_on: date, *, by: Any, at: datetime) -> None:
    grant = payment.instalment.grant
    journal.locked(grant)
    line = journal.locked(payment.instalment)
    also = {"paid_on": paid_on}
    journal.turn(payment, "book_paid", moves=states.PAYMENT_MOVES, by=by, at=at, also=also)
    moves = []
    for part in paid_parts(payment, grant):
        source, target = (pot(kind, grant, part.payer_id, line.purpose) for kind in ("approved", "received"))
        moves.append(Move(source, target, part.amount))
        if part.payer_id != payment.payer_id:
            moves.append(advance(payment.payer_id, part.payer_id, part.amount, grant.currency))
    book("pay", moves, grant=grant, on=paid_on, by=by, at=at)
    grants.settle_line(line, at=at)
    if line.purpose != "host":
        context = letters.words(line, grant) | {
            "amount": queries.spoken(payment.amount, grant.currency),
            "paid_on": queries.spoken_day(paid_on),
            "hint": payment.hint,
        }
        letters.to_fellow("settle_batch", grant, at=at, context=context)


def paid_parts(payment: Payment, grant: Grant) -> list[Part]:
    """The parts that a payment pays: those of its own payer, and of all for whom it pays."""
    parts = payment.instalment.parts.filter(amount__gt=0).order_by("pk")
    return [part for part in parts if queries.paid_out_by(grant, part.payer_id) == payment.payer_id]


def book_return(payment: Payment, *, on: date, reason: str, by: Any, at: datetime) -> Payment:
    """The bank sent it back: booked back, and due anew. What was asked back of it meanwhile has come so."""
    gates.require(rules.may_book_return(payment, by=by, at=at, on=on))
    grant = payment.instalment.grant
    with transaction.atomic():
        journal.locked(grant)
        line = journal.locked(payment.instalment)  # another payment of it may have come back meanwhile
        also = {"returned_on": on, "reason": reason[:200]}
        journal.turn(payment, "book_return", moves=states.PAYMENT_MOVES, by=by, at=at, also=also)
        moves, again = [], 0
        for part in paid_parts(payment, grant):
            settled = _settle_demands(part, grant, on=on, by=by, at=at)
            received, approved, demanded, purse = (
                pot(kind, grant, part.payer_id, line.purpose)
                for kind in ("received", "approved", "demanded", "purse")
            )
            moves += [
                Move(received, approved, part.amount - settled),
                Move(demanded, purse, settled),
            ]
            if part.payer_id != payment.payer_id:
                moves.append(advance(payment.payer_id, part.payer_id, -part.amount, grant.currency))
            again += part.amount - settled
            if settled:
                part.amount -= settled
                part.save(update_fields=["amount"])
                line.amount -= settled
                line.save(update_fields=["amount"])
        book("return", moves, grant=grant, on=on, by=by, at=at, note=reason)
        if line.state == "paid" and (again or not line.amount):
            also = {"paid_on": None}
            journal.turn(line, "reopen", moves=states.INSTALMENT_MOVES, by=by, at=at, also=also)
        if not line.amount:
            journal.turn(line, "cancel", moves=states.INSTALMENT_MOVES, by=by, at=at)
        if again:
            Payment.objects.create(instalment=line, payer_id=payment.payer_id, amount=again)
        grant.closed_at, grant.followed = None, {}
        grant.save(update_fields=["closed_at", "followed"])
        if line.purpose != "host":
            context = {
                "amount": queries.spoken(payment.amount, grant.currency),
                "hint": payment.hint,
                "reason": reason,
            }
            letters.to_fellow("book_return", grant, at=at, context=context)
    return payment


def _settle_demands(part: Part, grant: Grant, *, on: date, by: Any, at: datetime) -> int:
    """How much of a returned part was asked back already: that has come by this way."""
    left = part.amount
    asked = Demand.objects.filter(
        grant=grant, payer=part.payer_id, purpose=part.instalment.purpose, state="asked"
    ).order_by("pk")
    for demand in asked:
        if left >= demand.amount:
            left -= demand.amount
            also = {"settled_on": on}
            journal.turn(demand, "book_repayment", moves=states.DEMAND_MOVES, by=by, at=at, also=also)
        elif left:
            demand.amount -= left
            demand.save(update_fields=["amount"])
            left = 0
    return part.amount - left
