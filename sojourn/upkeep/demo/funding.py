"""Invented money: treasurers, accounts that nobody has, grants that follow their stays, batches."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from schwifty import IBAN

from sojourn.calls import actions as setting
from sojourn.calls import queries as calls
from sojourn.payments import actions, queries, rules
from sojourn.payments.models import Grant, Treasurer
from sojourn.placements import queries as stays
from sojourn.societies.models import Payer
from sojourn.upkeep.demo.people import PASSWORD
from sojourn.upkeep.demo.scene import Scene

BANK = "19043"  # the bank of the example IBAN that the standard prints
RECHARGED, BY_RECEIPT = "ESTI", "ESOI"
SHARE = ("payer_id", "purpose", "amount", "unit", "cap")
PART = ("purpose", "share", "trigger", "on", "days")
ARRIVED = ("arrived", "midterm", "reported")


def vary(call: Any, *, by: Any, at: datetime) -> None:
    """In one programme the federation pays all and charges the society; another pays travel by receipts."""
    for programme in calls.programmes(call):
        known = programme.society.acronym
        shares = [{name: getattr(row, name) for name in SHARE} for row in calls.shares(programme)]
        if known not in (RECHARGED, BY_RECEIPT) or not shares or shares[0]["amount"] is None:
            continue
        first = shares[0]["payer_id"]
        if known == BY_RECEIPT:
            travel = {"payer_id": first, "purpose": "travel", "amount": 40_000, "unit": "lump", "cap": None}
            shares.append(travel)
        setting.edit_money(
            programme,
            shares=shares,
            instalments=[{name: getattr(row, name) for name in PART} for row in calls.instalments(programme)],
            terms={"lead_id": first} if known == RECHARGED else {"by_receipt": True},
            version=programme.version,
            mark={"kind": "demonstration"},
            by=by,
            at=at,
        )


def treasurers(scene: Scene, *, at: datetime) -> None:
    """Finn prepares and Jon approves, for every payer; each pays from an invented account."""
    for payer in Payer.objects.order_by("pk"):
        if Treasurer.objects.filter(payer=payer).exists():
            continue
        actions.name_treasurer(payer, scene.second, by=None, at=at)
        values = account(payer.name, seed=payer.pk) | {"holder": payer.name}
        actions.save_payer_account(payer, values, by=None, at=at)


def account(holder: str, *, seed: int) -> dict[str, str]:
    number = random.Random(seed).randrange(10**10)
    return {
        "kind": "sepa",
        "holder": holder[:70],
        "iban": str(IBAN.generate("AT", bank_code=BANK, account_code=f"{number:011}")),
        "bic": "",
        "street": "Invented street",
        "number": str(seed % 90 + 1),
        "postcode": "1010",
        "town": "Vienna",
        "country": "AT",
    }


def draw_up(*, at: datetime) -> None:
    actions.draw_up_all(at=at)


def earn(scene: Scene, *, until: datetime) -> None:
    """Month by month, as the worker does every few seconds: what stays reached is approved and then paid."""
    treasurers(scene, at=scene.call.opens_at)
    scene.earned.sort(key=lambda one: one[0])
    actions.draw_up_all(at=scene.earned[0][0] if scene.earned else until)
    grants = {
        grant.award_id: grant
        for grant in queries.all_grants().filter(award__application__programme__call=scene.call)
    }
    facts = stays.facts(grants)
    reached: dict[Any, set[str]] = defaultdict(set)
    for _, group in groupby(scene.earned, key=_quarter if scene.stage == "completed" else _month):
        month = list(group)
        for moment, award, step in month:
            grant = grants.get(award)
            if grant is None:
                continue
            reached[award] |= {step, "agreed"}
            _follow(grant, facts[award], reached[award], at=moment)
        _give([grants[award] for _, award, step in month if step in ARRIVED and award in grants], month)
        moment = month[-1][0] + timedelta(days=9)
        if moment < until:
            pay(scene, at=moment)
    scene.earned.clear()
    claims(scene, until=until)
    between(scene, until=until)
    if scene.stage != "completed":
        trouble(scene, until=until)
    actions.follow_all(at=until)


def _month(one: tuple[datetime, Any, str]) -> str:
    return one[0].strftime("%Y-%m")


def _quarter(one: tuple[datetime, Any, str]) -> tuple[int, int]:
    """Of years that are over: a third of the batches, and the demonstration starts sooner."""
    return one[0].year, (one[0].month - 1) // 3


def claims(scene: Scene, *, until: datetime) -> None:
    """The first fellow who travelled for receipts has one ticket paid and one before the office."""
    grant = (
        queries.all_grants()
        .filter(award__application__programme__call=scene.call, closed_at=None)
        .filter(award__application__programme__society__acronym=BY_RECEIPT)
        .order_by("award__application__number")
        .first()
    )
    if grant is None:
        return
    fellow, at = grant.award.application.applicant, until - timedelta(days=4)
    stay = stays.facts([grant.award_id]).get(grant.award_id)
    spent_on = min(stay.first, (at - timedelta(days=1)).date()) if stay and stay.arrived else None
    if spent_on is None:
        return
    for what, amount in (("Train to the centre and back", 16_450), ("Bus from the airport", 1_780)):
        values = {"what": what, "spent_on": spent_on, "amount": amount}
        if rules.may_file_claim(grant, by=fellow, at=at, spent_on=spent_on):
            claim = actions.file_claim(grant, values, receipt=None, by=fellow, at=at)
            if amount > 10_000:
                actions.accept_claim(claim, amount=amount, by=scene.officer, at=at + timedelta(days=1))


def between(scene: Scene, *, until: datetime) -> None:
    """What was paid for a society is invoiced; of a year that is over, it is settled."""
    for debt in queries.debts(Payer.objects.order_by("pk")):
        if debt["total"] <= 0:
            continue
        at = until - timedelta(days=20)
        made = actions.issue_invoice(
            debt["creditor"], debt["debtor"], currency=debt["currency"], by=scene.officer, at=at
        )
        if scene.stage == "completed":
            actions.settle_invoice(made, on=(until - timedelta(days=5)).date(), by=scene.officer, at=until)


def trouble(scene: Scene, *, until: datetime) -> None:
    """One payment comes back from its bank, and its fellow has given another account since."""
    paid = (
        queries.payments()
        .filter(state="paid", instalment__grant__award__application__programme__call=scene.call)
        .exclude(instalment__grant__award__application__applicant__email__endswith="@sojourn.example")
        .filter(paid_on__lt=(until - timedelta(days=4)).date())
        .order_by("-paid_on", "instalment__grant__award__application__number", "payer")
        .first()
    )
    if paid is None:
        return
    came = until - timedelta(days=2)
    actions.book_return(paid, on=came.date(), reason="Account closed", by=scene.second, at=came)
    fellow = paid.instalment.grant.award.application.applicant
    actions.give_bank(
        account(fellow.get_full_name(), seed=paid.amount),
        password=PASSWORD,
        by=fellow,
        at=until - timedelta(hours=20),
    )


def _follow(grant: Grant, fact: stays.Facts, steps: Iterable[str], *, at: datetime) -> None:
    """The stay as it was then: today's dates, and no more steps than it had reached."""
    then = replace(fact, reached=frozenset(steps), state="agreed", arrived="arrived" in steps, cause="")
    actions.follow(grant, then, at=at)


