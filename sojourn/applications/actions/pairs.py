"""What the office found across applications: one person or two, and who is a member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sojourn.applications import rules
from sojourn.applications.models import Pair
from sojourn.journal import actions as journal
from sojourn.societies import actions as societies
from sojourn.ui import gates


def judge_pair(one: Any, other: Any, *, same: bool, reason: str, by: Any, at: datetime) -> Pair:
    """Remember what a person found of two accounts; nothing is merged, and it can be judged anew."""
    gates.require(rules.may_judge_pair(by=by, at=at))
    gates.require(rules.needs_reason(reason))
    first, second = sorted((one, other), key=lambda user: str(user.pk))
    with transaction.atomic():
        values = {"same": same, "reason": reason.strip()[:500], "judged_by": by, "judged_at": at}
        row, _ = Pair.objects.update_or_create(one=first, other=second, defaults=values)
        journal.note("applications.judge_pair", thing=row, by=by, at=at, facts={"same": same})
    return row


def confirm_memberships(
    society: Any, confirmed: Sequence[tuple[Any, str, date | None]], *, by: Any, at: datetime
) -> int:
    """Handed to the societies, who keep memberships: here are the claims that they are matched to."""
    return societies.confirm_memberships(society, confirmed, by=by, at=at)
