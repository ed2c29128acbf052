"""The money of a programme, until its call opens: shares, instalments and terms as one whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.calls import rules
from sojourn.calls.actions.overtaken import Overtaken
from sojourn.calls.actions.rows import locked
from sojourn.calls.models import GrantShare, GrantTerms, InstalmentRule, Programme
from sojourn.journal import actions as journal
from sojourn.ui import gates


def edit_money(
    programme: Programme,
    *,
    shares: Sequence[Mapping[str, Any]],
    instalments: Sequence[Mapping[str, Any]],
    terms: Mapping[str, Any],
    version: int,
    mark: Mapping[str, Any] | None = None,
    by: Any,
    at: datetime,
) -> None:
    """What is not named goes. A row that somebody changes here is no longer printed or made up.

    `mark`: what a demonstration says of the rows that it adds.
    """
    with transaction.atomic():
        programme = locked(programme)
        gates.require(rules.may_edit_money(programme, by=by, at=at))
        if version != programme.version:
            raise Overtaken(programme)
        marks = {_said(row, SHARE): row.mark for row in programme.shares.all()}
        programme.shares.all().delete()
        GrantShare.objects.bulk_create(
            GrantShare(programme=programme, mark=marks.get(_told(row, SHARE), mark or {}), **row)
            for row in shares
        )
        marks = {_said(row, PART): row.mark for row in programme.instalment_rules.all()}
        programme.instalment_rules.all().delete()
        InstalmentRule.objects.bulk_create(
            InstalmentRule(programme=programme, order=order, mark=marks.get(_told(row, PART), {}), **row)
            for order, row in enumerate(instalments, 1)
        )
        GrantTerms.objects.update_or_create(programme=programme, defaults=dict(terms))
        programme.version += 1
        programme.save(update_fields=["version"])
        facts = {"shares": len(shares), "instalments": len(instalments)}
        journal.note("calls.edit_money", thing=programme, by=by, at=at, facts=facts)


SHARE = ("payer_id", "purpose", "amount", "unit", "cap")
PART = ("purpose", "share", "trigger", "on", "days")


def _said(row: Any, names: Sequence[str]) -> tuple:
    return tuple(getattr(row, name) for name in names)


def _told(row: Mapping[str, Any], names: Sequence[str]) -> tuple:
    return tuple(row.get(name) for name in names)
