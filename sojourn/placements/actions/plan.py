"""The training plan: edited by the fellow, signed by all, kept in every version that was signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.core import seals
from sojourn.journal import actions as journal
from sojourn.placements import queries, rules
from sojourn.placements.actions import letters
from sojourn.placements.models import Placement, PlanObjective, PlanVersion, PlanWeek, Signature
from sojourn.ui import gates

TEXTS = ("monitoring", "evaluating")


def edit_plan(placement: Placement, values: dict[str, Any], *, by: Any, at: datetime) -> Placement:
    """`values`: monitoring, evaluating, "weeks": {number: text}, "objectives": {id: {level_start, planned}},
    "own": [{"text", "kind", "planned", "level_start"}] to add, "drop": ids of own objectives to leave out.

    After a signature a change makes a new version, to be signed again by all.
    """
    gates.require(rules.may_edit_plan(placement, by=by, at=at))
    with transaction.atomic():
        row = journal.locked(placement)
        given = {name: values[name] for name in TEXTS if name in values}
        texts = {name: text for name, text in given.items() if text != getattr(row, name)}
        changed = _objectives(row, values)
        weeks = _weeks(row, values.get("weeks", {}))
        if not changed and not texts and not weeks:
            return placement
        if row.signatures.filter(plan_version=row.plan_version).exists():
            row.plan_version += 1
        for name, text in texts.items():
            setattr(row, name, text)
        row.version += 1
        row.save(update_fields=[*TEXTS, "plan_version", "version"])
        facts = {"version": row.plan_version, "objectives": changed, "weeks": weeks}
        journal.note("placements.edit_plan", thing=row, by=by, at=at, facts=facts)
        for name in (*TEXTS, "plan_version", "version"):
            setattr(placement, name, getattr(row, name))
    return placement


def copy_plan(placement: Placement, *, by: Any, at: datetime) -> Placement:
    """Weeks, monitoring and evaluating of the last fellow here, where nothing stands yet; never a level."""
    gates.require(rules.may_copy_plan(placement, by=by, at=at))
    earlier = queries.earlier_plan(placement)
    here = {week["number"]: week["activities"] for week in queries.plan_weeks(placement)}
    values: dict[str, Any] = {
        name: getattr(earlier, name) for name in TEXTS if not getattr(placement, name).strip()
    }
    values["weeks"] = {
        week.number: week.activities
        for week in earlier.weeks.all()
        if week.number in here and not here[week.number]
    }
    with transaction.atomic():
        edit_plan(placement, values, by=by, at=at)
        journal.note("placements.copy_plan", thing=placement, by=by, at=at)
    return placement


def _objectives(row: Placement, values: dict[str, Any]) -> int:
    """The number of lines changed, added or left out. A line with entries stays, else they would lose it."""
    lines = {line.pk: line for line in row.objectives.all()}
    changed = 0
    for key, wanted in values.get("objectives", {}).items():
        line = lines.get(int(key))
        if line is not None and _set(line, wanted):
            line.save(update_fields=["level_start", "planned"])
            changed += 1
    for key in values.get("drop", ()):
        line = lines.get(int(key))
        if line is not None and line.own and not line.entries.exists():
            line.delete()
            changed += 1
    order = max((line.order for line in lines.values()), default=0)
    for number, given in enumerate(values.get("own", ()), 1):
        PlanObjective.objects.create(placement=row, order=order + number, own=True, **given)
        changed += 1
    return changed


def _weeks(row: Placement, wanted: dict[int, str]) -> int:
    """The number of weeks that say something else now."""
    kept = {week.number: week for week in row.weeks.all()}
    changed = 0
    for number, text in wanted.items():
        text = text.strip()[:400]
        week = kept.get(number)
        if text == (week.activities if week else ""):
            continue
        changed += 1
        if not text:
            week.delete()
        else:
            PlanWeek.objects.update_or_create(placement=row, number=number, defaults={"activities": text})
    return changed


def _set(line: Any, wanted: dict[str, Any]) -> bool:
    before = (line.level_start, line.planned)
    line.level_start = wanted.get("level_start", line.level_start)
    line.planned = wanted.get("planned", line.planned)
    return before != (line.level_start, line.planned)


def sign_plan(placement: Placement, *, role: str, name: str, by: Any, at: datetime) -> Signature:
    """`role` is fellow, tutor or the programme's third; what is signed is sealed with the first signature."""
    gates.require(rules.may_sign_plan(placement, role=role, by=by, at=at))
    with transaction.atomic():
        journal.locked(placement)
        content = queries.plan_content(placement)
        version, _ = PlanVersion.objects.get_or_create(
            placement=placement,
            number=placement.plan_version,
            defaults={"content": content, "sha256": seals.seal(content), "sealed_at": at},
        )
        signature = Signature.objects.create(
            placement=placement,
            plan_version=placement.plan_version,
            role=role,
            name=name[:200],
            signed_at=at,
            sha256=version.sha256,
        )
        facts = {"version": placement.plan_version, "role": role}
        journal.note("placements.sign_plan", thing=placement, by=by, at=at, facts=facts)
        _tell(placement, role, at=at)
    return signature


def _tell(placement: Placement, role: str, *, at: datetime) -> None:
    """Whoever signs next is asked; the fellow hears when it is whole."""
    left = queries.unsigned_by(placement)
    if role == "fellow":
        letters.to_tutor("sign_plan", placement, at=at)
    if not left:
        letters.to_fellow("signed_plan", placement, at=at)
    elif left == ["centre"]:
        letters.to_people("sign_plan_too", placement, queries.coordinators(placement), at=at)
    elif left == ["office"]:
        letters.to_people("sign_plan_too", placement, queries.office_people(placement), at=at)
