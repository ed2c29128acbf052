"""Try a scenario and keep it; drop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.core import matching, verifier
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.selection import queries, rules
from sojourn.selection.actions.matches import Disagreement
from sojourn.selection.models import Scenario
from sojourn.ui.gates import require


def try_out(
    room: queries.Room, *, name: str, changes: Sequence[Mapping[str, Any]], by: Any, at: datetime
) -> Scenario:
    """The engine with some changes to the input. It is kept under its name; nothing real changes."""
    require(rules.may_try_out(room, by=by, at=at))
    run = queries.standing_run(room.call)
    try:
        instance, result = queries.tried(run.instance, changes)
    except matching.Refused as refusal:
        require(no("refused", f"{refusal.structure.because} {refusal.structure.needs}"))
    if faults := verifier.verify(instance, result):
        raise Disagreement(faults)
    with transaction.atomic():
        scenario = Scenario.objects.create(
            call=room.call,
            society=None if room.office else room.own[0].society,
            name=name,
            changes=list(changes),
            basis_sha256=queries.basis(run.instance),
            before=run.result["awards"],
            instance=instance,
            result=result,
            made_by=by,
            made_at=at,
        )
        facts = {"changes": len(changes), "awards": len(result["awards"])}
        journal.note("selection.try_out", thing=scenario, by=by, at=at, facts=facts)
    return scenario


def drop_scenario(scenario: Scenario, *, by: Any, at: datetime) -> None:
    require(rules.may_drop_scenario(scenario, by=by, at=at))
    with transaction.atomic():
        journal.note("selection.drop_scenario", thing=scenario, by=by, at=at, facts={"name": scenario.name})
        scenario.delete()
