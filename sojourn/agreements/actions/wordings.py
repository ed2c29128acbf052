"""The office's own words for a paper; what is drawn up already keeps the words it was signed with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sojourn.agreements import queries, rules, states
from sojourn.agreements.models import Wording
from sojourn.journal import actions as journal
from sojourn.ui import gates


class Overtaken(Exception):
    """Somebody saved this text since the form was opened; `kept` is what stands now."""

    def __init__(self, kept: Any) -> None:
        super().__init__("overtaken")
        self.kept = kept


def edit_wording(
    kind: str, scope: str, values: Mapping[str, Any], *, version: int, by: Any, at: datetime
) -> Wording:
    """`values`: title, text, parties (roles), keep_years; `version`: what the form was opened with."""
    gates.require(rules.may_edit_wording(scope, by=by, at=at))
    told = {
        "title": values["title"],
        "text": values["text"],
        "parties": ",".join(values["parties"]),
        "keep_years": values.get("keep_years") or states.KEEP_YEARS[kind],
        "changed_by": by,
        "changed_at": at,
    }
    try:
        with transaction.atomic():
            row = queries.chosen(kind, scope)
            if row is None:
                if version:
                    raise Overtaken(queries.wording(kind, [scope]))
                row = Wording.objects.create(kind=kind, scope=scope, **told)
            else:
                row = journal.locked(row)
                if row.version != version:
                    raise Overtaken(row)
                for name, value in told.items():
                    setattr(row, name, value)
                row.version += 1
                row.save(update_fields=[*told, "version"])
            journal.note("agreements.edit_wording", thing=row, by=by, at=at, facts={"kind": kind})
    except IntegrityError:  # two people saved the first words in one moment
        raise Overtaken(queries.wording(kind, [scope])) from None
    return row
