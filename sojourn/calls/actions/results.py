"""What a programme does around its results, set before the call opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.models import Programme
from sojourn.journal import actions as journal
from sojourn.ui import gates

FIELDS = ("handshake", "show_rank", "may_float", "appeal_days", "public_list")


def edit_results(
    programme: Programme, values: dict[str, Any], *, version: int, by: Any, at: datetime
) -> None:
    with transaction.atomic():
        call = journal.locked(programme.call)
        programme = journal.locked(programme)
        programme.call = call
        gates.require(rules.may_edit_results(programme, by=by, at=at))
        if version != programme.version:
            raise Overtaken(programme)
        changed = [name for name in FIELDS if getattr(programme, name) != values[name]]
        for name in changed:
            setattr(programme, name, values[name])
        programme.version += 1
        programme.save(update_fields=[*changed, "version"])
        journal.note("calls.edit_results", thing=programme, by=by, at=at, facts={"changed": changed})
