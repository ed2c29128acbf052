"""Changes of a stay: asked for with a reason, done once every party that the rule names has said yes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sojourn.awards import queries as awards
from sojourn.journal import actions as journal
from sojourn.placements import queries, rules, states
from sojourn.placements.actions import agreement, errands, letters
from sojourn.placements.models import Amendment, Consent, Placement
from sojourn.ui import gates


def ask_amendment(
    placement: Placement, *, kind: str, reason: str, by: Any, at: datetime, **values: Any
) -> Amendment:
    """Whoever asks has agreed already; where nobody else is asked, it is done at once."""
    with transaction.atomic():
        journal.locked(placement)
        gates.require(rules.may_ask_amendment(placement, kind=kind, by=by, at=at, **values))
        party = queries.party_of(by, placement)
        row = Amendment.objects.create(
            placement=placement,
            kind=kind,
            reason=reason.strip()[:500],
            before=_standing(placement),
            asked_by=by if by._meta.label == "people.User" else None,
            asked_as=party,
            asked_at=at,
            **{
                "offer": placement.offer,
                "tutor": queries.only_tutor_of(values["offer"]) if kind == "move" else None,
                **values,
            },
        )
        Consent.objects.bulk_create(
            Consent(amendment=row, party=each, given_at=at if each == party else None)
            for each in states.PARTIES[kind]
        )
        journal.note(
            "placements.ask_amendment", thing=row, by=by, at=at, facts={"kind": kind, "party": party}
        )
        if queries.asked_parties(row):
            _ask(row, before=set(), at=at)
            if party == "centre" and "fellow" not in states.PARTIES[kind]:
                letters.of_amendment("told_amendment", row, [placement.fellow], at=at)
        else:
            _carry_out(row, by=by, at=at)
    return row


def agree_amendment(row: Amendment, *, party: str, by: Any, at: datetime, tutor: Any = None) -> Amendment:
    """One party's yes; the last one carries the change out. A new centre with several tutors says which."""
    with transaction.atomic():
        journal.locked(row.placement)
        gates.require(rules.may_agree_amendment(row, party=party, by=by, at=at, tutor=tutor))
        if tutor is not None and party == "new_centre":
            Amendment.objects.filter(pk=row.pk).update(tutor=tutor)
        before = set(queries.asked_parties(row))
        Consent.objects.filter(amendment=row, party=party, given_at=None).update(given_at=at)
        journal.note("placements.agree_amendment", thing=row, by=by, at=at, facts={"party": party})
        row = Amendment.objects.select_related("placement__award", "offer", "tutor").get(pk=row.pk)
        if queries.asked_parties(row):
            _ask(row, before=before, at=at)
        else:
            _carry_out(row, by=by, at=at)
    return row


def refuse_amendment(row: Amendment, *, party: str, reason: str = "", by: Any, at: datetime) -> Amendment:
    """One party's no ends it; nothing changes."""
    with transaction.atomic():
        journal.locked(row.placement)
        gates.require(rules.may_refuse_amendment(row, party=party, by=by, at=at))
        also = {"settled_at": at, "refusal": reason.strip()[:300]}
        moves = states.AMENDMENT_MOVES
        facts = {"party": party}
        journal.turn(row, "refuse_amendment", moves=moves, by=by, at=at, also=also, facts=facts)
        asked = [row.placement.fellow]
        if row.asked_as == "centre":
            asked += queries.coordinators(row.placement)
        letters.of_amendment("refused_amendment", row, asked, at=at)
    return row


def take_back(row: Amendment, *, by: Any, at: datetime) -> Amendment:
    gates.require(rules.may_take_back(row, by=by, at=at))
    return journal.turn(row, "take_back", moves=states.AMENDMENT_MOVES, by=by, at=at, also={"settled_at": at})


# --- what is done in the end ---


def _standing(placement: Placement) -> dict[str, Any]:
    """What stands before the change, as it is kept with it."""
    return {
        "starts_on": placement.starts_on and placement.starts_on.isoformat(),
        "ends_on": placement.ends_on and placement.ends_on.isoformat(),
        "pauses": placement.pauses,
        "offer": placement.offer_id,
        "tutor": placement.tutor_id,
    }


