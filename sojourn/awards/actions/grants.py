"""Money: the grant drawn up, what becomes due, what was paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from sojourn.awards import queries, rules, states
from sojourn.awards.actions import letters
from sojourn.awards.models import Award, Grant, Instalment, Part, Share
from sojourn.core import instalments, money
from sojourn.journal import actions as journal
from sojourn.ui import gates, times


def draw_up(award: Award, *, at: datetime) -> Grant | None:
    """Shares, instalments, and parts that sum both ways to the cent; None if no amount is published."""
    programme = award.application.programme
    shares = [share for share in programme.shares.all() if share.amount]
    plan = list(programme.instalment_rules.all())
    if not shares or not plan:
        return None
    total = sum(share.amount for share in shares)
    marks = [row.mark.get("kind") for row in (*shares, *plan) if row.mark]
    sums = money.split(total, [rule.share for rule in plan])
    grant = Grant.objects.create(
        award=award,
        currency=programme.currency,
        total=total,
        allotted=sum(sums),
        demonstration="demonstration" in marks,
    )
    Share.objects.bulk_create(Share(grant=grant, payer_id=s.payer_id, amount=s.amount) for s in shares)
    lines = Instalment.objects.bulk_create(
        Instalment(grant=grant, order=rule.order, trigger=rule.trigger, days=rule.days, amount=amount)
        for rule, amount in zip(plan, sums, strict=True)
    )
    table = instalments.spread(sums, [share.amount for share in shares])
    Part.objects.bulk_create(
        Part(instalment=line, payer_id=share.payer_id, amount=amount)
        for line, row in zip(lines, table, strict=True)
        for share, amount in zip(shares, row, strict=True)
    )
    return grant


def follow(progress: Iterable[tuple[Any, str]], *, at: datetime) -> int:
    """Make due what the progress of stays has earned: (award id, trigger) pairs, any number of times."""
    reached = {(str(award), trigger) for award, trigger in progress}
    if not reached:
        return 0
    arrived = [award for award, trigger in reached if trigger == "arrived"]
    Award.objects.filter(pk__in=arrived, arrived_at=None).update(arrived_at=at)
    waiting = [line for line in queries.planned() if (str(line.grant.award_id), line.trigger) in reached]
    for line in waiting:
        _make_due(line, at=at)
    return len(waiting)


def trigger(award: Award, trigger: str, *, at: datetime) -> int:
    """Make due what waits for this trigger; a second time does nothing."""
    return follow([(award.pk, trigger)], at=at)


def _make_due(line: Instalment, *, at: datetime) -> None:
    award = line.grant.award
    day = rules.local_day(at, award.application.programme.call)
    also = {"triggered_at": at, "due_on": day + timedelta(days=line.days)}
    with transaction.atomic():
        journal.turn(line, "trigger", moves=states.INSTALMENT_MOVES, by=None, at=at, also=also)
        letters.write("trigger", award, at=at, context=_money_words(line))


def pay(instalment: Instalment, *, paid_on: date, by: Any, at: datetime) -> Instalment:
    """The payer's office says that it left the account."""
    gates.require(rules.may_pay(instalment, by=by, at=at, paid_on=paid_on))
    with transaction.atomic():
        also = {"paid_on": paid_on, "paid_by": by}
        journal.turn(instalment, "pay", moves=states.INSTALMENT_MOVES, by=by, at=at, also=also)
        Grant.objects.filter(pk=instalment.grant_id).update(paid=F("paid") + instalment.amount)
        letters.write("pay", instalment.grant.award, at=at, context=_money_words(instalment))
    return instalment


def _money_words(line: Instalment) -> dict[str, Any]:
    return {
        "amount": str(money.Money(line.amount, line.grant.currency)),
        "number": line.order,
        "of": line.grant.instalments.count(),
        "leaves_by": line.due_on and times.day(line.due_on),
        "paid_on": line.paid_on and times.day(line.paid_on),
        "why": queries.TRIGGERS.get(line.trigger, ""),
        "demonstration": line.grant.demonstration,
    }


def cancel(award: Award, *, by: Any, at: datetime) -> None:
    """What is not due yet will not be paid."""
    for instalment in Instalment.objects.filter(grant__award=award, state="planned"):
        journal.turn(instalment, "cancel", moves=states.INSTALMENT_MOVES, by=by, at=at)
