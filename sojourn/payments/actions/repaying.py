"""What was asked back: it came, or its payer gives it up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.payments import queries, rules, states
from sojourn.payments.actions import letters
from sojourn.payments.actions.books import Move, advance, book, pot
from sojourn.payments.models import Demand
from sojourn.ui import amounts, gates


def book_repayment(demand: Demand, *, on: date, by: Any, at: datetime) -> Demand:
    """It comes to whoever paid it out; where that was another payer, the debt between the two shrinks."""
    gates.require(rules.may_book_repayment(demand, by=by, at=at, on=on))
    grant = demand.grant
    with transaction.atomic():
        journal.locked(grant)
        also = {"settled_on": on}
        journal.turn(demand, "book_repayment", moves=states.DEMAND_MOVES, by=by, at=at, also=also)
        moves = [Move(*_pots(demand, "demanded", "purse"), demand.amount)]
        lead = queries.paid_out_by(grant, demand.payer_id)
        if lead != demand.payer_id:
            moves.append(advance(lead, demand.payer_id, -demand.amount, grant.currency))
        book("repay", moves, grant=grant, on=on, by=by, at=at)
        if demand.purpose != "host":
            context = {"amount": amounts.written(demand.amount, grant.currency)}
            letters.to_fellow("book_repayment", grant, at=at, context=context)
    return demand


def waive(demand: Demand, *, reason: str, by: Any, at: datetime) -> Demand:
    """The payer leaves it with the fellow or the centre."""
    gates.require(rules.may_waive(demand, by=by, at=at))
    grant = demand.grant
    with transaction.atomic():
        journal.locked(grant)
        also = {"settled_on": queries.local_day(at, grant), "waived_because": reason[:300]}
        journal.turn(demand, "waive", moves=states.DEMAND_MOVES, by=by, at=at, also=also)
        moves = [Move(*_pots(demand, "demanded", "received"), demand.amount)]
        book("waive", moves, grant=grant, on=also["settled_on"], by=by, at=at)
        if demand.purpose != "host":
            context = {"amount": amounts.written(demand.amount, grant.currency)}
            letters.to_fellow("waive", grant, at=at, context=context)
    return demand


def _pots(demand: Demand, *kinds: str) -> list[Any]:
    return [pot(kind, demand.grant, demand.payer_id, demand.purpose) for kind in kinds]
