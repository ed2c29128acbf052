"""Rounds after declines: what was given back goes to who waits, by the released rankings and choices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.awards import queries, rules
from sojourn.awards.actions import letters, offers, places
from sojourn.awards.models import Award, Move, Round
from sojourn.calls.models import Call
from sojourn.core import verifier
from sojourn.journal import actions as journal
from sojourn.ui import gates


class Disagreement(Exception):
    """The independent verifier does not agree with the engine: nothing moves."""


def next_round(call: Call, *, by: Any = None, at: datetime) -> Round | None:
    """Offer what was given back: the same engine, who left is out, holders never get worse.

    None when nothing was given back since the last round, or when it is not the clock's to run it.
    """
    if by is not None:
        gates.require(rules.may_run_round(call, by=by, at=at))
    with transaction.atomic():
        journal.locked(call)
        if queries.release(call) is None:  # recalled while this waited for the lock
            return None
        if queries.is_over(call, at):
            _close(call, at=at)
            return None
        last = queries.last_round(call)
        if set(queries.freed(call)) <= set(last.freed if last else ()) or (
            by is None and call.rounds_by_hand
        ):
            return None
        plan = queries.plan(call)
        if plan is None:
            return None
        for number, (instance, result) in enumerate(plan.steps, plan.number):
            faults = verifier.verify(instance, result)
            if faults:
                raise Disagreement("; ".join(faults[:3]))
            made = Round.objects.create(
                call=call,
                number=number,
                instance=instance,
                result=result,
                freed=plan.freed,
                run_by=by,
                run_at=at,
            )
        upgrades = [moved for moved in plan.moves if moved.award is not None]
        facts = {"offers": len(plan.moves) - len(upgrades), "upgrades": len(upgrades)}
        journal.note("awards.next_round", thing=made, by=by, at=at, facts=facts)
        for moved in upgrades:  # all of them leave before one arrives: places are passed on in a ring
            places.give_back(moved.award.offer)
        for moved in upgrades:
            _upgrade(moved.award, moved.offer, number=made.number, at=at)
        for moved in plan.moves:
            if moved.award is None:
                tutor = queries.tutor_for(moved.offer)
                offers.offer(moved.application, moved.offer, tutor=tutor, number=made.number, at=at)
    return made


def _upgrade(award: Award, place: Any, *, number: int, at: datetime) -> None:
    """A better place, whose counter is taken here; the one before was given back."""
    places.take(place)
    before = award.offer
    award.offer, award.tutor = place, queries.tutor_for(place)
    fields = ["offer", "tutor"]
    call = award.application.programme.call
    if award.state == "offered":  # a new place is a new question: the time to answer begins again
        award.accept_by, fields = max(award.accept_by, rules.accept_by(call, at=at)), [*fields, "accept_by"]
    award.save(update_fields=fields)
    Move.objects.create(award=award, kind="upgrade", from_offer=before, to_offer=place, round=number, at=at)
    facts = {"from": before.pk, "to": place.pk, "round": number}
    journal.note("awards.upgrade", thing=award, by=None, at=at, facts=facts)
    final = award.floats and not queries.better_choices(award)
    if final:
        offers.settle(award, by=None, at=at)
    context = {"before": before.centre.institution, "final": final, "answered": award.state == "accepted"}
    letters.write("upgrade", award, at=at, context=context)


def _close(call: Call, *, at: datetime) -> None:
    """Places move no more: who waited for a better one keeps what she has."""
    for award in queries.floating(call):
        offers.settle(award, by=None, at=at)
        letters.write("settle", award, at=at)