def _carry_out(row: Amendment, *, by: Any, at: datetime) -> None:
    """The rules are asked once more: somebody may have arrived or left since it was asked."""
    placement = journal.locked(row.placement)
    row.placement = placement
    gates.require(rules.may_carry_out(row, by=by, at=at))
    also = {"settled_at": at, "before": _standing(placement)}
    facts = {"kind": row.kind, "before": also["before"], "after": _wanted(row)}
    journal.turn(row, "carry_out", moves=states.AMENDMENT_MOVES, by=by, at=at, also=also, facts=facts)
    if row.kind == "end":
        agreement.end_now(placement, cause=row.cause, left_on=row.left_on, reason=row.reason, by=by, at=at)
    elif row.kind == "move":
        _move(row, placement, at=at)
    elif row.kind == "tutor":
        _take_over(row, placement, at=at)
    else:
        _redate(row, placement, at=at)


def _wanted(row: Amendment) -> dict[str, Any]:
    """What is written into the journal: no cause of an end, which may be an illness."""
    rows = ("offer", "tutor")
    given = {name: getattr(row, name) for name in rules.VALUES[row.kind] if name not in (*rows, "cause")}
    found = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    if row.kind in ("move", "tutor"):
        found["tutor"] = row.tutor_id
    return found | ({"offer": row.offer_id} if row.kind == "move" else {})


def _redate(row: Amendment, placement: Placement, *, at: datetime) -> None:
    """New days; what is asked during the stay is put into the outbox anew, and old letters are stopped.

    Weeks more or less are a change of the plan: what was signed for fewer stays, and all sign anew.
    """
    weeks = len(queries.plan_weeks(placement))
    placement.starts_on = row.starts_on or placement.starts_on
    placement.ends_on = row.ends_on or placement.ends_on
    if row.kind == "interrupt":
        pause = [row.pause_from.isoformat(), row.pause_until.isoformat()]
        placement.pauses = sorted([*placement.pauses, pause])
    if len(queries.plan_weeks(placement)) != weeks:
        _turn_plan(placement)
    placement.dated_at = at
    placement.version += 1
    fields = ["starts_on", "ends_on", "pauses", "dated_at", "plan_version", "version"]
    placement.save(update_fields=fields)
    agreement.put_off_letters(placement, at=at)
    placement.errands.filter(state="open").update(reminded_at=None)
    _tell(row, placement, at=at)


def _move(row: Amendment, placement: Placement, *, at: datetime) -> None:
    """The rest of the stay at another centre, under another tutor, who signs the plan anew."""
    left = queries.coordinators(placement)
    placement.offer, placement.tutor = row.offer, row.tutor
    _turn_plan(placement)
    placement.version += 1
    placement.dated_at = at
    placement.save(update_fields=["offer", "tutor", "plan_version", "version", "dated_at"])
    placement.errands.filter(state="open").delete()
    errands.open_errands(placement, counted_from=row.from_on)
    agreement.put_off_letters(placement, at=at)
    letters.to_tutor("take_over", placement, at=at, elsewhere=True)
    letters.to_people("moved_away", placement, left, at=at)
    _tell(row, placement, at=at)


def _take_over(row: Amendment, placement: Placement, *, at: datetime) -> None:
    """The links of the tutor before open nothing from now on; the new one signs the plan."""
    placement.tutor = row.tutor
    _turn_plan(placement)
    placement.version += 1
    if placement.agreed_at:
        placement.dated_at = at
    placement.save(update_fields=["tutor", "plan_version", "version", "dated_at"])
    if placement.agreed_at:
        agreement.put_off_letters(placement, at=at)
    letters.to_tutor("take_over", placement, at=at, elsewhere=False)
    if placement.state == "proposed":
        letters.to_tutor("agree_dates", placement, at=at)
    _tell(row, placement, at=at)


def _turn_plan(placement: Placement) -> None:
    """Before saving: a version that somebody signed stays as it is, and the next one begins."""
    placement.plan_version += placement.signatures.filter(plan_version=placement.plan_version).exists()


def _tell(row: Amendment, placement: Placement, *, at: datetime) -> None:
    people = [placement.fellow, *queries.coordinators(placement)]
    letters.of_amendment("done_amendment", row, people, at=at)


def _ask(row: Amendment, *, before: set[str], at: datetime) -> None:
    """Letters to the parties whose turn has come."""
    placement = row.placement
    for party in queries.asked_parties(row):
        if party in before:
            continue
        if party == "fellow":
            people = [placement.fellow]
        elif party == "office":
            people = queries.office_people(placement)
        elif party == "new_centre":
            people = awards.coordinators(row.offer)
        else:
            people = queries.coordinators(placement)
            letters.to_tutor("ask_tutor", placement, at=at, what=queries.amendment_words(row), why=row.reason)
        letters.of_amendment("ask_amendment", row, people, at=at)
