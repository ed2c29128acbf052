"""Run the one match, let the chairs read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls.models import Call, Programme
from sojourn.core import matching, seals, verifier
from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.selection import queries, rules
from sojourn.selection.models import Match, Reading
from sojourn.ui.gates import require


class Disagreement(Exception):
    """The independent verifier does not agree with the engine: nothing is stored. `faults` are its words."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults[:5]))
        self.faults = faults


def run(call: Call, *, by: Any, at: datetime) -> Match:
    """Match once for all societies, and let a second program recompute it before anything is stored."""
    require(rules.may_run(call, by=by, at=at))
    with transaction.atomic():
        journal.locked(call)
        require(rules.may_run(call, by=by, at=at))  # two officers at one instant, or a ranking reopened
        match = compute(call, by=by, at=at)
    return match


def compute(call: Call, *, by: Any, at: datetime) -> Match:
    """Match and verify as the call stands now; whoever calls has asked whether that may be."""
    instance = queries.instance(call)
    try:
        result = matching.match(instance)
    except matching.Refused as refusal:
        require(no("refused", f"{refusal.structure.because} {refusal.structure.needs}"))
    faults = verifier.verify(instance, result)
    if faults:
        raise Disagreement(faults)
    match = Match.objects.create(
        call=call,
        instance=instance,
        result=result,
        instance_sha256=seals.seal(instance),
        run_by=by if by is not None and by._meta.label == "people.User" else None,
        run_at=at,
    )
    facts = {
        "mode": result["mode"],
        "awards": len(result["awards"]),
        "unmatched": len(result["unmatched"]),
        "instance": match.instance_sha256,
    }
    journal.note("selection.run", thing=match, by=by, at=at, facts=facts)
    return match


def read(match: Match, programme: Programme, *, by: Any, at: datetime) -> Reading:
    """The chair has read the part of the own society; once for each run."""
    require(rules.may_read(match, programme, by=by, at=at))
    with transaction.atomic():
        reading, new = Reading.objects.get_or_create(
            match=match, programme=programme, defaults={"read_by": by, "read_at": at}
        )
        if new:
            facts = {"programme": programme.pk}
            journal.note("selection.read", thing=match, by=by, at=at, facts=facts)
    return reading
