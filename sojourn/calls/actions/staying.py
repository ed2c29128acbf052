"""The stay of a programme: who signs the plan, its objectives, what is owed by when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.actions.rows import locked
from sojourn.calls.models import Objective, Programme
from sojourn.journal import actions as journal
from sojourn.ui import gates


def edit_stay(
    programme: Programme, values: dict[str, Any], *, version: int | None, by: Any, at: datetime
) -> Programme:
    """`values`: plan_third, duties, objectives (the whole list). Raises Overtaken for another version."""
    with transaction.atomic():
        row = locked(programme)
        gates.require(rules.may_edit_stay(row, by=by, at=at))
        if version is not None and version != row.version:
            raise Overtaken(row)
        row.plan_third, row.duties = values["plan_third"], values["duties"]
        row.version += 1
        row.save(update_fields=["plan_third", "duties", "version"])
        Objective.objects.filter(programme=row).delete()
        Objective.objects.bulk_create(
            Objective(programme=row, order=order, **each)
            for order, each in enumerate(values["objectives"], 1)
        )
        facts = {"objectives": len(values["objectives"])}
        journal.note("calls.edit_stay", thing=row, by=by, at=at, facts=facts)
    return row
