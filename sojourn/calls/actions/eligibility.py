"""The programme's rules of eligibility: added, edited, moved and removed until the call opens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.actions.rows import free_code, locked, move
from sojourn.calls.models import EligibilityRule, Programme
from sojourn.journal import actions as journal
from sojourn.ui import gates

FIELDS = ("wording", "hard", "params")


def add_rule(programme: Programme, values: Mapping[str, Any], *, by: Any, at: datetime) -> EligibilityRule:
    """After the others. ValueError for parameters that could not be checked."""
    with transaction.atomic():
        programme = locked(programme)
        gates.require(rules.may_add_rule(programme, by=by, at=at))
        others = list(programme.eligibility_rules.all())
        row = EligibilityRule.objects.create(
            programme=programme,
            order=max((one.order for one in others), default=0) + 1,
            code=free_code(values["wording"], {one.code for one in others}, otherwise="rule"),
            kind=values["kind"],
            **_checkable(values["kind"], values),
        )
        journal.note("calls.add_rule", thing=programme, by=by, at=at, facts={"code": row.code})
    return row


def edit_rule(row: EligibilityRule, values: Mapping[str, Any], *, by: Any, at: datetime) -> EligibilityRule:
    """Its kind and code stay. Overtaken where somebody saved it since the form was opened."""
    with transaction.atomic():
        programme = locked(row.programme)
        gates.require(rules.may_edit_rule(programme, by=by, at=at))
        row = journal.locked(row)
        if values.get("version") and values["version"] != row.version:
            raise Overtaken(row)
        given = _checkable(row.kind, values)
        if any(getattr(row, name) != value for name, value in given.items()):
            row.mark = {}  # what somebody has written here is no longer printed or made up
        for name, value in given.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        journal.note("calls.edit_rule", thing=programme, by=by, at=at, facts={"code": row.code})
    return row


def move_rule(row: EligibilityRule, *, up: bool, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(row.programme)
        gates.require(rules.may_move_rule(programme, by=by, at=at))
        if move(row, list(programme.eligibility_rules.all()), up=up):
            journal.note("calls.move_rule", thing=programme, by=by, at=at, facts={"code": row.code})


def remove_rule(row: EligibilityRule, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        programme = locked(row.programme)
        gates.require(rules.may_remove_rule(programme, by=by, at=at))
        journal.note("calls.remove_rule", thing=programme, by=by, at=at, facts={"code": row.code})
        row.delete()


def _checkable(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in FIELDS}
    for name, fault in rules.faults(kind, given["params"]).items():
        raise ValueError(f"{kind}, {name}: {fault}")
    return given
