"""What was typed towards an act and not done: kept until it is done or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications import rules
from sojourn.applications.actions.applicant import Stale
from sojourn.applications.models import Draft
from sojourn.journal import actions as journal
from sojourn.ui import gates


def keep_begun(
    act: str, thing: Any, typed: Mapping[str, Any], *, by: Any, at: datetime, seen: str = "", tab: str = "",
    turn: int = 0,
) -> None:  # fmt: skip
    """Keep what was typed; nobody is told of it. Raises Stale where another page kept something else."""
    gates.require(rules.begun.may_keep_begun(act, thing, by=by, at=at))
    section = rules.begun.section_of(act, thing)
    with transaction.atomic():
        row = journal.locked(rules.begun.application_of(thing))
        draft = row.drafts.filter(section=section).first() or Draft(application=row, section=section)
        if tab and draft.tab == tab and 0 < turn <= draft.turn:
            return  # overtaken on the way by a later save of the same page
        ours = bool(tab) and draft.tab == tab
        stale = bool(seen) and seen != rules.section_digest(row, section)
        if stale and not ours and draft.typed and draft.typed != typed:
            raise Stale(row)
        draft.typed, draft.tab, draft.turn, draft.at = dict(typed), tab, turn, at
        draft.save()


def drop_begun(act: str, thing: Any, *, by: Any, at: datetime) -> None:
    """It was done, or thrown away."""
    gates.require(rules.own(rules.begun.application_of(thing), by=by))
    section = rules.begun.section_of(act, thing)
    rules.begun.application_of(thing).drafts.filter(section=section).delete()
