"""The only hand that moves money between accounts: a posting with its transfers, and the counters with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from sojourn.payments.models import Account, Grant, Posting, Transfer
from sojourn.payments.queries import Pot


class Move(NamedTuple):
    """So much from one pot to another."""

    source: Pot
    target: Pot
    amount: int


def book(
    kind: str,
    moves: Iterable[Move],
    *,
    grant: Grant | None = None,
    on: date,
    by: Any = None,
    at: datetime,
    note: str = "",
) -> Posting | None:
    """Nothing where nothing moves. The database refuses a pot that would fall below nothing.

    ValueError where two currencies would be mixed.
    """
    moves = [move for move in moves if move.amount]
    if not moves:
        return None
    if any(move.source.currency != move.target.currency for move in moves):
        raise ValueError("a transfer has one currency")
    with transaction.atomic():
        accounts = _accounts({pot for move in moves for pot in move[:2]})
        posting = Posting.objects.create(
            kind=kind, grant=grant, on=on, at=at, by=by if _is_person(by) else None, note=note[:200]
        )
        Transfer.objects.bulk_create(
            Transfer(
                posting=posting,
                source=accounts[move.source.key],
                target=accounts[move.target.key],
                amount=move.amount,
            )
            for move in moves
        )
        change: Counter[int] = Counter()
        for move in moves:
            change[accounts[move.source.key].pk] -= move.amount
            change[accounts[move.target.key].pk] += move.amount
        for key, amount in sorted(change.items()):  # in one order everywhere: two hands never wait in a ring
            if amount:
                Account.objects.filter(pk=key).update(balance=F("balance") + amount)
    return posting


def _is_person(by: Any) -> bool:
    return by is not None and by._meta.label == "people.User"


def _accounts(pots: set[Pot]) -> dict[str, Account]:
    wanted = {pot.key: pot for pot in pots}
    found = {row.key: row for row in Account.objects.filter(key__in=wanted)}
    new = [wanted[key] for key in sorted(wanted) if key not in found]
    if new:
        Account.objects.bulk_create(
            (
                Account(
                    key=pot.key,
                    kind=pot.kind,
                    payer_id=pot.payer,
                    counter_id=pot.counter,
                    grant_id=pot.grant,
                    purpose=pot.purpose,
                    currency=pot.currency,
                )
                for pot in new
            ),
            ignore_conflicts=True,  # another hand made it a moment ago
        )
        found |= {row.key: row for row in Account.objects.filter(key__in=[pot.key for pot in new])}
    return found


def pot(kind: str, grant: Grant, payer: int, purpose: str) -> Pot:
    """A pot of a grant; the purse belongs to the payer alone."""
    if kind == "purse":
        return Pot("purse", payer, grant.currency)
    return Pot(kind, payer, grant.currency, grant.pk, purpose)


def advance(creditor: int, debtor: int, amount: int, currency: str) -> Move:
    """One payer paid for another; turned round where it came back, or was settled."""
    lent = Pot("advanced", creditor, currency, counter=debtor)
    owed = Pot("owed", debtor, currency, counter=creditor)
    return Move(lent, owed, amount) if amount >= 0 else Move(owed, lent, -amount)
