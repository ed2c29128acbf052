"""Who acts for a payer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.payments import rules
from sojourn.payments.models import Treasurer
from sojourn.societies.models import Payer
from sojourn.ui import gates


def name_treasurer(payer: Payer, user: Any, *, by: Any, at: datetime) -> Treasurer:
    """`by` None: the set-up of a demonstration."""
    if by is not None:
        gates.require(rules.may_name_treasurer(payer, by=by, at=at, user=user))
    with transaction.atomic():
        row = Treasurer.objects.create(payer=payer, user=user, named_at=at)
        journal.note("payments.name_treasurer", thing=payer, by=by, at=at, facts={"person": str(user.pk)})
    return row


def release_treasurer(row: Treasurer, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_release_treasurer(row, by=by, at=at))
    with transaction.atomic():
        facts = {"person": str(row.user_id)}
        journal.note("payments.release_treasurer", thing=row.payer, by=by, at=at, facts=facts)
        row.delete()
