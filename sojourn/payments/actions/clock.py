"""What the clock does with money; forgetting a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.documents import actions as documents
from sojourn.payments.actions import bank, grants
from sojourn.payments.models import BankData, Claim


def tick(*, at: datetime) -> None:
    grants.draw_up_all(at=at)
    grants.follow_all(at=at)
    bank.erase_outlived(at=at)


def forget(person: Any, *, at: datetime) -> None:
    """The account goes at once, receipts with it; who was paid what stays while accounts must be kept."""
    for row in BankData.objects.filter(person=person, ended_at=None):
        bank.end(row, at=at)
    BankData.objects.filter(person=person).update(hint="erased")
    for claim in Claim.objects.filter(grant__award__application__applicant=person, receipt__isnull=False):
        documents.discard(claim.receipt)
    Claim.objects.filter(grant__award__application__applicant=person).update(
        what="erased", reason="", receipt=None
    )
