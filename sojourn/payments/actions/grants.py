"""A grant drawn up, what a stay makes of it, what becomes due. Pulled: no room below ever calls this."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.awards.models import Award
from sojourn.calls import queries as calls
from sojourn.core import instalments as tables
from sojourn.core import money
from sojourn.journal import actions as journal
from sojourn.payments import queries, rules, states
from sojourn.payments.actions import letters
from sojourn.payments.actions.books import Move, book, pot
from sojourn.payments.models import Demand, Grant, Instalment, Part, Payment, Share
from sojourn.placements import queries as stays
from sojourn.ui import amounts, gates

REPAY_DAYS = 30


def draw_up_all(*, at: datetime) -> int:
    """A grant for each accepted award that has none; the number drawn up."""
    found = list(queries.undrawn())
    for award in found:
        draw_up(award, at=at)
    return len(found)


def draw_up(award: Award, *, at: datetime) -> Grant | None:
    """Shares, instalments, and parts that sum both ways to the cent; None if no amount is published."""
    programme = award.application.programme
    shares = [share for share in queries.published(programme) if share.amount]
    if not shares:
        return None
    first, last = calls.usual_days(programme)
    rows = [
        Share(
            payer_id=share.payer_id,
            purpose=share.purpose,
            rate=share.amount,
            unit=share.unit,
            cap=share.cap,
            promised=(worth := calls.worth(share, first, last)),
            amount=worth,
        )
        for share in shares
    ]
    plan = queries.plan(programme)
    marks = {row.mark.get("kind") for row in (*shares, *plan) if row.mark}
    with transaction.atomic():
        grant, made = Grant.objects.get_or_create(
            award=award,
            defaults={
                "currency": programme.currency,
                "demonstration": "demonstration" in marks,
                "drawn_up_at": at,
            },
        )
        if not made:
            return grant
        for row in rows:
            row.grant = grant
        Share.objects.bulk_create(rows)
        order = 0
        for purpose in dict.fromkeys(row.purpose for row in rows):
            order = _parts(grant, [row for row in rows if row.purpose == purpose], plan, order)
        book(
            "draw_up",
            [
                Move(
                    pot("purse", grant, row.payer_id, row.purpose),
                    pot("promised", grant, row.payer_id, row.purpose),
                    row.amount,
                )
                for row in rows
            ],
            grant=grant,
            on=queries.local_day(at, grant),
            at=at,
        )
        journal.note("payments.draw_up", thing=grant, by=None, at=at)
    return grant


def _parts(grant: Grant, shares: list[Share], plan: list[Any], order: int) -> int:
    """The instalments of one purpose, and what each payer gives to each; the last order."""
    purpose = shares[0].purpose
    lines = [row for row in plan if row.purpose == purpose]
    if purpose == "travel" and queries.terms(grant).by_receipt:
        lines = []
        trigger = "claim"
    else:
        trigger = "reported"
    weights = [(row.share, row.trigger, row.on, row.days) for row in lines] or [(1, trigger, None, 30)]
    total = sum(share.amount for share in shares)
    sums = money.split(total, [weight for weight, *_ in weights])
    table = tables.spread(sums, [share.amount for share in shares])
    made = Instalment.objects.bulk_create(
        Instalment(
            grant=grant,
            order=order + number,
            purpose=purpose,
            trigger=when,
            on=on,
            days=days,
            amount=sums[number - 1],
        )
        for number, (_, when, on, days) in enumerate(weights, 1)
    )
    Part.objects.bulk_create(
        Part(instalment=line, payer_id=share.payer_id, amount=amount)
        for line, row in zip(made, table, strict=True)
        for share, amount in zip(shares, row, strict=True)
    )
    return order + len(made)


# --- what the stay makes of it ---


def follow_all(*, at: datetime) -> int:
    """Each open grant whose stay changed since it was last looked at; the number that changed."""
    found = list(queries.open_grants().prefetch_related("instalments", "claims"))
    facts = stays.facts(grant.award_id for grant in found)
    changed = 0
    for grant in found:
        stay = facts.get(grant.award_id)
        if queries.stamp(grant, stay, at) != grant.followed:
            follow(grant, stay, at=at)
            changed += 1
    return changed


def follow(grant: Grant, stay: stays.Facts | None = None, *, at: datetime) -> Grant:
    """Bring a grant to what its stay has come to; a second time does nothing."""
    with transaction.atomic():
        row = journal.locked(grant)
        for name in ("first", "last", "followed", "closed_at", "declared_at"):
            setattr(grant, name, getattr(row, name))
        if stay is None:
            stay = stays.facts([grant.award_id]).get(grant.award_id)
        _measure(grant, stay)
        rest = _reckon(grant, stay, at=at)
        day = queries.local_day(at, grant)
        for line in list(grant.instalments.filter(state="planned").order_by("order")):
            if queries.reached(line, grant, stay, day=day):
                approve(line, grant=grant, at=at)
        grant = queries.all_grants().get(pk=grant.pk)
        stamp = queries.stamp(grant, stay, at)
        grant.followed = {} if rest else stamp  # what is on its way to the bank is reckoned when it is back
        if stamp["done"] or queries.is_gone(grant):
            left = grant.instalments.filter(state__in=("planned", "due")).exists()
            grant.closed_at = None if left or rest else at
        grant.save(update_fields=["followed", "closed_at"])
    return grant


def _measure(grant: Grant, stay: stays.Facts | None) -> None:
    """The stay as first agreed is what the grant is for; begun anew before the arrival, it is agreed anew."""
    fixed = stay is None or stay.arrived or stay.cause
    if stay is None or (fixed and (grant.first or stay.first is None)):
        return
    dates = (stay.first, stay.last) if stay.agreed else (None, None)
    if dates[0] is not None and grant.first is not None:
        return
    if dates != (grant.first, grant.last):
        grant.first, grant.last = dates
        grant.save(update_fields=["first", "last"])


def _reckon(grant: Grant, stay: stays.Facts | None, *, at: datetime) -> int:
    """Raise and lower each share to what it comes to now; what could not be lowered yet."""
    claims = queries.claims_over(grant, stay, at)
    rest = 0
    for share in queries.shares(grant):
        pots = queries.balances(grant)
        key = (share.payer_id, share.purpose)
        kept = sum(pots.get((kind, *key), 0) for kind in ("approved", "received"))
        wanted = queries.entitled(share, grant, stay, kept=kept, claims=claims)
        if wanted > share.amount:
            _raise(share, grant, wanted - share.amount, at=at)
        elif wanted < share.amount:
            rest += _lower(share, grant, share.amount - wanted, stay=stay, at=at)
    return rest


def _raise(share: Share, grant: Grant, amount: int, *, at: datetime) -> None:
    """More for a longer stay: it comes with the last instalment that is still planned, or with a new one."""
    lines = grant.instalments.filter(purpose=share.purpose).order_by("order")
    line = lines.filter(state="planned").last()
    if line is None:
        last = lines.last()
        line = Instalment.objects.create(
            grant=grant,
            order=(grant.instalments.order_by("order").last().order if last else 0) + 1,
            purpose=share.purpose,
            trigger=last.trigger if last else "reported",
            on=last.on if last else None,
            days=last.days if last else 30,
            amount=0,
        )
    _change_part(line, share.payer_id, amount)
    share.amount += amount
    share.save(update_fields=["amount"])
    _book(grant, "raise", share, ("purse", "promised"), amount, at=at)


def _lower(share: Share, grant: Grant, amount: int, *, stay: Any, at: datetime) -> int:
    """First what is planned, the last first; then what is due and in no batch; then what was paid is asked
    back. Returns what is in a batch just now."""
    left = amount - _lower_lines(share, grant, amount, "planned", at=at)
    left -= _lower_lines(share, grant, left, "due", at=at)
    if left:
        received = queries.balances(grant).get(("received", share.payer_id, share.purpose), 0)
        back = min(left, received)
        if back:
            _ask_back(share, grant, back, stay=stay, at=at)
            left -= back
    share.amount -= amount - left
    share.save(update_fields=["amount"])
    return left


def _lower_lines(share: Share, grant: Grant, amount: int, state: str, *, at: datetime) -> int:
    """How much of `amount` was taken off the instalments in this state."""
    taken = 0
    lines = grant.instalments.filter(purpose=share.purpose, state=state).order_by("-order")
    for line in list(lines):
        part = line.parts.filter(payer=share.payer_id).first()
        less = min(part.amount if part else 0, amount - taken)
        if not less:
            continue
        if state == "due":
            payment = line.payments.filter(
                payer=queries.paid_out_by(grant, share.payer_id), state="due"
            ).first()
            if payment is None:
                continue
            payment.amount -= less
            payment.save(update_fields=["amount"])
            if not payment.amount:
                journal.turn(payment, "call_off", moves=states.PAYMENT_MOVES, by=None, at=at)
        _change_part(line, share.payer_id, -less)
        if not line.amount:
            journal.turn(line, "cancel", moves=states.INSTALMENT_MOVES, by=None, at=at)
        elif state == "due":
            settle_line(line, at=at)
        taken += less
    pots = ("promised", "purse") if state == "planned" else ("approved", "purse")
    _book(grant, "lower", share, pots, taken, at=at)
    return taken


def settle_line(line: Instalment, *, at: datetime) -> None:
    """An instalment is paid once nothing of it waits any more."""
    waits = line.payments.filter(state__in=("due", "prepared")).exists()
    paid = line.payments.filter(state="paid").order_by("-paid_on").first()
    if line.state == "due" and not waits and paid:
        also = {"paid_on": paid.paid_on}
        journal.turn(line, "pay", moves=states.INSTALMENT_MOVES, by=None, at=at, also=also)


def _ask_back(share: Share, grant: Grant, amount: int, *, stay: Any, at: datetime) -> None:
    why = {"no_show": "The stay did not take place.", "visa": "The visa was refused."}
    told = why.get(stay.cause if stay else "", "The stay became shorter.")
    if queries.is_gone(grant):
        told = "The award was taken back."
    day = queries.local_day(at, grant)
    demand = Demand.objects.create(
        grant=grant,
        payer_id=share.payer_id,
        purpose=share.purpose,
        amount=amount,
        reason=told,
        asked_at=at,
        repay_by=day + timedelta(days=REPAY_DAYS),
    )
    _book(grant, "demand", share, ("received", "demanded"), amount, at=at)
    journal.note("payments.ask_back", thing=grant, by=None, at=at, facts={"demand": demand.pk})
    if share.purpose != "host":
        context = {
            "amount": amounts.written(amount, grant.currency),
            "why": told,
            "repay_by": demand.repay_by,
            "payer": demand.payer.name,
        }
        letters.to_fellow("ask_back", grant, at=at, context=context)


def _change_part(line: Instalment, payer: int, by_so_much: int) -> None:
    part, _ = Part.objects.get_or_create(instalment=line, payer_id=payer, defaults={"amount": 0})
    part.amount += by_so_much
    part.save(update_fields=["amount"])
    line.amount += by_so_much
    line.save(update_fields=["amount"])


def _book(grant: Grant, kind: str, share: Share, pots: tuple[str, str], amount: int, *, at: datetime) -> None:
    source, target = (pot(name, grant, share.payer_id, share.purpose) for name in pots)
    book(kind, [Move(source, target, amount)], grant=grant, on=queries.local_day(at, grant), at=at)


def approve(line: Instalment, *, grant: Grant, at: datetime) -> Instalment:
    """What makes it due has happened: each payer that pays out gets a payment to make."""
    day = queries.local_day(at, grant)
    if not line.amount:
        return journal.turn(line, "cancel", moves=states.INSTALMENT_MOVES, by=None, at=at)
    also = {"triggered_at": at, "due_on": day + timedelta(days=line.days)}
    journal.turn(line, "approve", moves=states.INSTALMENT_MOVES, by=None, at=at, also=also)
    sums: dict[int, int] = defaultdict(int)
    moves = []
    for part in line.parts.order_by("pk"):
        sums[queries.paid_out_by(grant, part.payer_id)] += part.amount
        source, target = (pot(kind, grant, part.payer_id, line.purpose) for kind in ("promised", "approved"))
        moves.append(Move(source, target, part.amount))
    book("approve", moves, grant=grant, on=day, at=at)
    Payment.objects.bulk_create(
        Payment(instalment=line, payer_id=payer, amount=amount) for payer, amount in sums.items() if amount
    )
    if line.purpose != "host":
        letters.to_fellow("approve", grant, at=at, context=letters.words(line, grant))
    return line


def declare(grant: Grant, *, by: Any, at: datetime) -> Grant:
    """That nobody else pays for the same stay."""
    gates.require(rules.may_declare(grant, by=by, at=at))
    with transaction.atomic():
        grant.declared_at = at
        grant.save(update_fields=["declared_at"])
        journal.note("payments.declare", thing=grant, by=by, at=at)
    return grant
