"""Entries of the logbook, and what the tutor says to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.placements import queries, rules, states
from sojourn.placements.actions import letters
from sojourn.placements.models import CheckIn, LogEntry, Placement
from sojourn.ui import gates

FIELDS = ("objective", "done_on", "activity", "modality", "role", "count", "note")


def log(
    placement: Placement, values: dict[str, Any], *, by: Any, at: datetime, key: UUID | None = None
) -> LogEntry:
    """`values`: objective (of the own plan, or None), done_on, activity, modality, role, count, note.

    The same `key` again is the same entry: a browser that lost the answer sends it once more.
    """
    gates.require(rules.may_log(placement, by=by, at=at, done_on=values["done_on"]))
    with transaction.atomic():
        journal.locked(placement)
        kept = placement.entries.filter(key=key).first() if key else None
        if kept is not None:
            return kept
        entry = LogEntry.objects.create(placement=placement, logged_at=at, key=key, **_own(values, placement))
        journal.note("placements.log", thing=entry, by=by, at=at)
    return entry


def check_in(placement: Placement, *, note: str, by: Any, at: datetime) -> CheckIn:
    """The fellow's line on the week that runs."""
    with transaction.atomic():
        journal.locked(placement)
        gates.require(rules.may_check_in(placement, by=by, at=at))
        week = queries.week_of(placement, min(rules.local_day(at, placement), placement.ends_on))
        row, _ = CheckIn.objects.update_or_create(
            placement=placement, number=week, defaults={"note": note[:300], "written_at": at}
        )
        journal.note("placements.check_in", thing=placement, by=by, at=at, facts={"week": week})
    return row


def answer_check_in(row: CheckIn, *, answer: str, by: Any, at: datetime) -> CheckIn:
    """To the line as it was read: one that the fellow has changed since is read again first."""
    with transaction.atomic():
        journal.locked(row.placement)
        now = journal.locked(row)
        now.placement = row.placement
        gates.require(rules.may_answer_check_in(now, by=by, at=at))
        gates.require(rules.as_it_was_read(now, row))
        row.answer, row.answered_at = answer[:300], at
        row.save(update_fields=["answer", "answered_at"])
        facts = {"week": row.number}
        journal.note("placements.answer_check_in", thing=row.placement, by=by, at=at, facts=facts)
    return row


def correct_entry(entry: LogEntry, values: dict[str, Any], *, by: Any, at: datetime) -> LogEntry:
    gates.require(rules.may_correct_entry(entry, by=by, at=at, done_on=values["done_on"]))
    also = {**_own(values, entry.placement), "query": "", "logged_at": at}
    return journal.turn(entry, "correct_entry", moves=states.ENTRY_MOVES, by=by, at=at, also=also)


def countersign(entries: Sequence[LogEntry], *, by: Any, at: datetime) -> int:
    """The tutor signs entries as they were read, all or none; the number signed."""
    entries = list(entries)
    gates.require(rules.may_countersign(entries, by=by, at=at))
    with transaction.atomic():
        for entry in entries:
            gates.require(rules.as_it_was_read(journal.locked(entry), entry))
            also = {"countersigned_at": at}
            journal.turn(entry, "countersign", moves=states.ENTRY_MOVES, by=by, at=at, also=also)
    return len(entries)


def query_entry(entry: LogEntry, *, reason: str, by: Any, at: datetime) -> LogEntry:
    """The tutor asks back; the entry doesn't count until it is corrected."""
    gates.require(rules.may_query_entry(entry, by=by, at=at))
    with transaction.atomic():
        also = {"query": reason[:300]}
        journal.turn(entry, "query_entry", moves=states.ENTRY_MOVES, by=by, at=at, also=also)
        letters.to_fellow("query_entry", entry.placement, at=at, reason=reason)
    return entry


def _own(values: dict[str, Any], placement: Placement) -> dict[str, Any]:
    """The fields of an entry; an objective of somebody else's plan is dropped."""
    found = {name: values[name] for name in FIELDS if name in values}
    objective = found.get("objective")
    if objective is not None and objective.placement_id != placement.pk:
        found["objective"] = None
    return found
