"""Offers and their answers. Whoever answers holds the lock of the call: a round never moves under a hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.awards import queries, rules, states
from sojourn.awards.actions import letters, places
from sojourn.awards.models import Award, Round
from sojourn.calls.models import Call, CentreOffer
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import gates

LETTERS = (
    "awards.offer",
    "awards.remind",
    "awards.accept",
    "awards.float",
    "awards.freeze",
    "awards.upgrade",
    "awards.fall",
)


def offer_released(call: Call, *, at: datetime) -> int:
    """An offer to everybody selected in the published release who has none; the number made."""
    if not queries.unoffered(call).exists():
        return 0
    with transaction.atomic():
        journal.locked(queries.release(call))  # two workers: the second finds nothing left
        results = list(queries.unoffered(call))
        for result in results:
            offer(result.application, result.offer, tutor=result.tutor, at=at)
    return len(results)


def offer(application: Any, place: CentreOffer, *, tutor: Any = None, number: int = 0, at: datetime) -> Award:
    """Take the place, then offer it with a letter. Raises Full; `number` is the round, 0 the release."""
    call = application.programme.call
    with transaction.atomic():
        places.take(place)
        award = Award.objects.create(
            application=application,
            offer=place,
            tutor=tutor,
            round=number,
            offered_at=at,
            accept_by=rules.accept_by(call, at=at),
        )
        journal.note("awards.offer", thing=award, by=None, at=at, facts={"round": number})
        letters.write("offer", award, at=at)
    return award


def remind(call: Call, *, at: datetime) -> None:
    """By the rule of each programme; looked at once more under the lock, so that two workers write one."""
    for award, instant in queries.offers_to_remind(call, at):
        with transaction.atomic():
            row = journal.locked(award)
            if row.state == "offered" and not queries.was_reminded(award, instant):
                letters.write("remind", award, at=at)


def held(award: Award) -> Award:
    """The award as it stands now, under the lock of its call; `award` is brought up to date."""
    journal.locked(award.application.programme.call)
    row = journal.locked(award)
    for name in ("state", "floats", "offer_id", "tutor_id", "accept_by", "arrived_at", "answered_at"):
        if getattr(award, name) != getattr(row, name):
            setattr(award, name, getattr(row, name))
    return award


def accept(award: Award, *, floats: bool = False, seen: int | None = None, by: Any, at: datetime) -> Award:
    """The place is the fellow's; with `floats` she waits for a better choice too.

    `seen` is the offer that stood on her page: where a round made it a better one meanwhile, she is asked
    anew.
    """
    with transaction.atomic():
        held(award)
        gates.require(rules.may_accept(award, floats=floats, seen=seen, by=by, at=at))
        also = {"answered_at": at, "floats": floats}
        journal.turn(
            award,
            "accept",
            moves=states.MOVES,
            by=by,
            at=at,
            also=also,
            facts={"floats": True} if floats else {},
        )
        letters.acknowledge("float" if floats else "accept", award, at=at)
    return award


def decline(award: Award, *, reason: str = "", seen: int | None = None, by: Any, at: datetime) -> Award:
    """The place goes back; the waiting list moves with the next tick."""
    with transaction.atomic():
        held(award)
        gates.require(rules.may_decline(award, seen=seen, by=by, at=at))
        also = {"answered_at": at, "reason": reason}
        journal.turn(award, "decline", moves=states.MOVES, by=by, at=at, also=also)
        places.give_back(award.offer)
        letters.acknowledge("decline", award, at=at)
    return award


def freeze(award: Award, *, by: Any, at: datetime) -> Award:
    """She keeps what she has, and no round moves her any more."""
    with transaction.atomic():
        held(award)
        gates.require(rules.may_freeze(award, by=by, at=at))
        settle(award, by=by, at=at)
        letters.acknowledge("freeze", award, at=at)
    return award


def settle(award: Award, *, by: Any, at: datetime) -> None:
    """Nothing better is waited for from now on; under the lock of the call."""
    award.floats = False
    award.save(update_fields=["floats"])
    journal.note("awards.freeze", thing=award, by=by, at=at)


def lapse(award: Award, *, at: datetime) -> Award:
    """Nobody answered in time, the silent grace included."""
    with transaction.atomic():
        held(award)
        gates.require(rules.may_lapse(award, by=None, at=at))
        journal.turn(award, "lapse", moves=states.MOVES, by=None, at=at, also={"answered_at": at})
        places.give_back(award.offer)
        letters.write("lapse", award, at=at)
    return award


def fall(award: Award, *, at: datetime) -> Award:
    """The centre could not take the fellow after all: the place goes back; the next round gives another."""
    with transaction.atomic():
        held(award)
        gates.require(rules.may_fall(award, by=None, at=at))
        journal.turn(award, "fall", moves=states.MOVES, by=None, at=at, also={"floats": False})
        places.give_back(award.offer)
        letters.write("fall", award, at=at)
    return award


def follow_centres(call: Call, *, at: datetime) -> int:
    """Take over what centres answered after the release: a tutor's name, or that they cannot."""
    for award in queries.refused_by_centre(call):
        fall(award, at=at)
    named = queries.named_by_centre(call)
    for award, tutor in named:
        award.tutor = tutor
        award.save(update_fields=["tutor"])
        journal.note("awards.name_tutor", thing=award, by=None, at=at, facts={"tutor": tutor.pk})
    return len(named)


def follow_recalled(*, at: datetime) -> int:
    """Take back what rests on recalled results: places are free again; the number."""
    found = queries.to_recall()
    for award in found:
        recall(award, at=at)
    return len(found)


def recall(award: Award, *, at: datetime) -> Award:
    """The results went back as a whole: this offer with them, whatever its answer was."""
    with transaction.atomic():
        holds = held(award).state in states.HOLDING
        journal.turn(award, "recall", moves=states.MOVES, by=None, at=at, also={"floats": False})
        if holds:
            places.give_back(award.offer)
        Round.objects.filter(call=award.application.programme.call).delete()
        post.withdraw(Award, [award.pk], LETTERS, by=None, at=at)
    return award


def end(award: Award, *, reason: str = "", by: Any = None, at: datetime) -> Award:
    """The stay ended early. The place is used up."""
    gates.require(rules.may_end(award, by=by, at=at))
    with transaction.atomic():
        also = {"reason": reason[:300], "floats": False}
        journal.turn(award, "end", moves=states.MOVES, by=by, at=at, reason=reason, also=also)
    return award


def follow_ended(ended: Iterable[tuple[Any, str]], *, at: datetime) -> int:
    """End the awards of stays that ended early: (award id, reason) pairs; the number ended."""
    reasons = dict(ended)
    found = list(queries.awarded().filter(pk__in=reasons))
    for award in found:
        end(award, reason=reasons[award.pk], at=at)
    return len(found)


def follow_arrived(arrived: Iterable[Any], *, at: datetime) -> int:
    """From the arrival on a place is fixed: ids of the awards whose fellows have come; the number new."""
    return Award.objects.filter(pk__in=list(arrived), arrived_at=None).update(arrived_at=at)
