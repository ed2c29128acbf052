"""A grant on the stage of awards, with its treasurers, accounts and a stay that can be walked."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from sojourn.awards import actions as awards
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, STARTS, Stage, at
from sojourn.calls.models import GrantTerms
from sojourn.payments import actions, queries
from sojourn.payments.models import Batch, Grant
from sojourn.people.models import Role
from sojourn.placements import actions as placements
from sojourn.placements import queries as stays
from sojourn.societies.models import Payer

IBAN, OTHER_IBAN = "AT611904300234573201", "DE89370400440532013000"
ACCOUNT = {
    "kind": "sepa",
    "holder": "Ada Lind",
    "iban": IBAN,
    "bic": "",
    "street": "Example street",
    "number": "1",
    "postcode": "1010",
    "town": "Vienna",
    "country": "AT",
}
ELSEWHERE = {
    "kind": "other",
    "holder": "Ada Lind",
    "account": "0012345678",
    "bank": "Bank of Examples",
    "bank_country": "US",
    "routing": "021000021",
    "street": "Example street",
    "number": "1",
    "postcode": "1010",
    "town": "Vienna",
    "country": "AT",
}
PASSWORD = "a-long-test-password"


def make(*, places: int = 1, applicants: int = 3, **terms: Any) -> Stage:
    """Jon and Kay act for both payers; `terms` as the programme sets them."""
    stage = stages.make(places=places, applicants=applicants)
    stage.jon, stage.kay = stages.person("Jon Pays"), stages.person("Kay Paid")
    Role.objects.create(user=stage.jon, kind="federation_officer", given_at=PUBLISHED)
    for payer in payers():
        for user in (stage.jon, stage.kay):
            actions.name_treasurer(payer, user, by=stage.finn, at=PUBLISHED)
        values = {**ACCOUNT, "holder": payer.name, "iban": OTHER_IBAN}
        actions.save_payer_account(payer, values, by=stage.jon, at=PUBLISHED)
    GrantTerms.objects.create(programme=stage.programme, **terms)
    return stage


def payers() -> list[Payer]:
    return list(Payer.objects.order_by("pk"))


def grant(stage: Stage, *, state: str = "agreeing", when: datetime | None = None) -> Grant:
    """Ada's grant, her stay walked to `state`, everything booked."""
    stage.placement(state)
    later = {"arrived": at(STARTS), "reported": at(date(2024, 12, 1)), "completed": at(date(2024, 12, 3))}
    moment = when or later.get(state, PUBLISHED + timedelta(5))
    awards.follow_arrived(stays.arrivals(), at=moment)
    actions.draw_up_all(at=PUBLISHED + timedelta(2))
    actions.follow_all(at=moment)
    return found()


def found() -> Grant:
    return queries.all_grants().get()


def ready(stage: Stage, *, moment: datetime) -> None:
    """Ada gave her account and declared."""
    actions.give_bank(ACCOUNT, by=stage.ada, at=moment)
    one = found()
    if one.declared_at is None:
        actions.declare(one, by=stage.ada, at=moment)


def pay(stage: Stage, *, moment: datetime) -> list[Batch]:
    """Everything that is due, payer by payer, by two people."""
    batches = []
    for payer in payers():
        waiting = queries.due(payer, "EUR")
        if not waiting:
            continue
        batch = actions.prepare(
            payer, waiting, currency="EUR", leaves_on=moment.date(), by=stage.jon, at=moment
        )
        actions.approve_batch(batch, by=stage.kay, at=moment)
        batches.append(actions.settle_batch(batch, paid_on=moment.date(), by=stage.kay, at=moment))
    return batches


def end(stage: Stage, *, cause: str, moment: datetime) -> Grant:
    placement = stays.mine(stage.ada).get()
    placements.end_early(placement, reason="Told.", cause=cause, by=stage.ida, at=moment)
    awards.follow_ended(stays.ended(), at=moment)
    actions.follow_all(at=moment)
    return found()


def whole() -> None:
    """Every law of the books, on whatever has happened until now."""
    assert not queries.astray()
    assert set(queries.total().values()) <= {0}
    for payer in payers():
        _statements_are_what_stands(payer)
    for one in queries.all_grants().prefetch_related("instalments__parts", "instalments__payments", "shares"):
        pots = queries.balances(one)
        planned: dict[tuple[int, str], int] = {}
        waiting: dict[tuple[int, str], int] = {}
        for line in one.instalments.all():
            assert line.amount == sum(part.amount for part in line.parts.all())
            live = [each for each in line.payments.all() if each.state in ("due", "prepared", "paid")]
            if line.state in ("due", "paid"):
                assert sum(payment.amount for payment in live) == line.amount
            open_ = {payment.payer_id for payment in live if payment.state != "paid"}
            for part in line.parts.all():
                key = (part.payer_id, line.purpose)
                if line.state == "planned":
                    planned[key] = planned.get(key, 0) + part.amount
                elif line.state == "due" and queries.paid_out_by(one, part.payer_id) in open_:
                    waiting[key] = waiting.get(key, 0) + part.amount
        for share in one.shares.all():
            key = (share.payer_id, share.purpose)
            assert pots.get(("promised", *key), 0) == planned.get(key, 0)
            assert pots.get(("approved", *key), 0) == waiting.get(key, 0)


def _statements_are_what_stands(payer: Payer) -> None:
    """What all years came to, column by column, is what is in the pots now."""
    sums: dict[str, Counter[str]] = {}
    for year in queries.years(payer):
        for currency, row in queries.statement(payer, year).items():
            sums.setdefault(currency, Counter()).update(row)
    for currency, row in sums.items():
        pots = Counter(queries.standing(payer).get(currency, {}))
        assert pots["promised"] == row["promised"] - row["released"] - row["approved"]
        assert pots["approved"] + pots["received"] == (
            row["taken_over"] + row["approved"] - row["withdrawn"] - row["asked_back"] + row["waived"]
        )
        assert pots["demanded"] == row["asked_back"] - row["repaid"] - row["waived"]
        assert pots["advanced"] == row["settled_in"] - row["advanced"]
        assert pots["owed"] == row["owed"] - row["settled_out"]
