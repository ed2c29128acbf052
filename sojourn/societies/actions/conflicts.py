"""Conflicts of interest: declared, found, confirmed, cleared; and the facts by which they are found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.societies import rules, states
from sojourn.societies.models import Affiliation, Conflict, Society, Tie
from sojourn.ui import gates


def declare(
    society: Society,
    member: Any,
    *,
    against: Any = None,
    institution: str = "",
    ground: str,
    grade: str = "bars",
    explanation: str = "",
    by: Any,
    at: datetime,
) -> Conflict:
    """A conflict that a person knows of; declared again it counts again, even after it was cleared."""
    gates.require(rules.may_declare(society, member, by=by, at=at))
    with transaction.atomic():
        conflict = _known(society, member, against, institution, ground)
        if conflict is None:
            return _note_conflict(
                "declared", society, member, against, institution, ground, grade, explanation, by, at
            )
        told = {"grade": _stricter(conflict.grade, grade), "explanation": explanation or conflict.explanation}
        if conflict.state in states.MOVES["declare"][0]:
            return journal.turn(conflict, "declare", moves=states.MOVES, by=by, at=at, also=told)
        conflict.grade, conflict.explanation = told["grade"], told["explanation"]
        conflict.save(update_fields=list(told))
        return conflict


def find(
    society: Society,
    member: Any,
    *,
    against: Any = None,
    institution: str = "",
    ground: str,
    grade: str = "bars",
    explanation: str = "",
    by: Any,
    at: datetime,
) -> Conflict:
    """A conflict that the system found; what is known already, cleared or not, stays as it is."""
    with transaction.atomic():
        known = _known(society, member, against, institution, ground)
        if known is None:
            return _note_conflict(
                "found", society, member, against, institution, ground, grade, explanation, None, at
            )
        if known.state in states.IN_FORCE and known.grade != _stricter(known.grade, grade):
            # another year's programme may grade it more strictly; what was cleared stays cleared
            known.grade = "bars"
            known.save(update_fields=["grade"])
            journal.note("societies.find", thing=known, by=None, at=at, facts={"grade": "bars"})
        return known


def confirm(conflict: Conflict, *, reason: str, by: Any, at: datetime) -> Conflict:
    gates.require(rules.may_confirm(conflict, by=by, at=at))
    return journal.turn(conflict, "confirm", moves=states.MOVES, by=by, at=at, also={"reason": reason})


def clear(conflict: Conflict, *, reason: str, by: Any, at: datetime) -> Conflict:
    """It counts no longer, for the reason given."""
    gates.require(rules.may_clear(conflict, by=by, at=at))
    return journal.turn(conflict, "clear", moves=states.MOVES, by=by, at=at, also={"reason": reason})


def _known(society, member, against, institution, ground) -> Conflict | None:
    return Conflict.objects.filter(
        society=society, member=member, against=against, institution=institution, ground=ground
    ).first()


def _note_conflict(
    state, society, member, against, institution, ground, grade, explanation, by, at
) -> Conflict:
    conflict = Conflict.objects.create(
        society=society,
        member=member,
        against=against,
        institution=institution,
        ground=ground,
        grade=grade,
        explanation=explanation,
        state=state,
        noted_at=at,
    )
    verb = "societies.find" if state == "found" else "societies.declare"
    journal.note(verb, thing=conflict, by=by, at=at, facts={"ground": ground, "grade": grade})
    return conflict


def _stricter(one: str, other: str) -> str:
    return "bars" if "bars" in (one, other) else "disclosed"


# --- facts by which they are found ---------------------------------------------------------------------


def affiliate(user: Any, values: dict[str, Any], *, by: Any, at: datetime) -> Affiliation:
    """Where a person of a committee works or worked: institution, department, city, since_on, until_on."""
    gates.require(rules.may_affiliate(user, by=by, at=at))
    with transaction.atomic():
        row = Affiliation.objects.create(user=user, **values)
        journal.note("societies.affiliate", thing=row, by=by, at=at)
    return row


def drop_affiliation(affiliation: Affiliation, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_affiliate(affiliation.user, by=by, at=at))
    with transaction.atomic():
        journal.note("societies.drop_affiliation", thing=affiliation, by=by, at=at)
        affiliation.delete()


def tie(member_id: Any, person_id: Any, *, ground: str, ended_on: date | None, at: datetime) -> bool:
    """Who was whose tutor: upkeep knows it from rooms above this one. True if it is news."""
    row, new = Tie.objects.get_or_create(
        member_id=member_id, person_id=person_id, ground=ground, defaults={"ended_on": ended_on}
    )
    if not new and row.ended_on != ended_on:
        row.ended_on, new = ended_on, True
        row.save(update_fields=["ended_on"])
    if new:
        journal.note("societies.tie", thing=row, by=None, at=at, facts={"ground": ground})
    return new
