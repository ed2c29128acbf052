"""What would have helped, as far as the committee lets an applicant read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls.models import Programme
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.selection import queries, rules
from sojourn.selection.models import Decision
from sojourn.ui.gates import require


def advise(programme: Programme, texts: Mapping[Any, str], *, by: Any, at: datetime) -> int:
    """Keep the words for these applications (id -> text; empty tells nothing); how many."""
    require(rules.may_advise(programme, by=by, at=at))
    rows = list(
        Decision.objects.filter(application__in=list(texts), panel__programme=programme).select_related(
            "application__programme"
        )
    )
    mine = queries.mine_of(by, programme, [row.application for row in rows])
    if set(texts) - mine:
        require(no("not_yours", "This application is not yours to decide."))
    for row in rows:
        row.advice, row.advised_at = texts[row.application_id].strip(), at
    with transaction.atomic():
        panel = journal.locked(queries.panel_of(programme))
        require(rules.may_advise(programme, by=by, at=at))  # it may have been reopened, or the results signed
        Decision.objects.bulk_update(rows, ["advice", "advised_at"])
        facts = {"applications": len(rows), "told": sum(bool(row.advice) for row in rows)}
        journal.note("selection.advise", thing=panel, by=by, at=at, facts=facts)
    return len(rows)
