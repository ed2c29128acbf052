"""A grant follows its stay: drawn up, approved, shortened, lengthened, asked back."""

from datetime import date, timedelta

import pytest

from sojourn.awards.tests.stage import PUBLISHED, STARTS, at
from sojourn.calls.models import GrantShare, InstalmentRule
from sojourn.payments import actions, queries
from sojourn.payments.models import Demand, Posting
from sojourn.payments.tests import stage as money
from sojourn.placements.models import Placement
from sojourn.post.models import Letter

pytestmark = pytest.mark.django_db
LATER = PUBLISHED + timedelta(5)


def states(grant):
    return [(line.state, line.amount) for line in grant.instalments.order_by("order")]


def test_it_is_drawn_up_once_and_comes_out_to_the_cent():
    stage = money.make()
    grant = money.grant(stage)
    actions.tick(at=LATER)
    actions.tick(at=LATER)
    assert [share.amount for share in grant.shares.all()] == [200_000, 100_001]
    assert states(grant) == [("planned", 120_001), ("planned", 120_000), ("planned", 60_000)]
    assert Posting.objects.count() == 1
    money.whole()


def test_what_the_stay_reaches_is_approved_and_told():
    stage = money.make()
    grant = money.grant(stage, state="agreed")
    assert states(grant)[0] == ("due", 120_001)
    assert queries.ledger(grant, at=LATER)["headline"].startswith("1 of 3: approved, leaves by ")
    assert "€1,200.01" in Letter.objects.get(kind="payments.approve").text
    money.whole()


def test_a_lump_for_a_shorter_stay_goes_by_the_days():
    stage = money.make()
    grant = money.grant(stage, state="arrived")
    Placement.objects.update(ends_on=date(2024, 10, 16))  # 45 of 91 days
    actions.follow_all(at=at(date(2024, 10, 1)))
    assert [share.amount for share in money.found().shares.all()] == [98_901, 49_451]
    assert sum(amount for _, amount in states(grant)) == 98_901 + 49_451
    money.whole()


@pytest.mark.parametrize(
    ("extended", "sums"), [("none", [200_000, 100_001]), ("pro_rata", [221_978, 110_990])]
)
def test_a_longer_stay_brings_more_only_where_the_programme_says_so(extended, sums):
    stage = money.make(extended=extended)
    grant = money.grant(stage, state="arrived")
    Placement.objects.update(ends_on=date(2024, 12, 11))  # 101 days
    actions.follow_all(at=at(date(2024, 10, 1)))
    assert [share.amount for share in grant.shares.all()] == sums
    assert sum(amount for _, amount in states(grant)) == sum(sums)
    money.whole()


def test_a_monthly_share_is_measured_by_the_dates_and_capped():
    stage = money.make(extended="pro_rata")
    GrantShare.objects.filter(payer=money.payers()[0]).update(unit="month", amount=50_000, cap=160_000)
    grant = money.grant(stage, state="arrived")
    assert grant.shares.first().amount == 150_000
    Placement.objects.update(ends_on=date(2025, 2, 1))
    actions.follow_all(at=at(date(2024, 10, 1)))
    assert grant.shares.first().amount == 160_000
    Placement.objects.update(ends_on=date(2024, 11, 1))
    actions.follow_all(at=at(date(2024, 10, 2)))
    assert grant.shares.first().amount == 100_000
    money.whole()


def test_a_no_show_pays_everything_back():
    stage = money.make()
    money.grant(stage, state="agreed")
    money.ready(stage, moment=LATER)
    money.pay(stage, moment=LATER)
    grant = money.end(stage, cause="no_show", moment=at(STARTS + timedelta(3)))
    assert sum(demand.amount for demand in Demand.objects.all()) == 120_001
    assert [line.state for line in grant.instalments.order_by("order")] == ["paid", "cancelled", "cancelled"]
    assert "asked back" in Letter.objects.filter(kind="payments.ask_back").first().text
    money.whole()
    for demand in Demand.objects.select_related("grant__award__application__programme__call"):
        actions.book_repayment(demand, on=date(2024, 9, 20), by=stage.jon, at=at(date(2024, 9, 20)))
    assert all(balance == 0 for balance in queries.balances(grant).values())
    assert queries.standing(money.payers()[0])["EUR"]["purse"] == 0
    money.whole()


@pytest.mark.parametrize(("rule", "kept"), [("travel", 30_000), ("repay", 0), ("keep", 150_001)])
def test_a_refused_visa_has_a_rule_of_its_own(rule, kept):
    stage = money.make(refused_visa=rule)
    GrantShare.objects.create(
        programme=stage.programme, payer=money.payers()[0], purpose="travel", amount=30_000
    )
    InstalmentRule.objects.create(
        programme=stage.programme, order=9, purpose="travel", share=10_000, trigger="agreed", days=5
    )
    money.grant(stage, state="agreed")
    money.ready(stage, moment=LATER)
    money.pay(stage, moment=LATER)
    grant = money.end(stage, cause="visa", moment=at(STARTS - timedelta(9)))
    received = sum(amount for (kind, *_), amount in queries.balances(grant).items() if kind == "received")
    assert received == kept
    money.whole()


def test_travel_after_both_reports_and_a_part_on_a_named_day():
    stage = money.make()
    InstalmentRule.objects.all().delete()
    GrantShare.objects.create(
        programme=stage.programme, payer=money.payers()[1], purpose="travel", amount=40_000
    )
    for order, (purpose, trigger, on) in enumerate(
        (("stay", "date", date(2024, 10, 1)), ("travel", "reported", None)), 1
    ):
        InstalmentRule.objects.create(
            programme=stage.programme, order=order, purpose=purpose, share=10_000, trigger=trigger, on=on
        )
    grant = money.grant(stage, state="arrived")
    assert [state for state, _ in states(grant)] == ["planned", "planned"]
    actions.follow_all(at=at(date(2024, 10, 1)))
    assert [state for state, _ in states(grant)] == ["due", "planned"]
    told = queries.ledger(money.found(), at=at(date(2024, 10, 1)))
    assert told["instalments"][1]["trigger"].startswith("Due when the report and both")
    money.whole()


def test_a_grant_taken_back_with_the_results_asks_for_everything():
    stage = money.make()
    grant = money.grant(stage, state="agreed")
    money.ready(stage, moment=LATER)
    money.pay(stage, moment=LATER)
    grant.award.state = "recalled"
    grant.award.save(update_fields=["state"])
    actions.follow_all(at=LATER)
    assert sum(demand.amount for demand in Demand.objects.all()) == 120_001
    assert money.found().closed_at
    money.whole()


def test_the_ledger_says_what_is_missing_and_from_whom():
    stage = money.make()
    grant = money.grant(stage, state="agreed")
    told = dict(queries.ledger(grant, at=LATER)["missing"])
    assert told == {
        "the account to pay to": "you",
        "the declaration that nobody else pays for it": "you",
    }
    money.ready(stage, moment=LATER)
    money.pay(stage, moment=LATER)
    told = dict(queries.ledger(money.found(), at=LATER)["missing"])
    assert told == {"the confirmation of the arrival": "the tutor"}