def _give(grants: list[Grant], month: list[tuple[datetime, Any, str]]) -> None:
    """Who has arrived gave an account and declared."""
    for grant in grants:
        user = grant.award.application.applicant
        at = month[-1][0]
        if queries.own_bank_data(user) is None and queries.asked_of(user, at):
            seed = sum(map(ord, user.email))
            actions.give_bank(account(user.get_full_name(), seed=seed), by=user, at=at)
        if grant.declared_at is None and queries.terms(grant).no_double_funding:
            actions.declare(grant, by=user, at=at)


def pay(scene: Scene, *, at: datetime) -> None:
    """Whatever can leave, payer by payer, by two people."""
    for payer in Payer.objects.order_by("pk"):
        found = queries.due(payer, "EUR")
        data = queries.payees(found)
        free = [
            payment
            for payment in found
            if payment.pk in data
            and payment.instalment.grant.award.application.programme.call_id == scene.call.pk
            and payment.instalment.grant.declared_at
        ]
        if not free:
            continue
        leaves = (at + timedelta(days=1)).date()
        batch = actions.prepare(payer, free, currency="EUR", leaves_on=leaves, by=scene.officer, at=at)
        actions.approve_batch(batch, by=scene.second, at=at + timedelta(hours=2))
        actions.settle_batch(batch, paid_on=leaves, by=scene.second, at=at + timedelta(days=1, hours=4))
