"""What a grant will come to, from what the programme has published. The money itself is a room further on."""

from __future__ import annotations

from typing import Any

from sojourn.awards.models import Award
from sojourn.calls import queries as calls
from sojourn.calls.models import InstalmentRule
from sojourn.ui import amounts

TRIGGERS = dict(InstalmentRule.TRIGGERS)


def promised(award: Award) -> dict[str, Any] | None:
    """{"total", "currency", "mark"} for a stay of the usual length; None where no amount is published."""
    programme = award.application.programme
    shares = [share for share in calls.shares(programme) if share.amount]
    total = calls.grant_total(shares)
    if total is None:
        return None
    marks = [share.mark for share in shares if share.mark.get("kind") == "demonstration"]
    return {"total": total, "currency": programme.currency, "mark": marks[0] if marks else None}


def money_words(award: Award) -> str:
    """What becomes of the grant, in a sentence: its sum stays, and what makes its parts due stays."""
    found = promised(award)
    if found is None:
        return "No grant has been drawn up; nothing changes about money."
    total = amounts.written(found["total"], found["currency"])
    lines = list(calls.instalments(award.application.programme))
    if not lines:
        return f"The grant of {total} stays as it is."
    first = lines[0]
    return (
        f"The grant of {total} stays as it is. The first of its {len(lines)} parts leaves within "
        f"{first.days} days after {TRIGGERS[first.trigger]}."
    )
