"""The training plan: edited by the fellow, signed by both, kept in every version that was signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.core import seals
from sojourn.journal import actions as journal
from sojourn.placements import queries, rules
from sojourn.placements.actions import letters
from sojourn.placements.models import Placement, PlanVersion, Signature
from sojourn.ui import gates


def edit_plan(placement: Placement, values: dict[str, Any], *, by: Any, at: datetime) -> Placement:
    """`values`: {"monitoring": text, "objectives": {id: {"level_start", "planned"}}}.

    After a signature a change makes a new version, to be signed again by both.
    """
    gates.require(rules.may_edit_plan(placement, by=by, at=at))
    with transaction.atomic():
        row = journal.locked(placement)
        lines = {line.pk: line for line in row.objectives.all()}
        changed = [
            line
            for key, wanted in values.get("objectives", {}).items()
            if (line := lines.get(int(key))) and _set(line, wanted)
        ]
        monitoring = values.get("monitoring", row.monitoring)
        if not changed and monitoring == row.monitoring:
            return placement
        if row.signatures.filter(plan_version=row.plan_version).exists():
            row.plan_version += 1
        row.monitoring = monitoring
        row.version += 1
        row.save(update_fields=["monitoring", "plan_version", "version"])
        for line in changed:
            line.save(update_fields=["level_start", "planned"])
        facts = {"version": row.plan_version, "objectives": len(changed)}
        journal.note("placements.edit_plan", thing=row, by=by, at=at, facts=facts)
        for name in ("monitoring", "plan_version", "version"):
            setattr(placement, name, getattr(row, name))
    return placement


def _set(line: Any, wanted: dict[str, Any]) -> bool:
    before = (line.level_start, line.planned)
    line.level_start = wanted.get("level_start", line.level_start)
    line.planned = wanted.get("planned", line.planned)
    return before != (line.level_start, line.planned)


def sign_plan(placement: Placement, *, role: str, name: str, by: Any, at: datetime) -> Signature:
    """`role` is fellow or tutor; what is signed is sealed with the first signature."""
    gates.require(rules.may_sign_plan(placement, role=role, by=by, at=at))
    with transaction.atomic():
        journal.locked(placement)
        content = queries.plan_content(placement)
        sha256 = seals.seal(content)
        PlanVersion.objects.get_or_create(
            placement=placement,
            number=placement.plan_version,
            defaults={"content": content, "sha256": sha256, "sealed_at": at},
        )
        signature = Signature.objects.create(
            placement=placement,
            plan_version=placement.plan_version,
            role=role,
            name=name[:200],
            signed_at=at,
            sha256=sha256,
        )
        facts = {"version": placement.plan_version, "role": role}
        journal.note("placements.sign_plan", thing=placement, by=by, at=at, facts=facts)
        if role == "fellow":
            letters.to_tutor("sign_plan", placement, at=at)
        else:
            letters.to_fellow("signed_plan", placement, at=at)
    return signature
