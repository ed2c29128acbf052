"""The migration that took the grants over, on tables that are filled as they were before it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sojourn.awards.tests import stage as stages
from sojourn.payments import actions, queries
from sojourn.payments.models import Grant, Payment
from sojourn.payments.tests import stage as money
from sojourn.placements import actions as placements
from sojourn.placements import queries as stays

BEFORE = [("awards", "0003_recalls"), ("payments", "0001_initial")]
DRAWN = datetime(2024, 5, 14, 22, 30, tzinfo=UTC)
LINES = {  # award -> the states of its instalments, with the two payers' cents
    0: (("paid", 80_000, 40_001), ("due", 80_000, 40_000), ("planned", 40_000, 20_000)),
    1: (("paid", 1, 0), ("cancelled", 80_000, 40_000), ("cancelled", 40_000, 20_000)),
    2: (("cancelled", 80_000, 40_001), ("cancelled", 80_000, 40_000), ("cancelled", 40_000, 20_000)),
    3: (("planned", 0, 5), ("planned", 7, 0)),
}


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def leaves(transactional_db):
    """All migrations as they are at the end; whatever a test undid is done again."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield leaves
    migrate(leaves)


def fill(apps, awards, payers):
    """The four tables of the former room, in every state that its code wrote."""
    old = {name: apps.get_model("awards", name) for name in ("Grant", "Share", "Instalment", "Part")}
    for number, lines in LINES.items():
        live = [line for line in lines if line[0] != "cancelled"]
        grant = old["Grant"].objects.create(
            award_id=awards[number].pk,
            currency="EUR",
            total=sum(sum(line[1:]) for line in lines),
            allotted=sum(sum(line[1:]) for line in live),
            paid=sum(sum(line[1:]) for line in lines if line[0] == "paid"),
        )
        for payer, column in zip(payers, (1, 2), strict=True):
            amount = sum(line[column] for line in lines)
            old["Share"].objects.create(grant=grant, payer_id=payer.pk, amount=amount)
        for order, line in enumerate(lines, 1):
            state = line[0]
            made = old["Instalment"].objects.create(
                grant=grant,
                order=order,
                trigger=("agreed", "arrived", "reported")[order - 1],
                days=14,
                amount=sum(line[1:]),
                state=state,
                triggered_at=DRAWN if state in ("due", "paid") else None,
                due_on=date(2024, 9, 16) if state in ("due", "paid") else None,
                paid_on=date(2024, 9, 10) if state == "paid" else None,
            )
            for payer, amount in zip(payers, line[1:], strict=True):
                old["Part"].objects.create(instalment=made, payer_id=payer.pk, amount=amount)


def sums(state):
    """Award -> what stood in this state for both payers."""
    return {
        number: (
            sum(line[1] for line in lines if line[0] == state),
            sum(line[2] for line in lines if line[0] == state),
        )
        for number, lines in LINES.items()
    }


@pytest.fixture
def taken_over(leaves):
    stage = money.make(places=4, applicants=4)
    stage.placement("arrived")
    awards = []
    for number in LINES:
        award = stage.award_of(number)
        award.state = "ended" if number in (1, 2) else "accepted"
        award.answered_at = DRAWN
        award.save()
        awards.append(award)
    apps = migrate(BEFORE)
    fill(apps, awards, money.payers())
    migrate(leaves)
    return stage, awards


def test_every_cent_of_the_former_tables_is_in_its_pot(taken_over):
    _, awards = taken_over
    for state, kind in (("planned", "promised"), ("due", "approved"), ("paid", "received")):
        for number, amounts in sums(state).items():
            pots = queries.balances(Grant.objects.get(award=awards[number]))
            found = tuple(pots.get((kind, payer.pk, "stay"), 0) for payer in money.payers())
            assert found == amounts, (state, number)
    money.whole()
    assert {row.drawn_up_at for row in Grant.objects.all()} == {DRAWN}
    states = Payment.objects.order_by("instalment__grant__award", "instalment__order", "payer")
    assert sorted(states.values_list("state", "amount")) == [
        ("due", 40_000),
        ("due", 80_000),
        ("paid", 1),
        ("paid", 40_001),
        ("paid", 80_000),
    ]


def test_they_go_on_where_they_stood(taken_over):
    stage, awards = taken_over
    now = stages.at(stages.STARTS + timedelta(days=3))
    before = {
        row.pk: [(line.state, line.amount) for line in row.instalments.all()] for row in Grant.objects.all()
    }
    actions.tick(at=now)
    actions.tick(at=now)
    after = {
        row.pk: [(line.state, line.amount) for line in row.instalments.all()] for row in Grant.objects.all()
    }
    assert after == before, "nothing that stood is changed, asked back or approved twice"
    ada = queries.all_grants().get(award=awards[0])
    assert queries.ledger(ada, at=now)["headline"].startswith("2 of 3: approved, leaves by ")
    actions.give_bank(money.ACCOUNT, by=stage.ada, at=now)
    actions.declare(ada, by=stage.ada, at=now)
    assert [batch.state for batch in money.pay(stage, moment=now)] == ["settled", "settled"]
    assert [line.state for line in queries.instalments(ada)] == ["paid", "paid", "planned"]
    for column, payer in enumerate(money.payers()):
        over = sum(sums(state)[number][column] for state in ("due", "paid") for number in LINES)
        assert queries.statement(payer, now.year)["EUR"]["taken_over"] == over
    money.whole()


def test_a_former_grant_is_shortened_like_any_other(taken_over):
    stage, awards = taken_over
    now = stages.at(stages.STARTS + timedelta(days=3))
    actions.tick(at=now)
    then = stages.at(stages.STARTS + timedelta(days=45))
    placement = stays.mine(stage.ada).get()
    placements.end_early(placement, reason="Told.", cause="work", by=stage.ida, at=then)
    actions.follow_all(at=then)
    ada = queries.all_grants().get(award=awards[0])
    assert sum(share.amount for share in ada.shares.all()) < sum(share.promised for share in ada.shares.all())
    money.whole()
