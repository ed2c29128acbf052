"""Travel paid against receipts: filed by the fellow, accepted in whole or in part, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.core import instalments as tables
from sojourn.documents import actions as documents
from sojourn.journal import actions as journal
from sojourn.payments import queries, rules, states
from sojourn.payments.actions import grants, letters
from sojourn.payments.models import Claim, Grant, Instalment, Part
from sojourn.ui import gates


def file_claim(grant: Grant, values: Mapping[str, Any], *, receipt: Any, by: Any, at: datetime) -> Claim:
    """`values`: what, spent_on, amount; `receipt` is a file that was kept."""
    gates.require(rules.may_file_claim(grant, by=by, at=at, spent_on=values["spent_on"]))
    with transaction.atomic():
        claim = Claim.objects.create(grant=grant, receipt=receipt, filed_at=at, **values)
        journal.note("payments.file_claim", thing=claim, by=by, at=at)
    return claim


def take_back_claim(claim: Claim, *, by: Any, at: datetime) -> Claim:
    gates.require(rules.may_take_back_claim(claim, by=by, at=at))
    with transaction.atomic():
        receipt = claim.receipt
        also = {"receipt": None}
        journal.turn(claim, "take_back_claim", moves=states.CLAIM_MOVES, by=by, at=at, also=also)
        if receipt is not None:
            documents.discard(receipt)
    return claim


def accept_claim(claim: Claim, *, amount: int, reason: str = "", by: Any, at: datetime) -> Claim:
    """So much of it becomes an instalment that is due at once; never more than is left for travel."""
    grant = claim.grant
    with transaction.atomic():
        journal.locked(grant)
        left = queries.left_for_travel(grant)
        may = rules.may_accept_claim(claim, by=by, at=at, amount=amount, left=left, reason=reason)
        gates.require(may)
        planned = grant.instalments.filter(trigger="claim", state="planned").order_by("order").first()
        line = _take(planned, amount, grant)
        also = {
            "accepted": amount,
            "reason": reason[:300],
            "decided_at": at,
            "decided_by": by,
            "instalment": line,
        }
        journal.turn(claim, "accept_claim", moves=states.CLAIM_MOVES, by=by, at=at, also=also)
        grants.approve(line, grant=grant, at=at)
        if not planned.amount:
            journal.turn(planned, "cancel", moves=states.INSTALMENT_MOVES, by=by, at=at)
        _tell(claim, grant, at=at)
    return claim


def refuse_claim(claim: Claim, *, reason: str, by: Any, at: datetime) -> Claim:
    gates.require(rules.may_refuse_claim(claim, by=by, at=at))
    with transaction.atomic():
        also = {"reason": reason[:300], "decided_at": at, "decided_by": by}
        journal.turn(claim, "refuse_claim", moves=states.CLAIM_MOVES, by=by, at=at, also=also)
        _tell(claim, claim.grant, at=at)
    return claim


def _tell(claim: Claim, grant: Grant, *, at: datetime) -> None:
    context = {
        "claim": claim,
        "amount": queries.spoken(claim.accepted, grant.currency),
        "claimed": queries.spoken(claim.amount, grant.currency),
    }
    letters.to_fellow("decide_claim", grant, at=at, context=context)


def _take(planned: Instalment, amount: int, grant: Grant) -> Instalment:
    """A new instalment of so much, taken from what is planned for travel, each payer in proportion."""
    parts = list(planned.parts.order_by("pk"))
    table = tables.spread([amount, planned.amount - amount], [part.amount for part in parts])
    line = Instalment.objects.create(
        grant=grant,
        order=grant.instalments.order_by("order").last().order + 1,
        purpose=planned.purpose,
        trigger="claim",
        days=planned.days,
        amount=amount,
    )
    for part, taken in zip(parts, table[0], strict=True):
        Part.objects.create(instalment=line, payer_id=part.payer_id, amount=taken)
        part.amount -= taken
        part.save(update_fields=["amount"])
    planned.amount -= amount
    planned.save(update_fields=["amount"])
    return line
