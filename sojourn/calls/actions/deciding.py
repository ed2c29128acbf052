"""The reasons that a committee may give, and the minimum scores of a programme, before the call opens."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from sojourn.calls import rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.models import DecisionReason, MinimumScore, Programme
from sojourn.journal import actions as journal
from sojourn.ui import gates


def edit_deciding(
    programme: Programme,
    *,
    reasons: list[dict[str, str]],
    least: dict[str, Decimal],
    version: int,
    by: Any,
    at: datetime,
) -> None:
    """`reasons` in their order, one without a code being new; `least` maps a criterion's code to its minimum,
    the empty code standing for the weighted mean. What is not named goes."""
    with transaction.atomic():
        call = journal.locked(programme.call)
        programme = journal.locked(programme)
        programme.call = call
        gates.require(rules.may_edit_deciding(programme, by=by, at=at))
        if version != programme.version:
            raise Overtaken(programme)
        taken = {row["code"] for row in reasons}
        DecisionReason.objects.filter(programme=programme).delete()
        rows = []
        for order, row in enumerate(reasons, 1):
            code = row["code"] or _free_code(row["label"], taken)
            taken.add(code)
            rows.append(
                DecisionReason(
                    programme=programme, order=order, code=code, label=row["label"], text=row["text"]
                )
            )
        DecisionReason.objects.bulk_create(rows)
        MinimumScore.objects.filter(programme=programme).delete()
        MinimumScore.objects.bulk_create(
            MinimumScore(programme=programme, criterion=code, least=value) for code, value in least.items()
        )
        programme.version += 1
        programme.save(update_fields=["version"])
        facts = {"reasons": len(rows), "minimum_scores": len(least)}
        journal.note("calls.edit_deciding", thing=programme, by=by, at=at, facts=facts)


def _free_code(label: str, taken: set[str]) -> str:
    base = slugify(label)[:16] or "reason"
    numbers = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(code for code in numbers if code not in taken)
