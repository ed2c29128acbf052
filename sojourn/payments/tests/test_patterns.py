"""Each way of paying, from the office's page of a programme to the sentence that its fellow reads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, STARTS, at
from sojourn.calls.models import GrantShare, GrantTerms, InstalmentRule
from sojourn.calls.queries import funding
from sojourn.payments import actions, queries
from sojourn.payments.tests import stage as money
from sojourn.placements import queries as stays

pytestmark = pytest.mark.django_db
BEFORE = datetime(2024, 1, 10, 10, tzinfo=UTC)  # the call is not open yet
STEPS = ("agreed", "arrived", "midterm", "report", "statement", "reported")


def page(stage):
    return reverse("calls:edit_money", args=[stage.call.slug, stage.society.slug])


def typed(browser, url, **changes):
    """What the page would send as it was opened, with these fields filled in otherwise."""
    form = browser.get(url).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return values | changes


def built(stage, pattern, **changes):
    """Ida sets the money of the programme on its page."""
    stages.live_at(BEFORE)
    browser, url = stages.client(stage.ida), f"{page(stage)}?pattern={pattern}"
    answer = browser.post(url, typed(browser, url, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    stage.programme.refresh_from_db()


def walk(stage):
    """Step by step what the fellow reads, and the books whole after each."""
    money.grant(stage, state="agreed")
    fact = stays.facts([money.found().award_id])[money.found().award_id]
    said = []
    for count, _ in enumerate(STEPS, 1):
        moment = at(STARTS) + timedelta(days=10 * count)
        now = type(fact)(**{**fact.__dict__, "reached": frozenset(STEPS[:count]), "arrived": count > 1})
        actions.follow(money.found(), now, at=moment)
        said.append(queries.ledger(money.found(), at=moment)["headline"].partition(", ")[0])
        if queries.own_bank_data(stage.ada) is None:
            money.ready(stage, moment=moment)
        pay(stage, moment)
        money.whole()
    return said


def pay(stage, moment):
    currency = money.found().currency
    for payer in money.payers():
        found = queries.due(payer, currency)
        if found:
            batch = actions.prepare(
                payer, found, currency=currency, leaves_on=moment.date(), by=stage.jon, at=moment
            )
            actions.approve_batch(batch, by=stage.kay, at=moment)
            actions.settle_batch(batch, paid_on=moment.date(), by=stage.kay, at=moment)


@pytest.mark.parametrize(
    ("pattern", "currency", "said"),
    [
        ("forty-forty-twenty", "KWD", ("1 of 3: approved", "2 of 3: due when", "2 of 3: approved",
         "3 of 3: due when", "3 of 3: due when", "3 of 3: approved")),
        ("eighty-twenty", "EUR", ("1 of 2: due when", "1 of 2: approved", "2 of 2: due when",
         "2 of 2: due when", "2 of 2: approved", "All 2 instalments are paid")),
        ("at-once", "JPY", ("1 of 1: approved", *["It is paid in full"] * 5)),
    ],
)  # fmt: skip
def test_a_pattern_goes_from_the_builder_to_the_fellows_sentence(pattern, currency, said):
    stage = money.make()
    stage.programme.currency = currency
    stage.programme.save()
    built(stage, pattern, **{"share-0-amount": "2001", "share-1-amount": "999"})
    assert InstalmentRule.objects.filter(programme=stage.programme).count() == len(
        next(one for one in funding.patterns() if one["code"] == pattern)["instalments"]
    )
    seen = walk(stage)
    assert [one.lower().startswith(words.lower()) for one, words in zip(seen, said, strict=True)] == [
        True
    ] * 6, seen
    lines = [line.amount for line in queries.instalments(money.found())]
    assert sum(lines) == 3_000 * 10 ** {"KWD": 3, "EUR": 2, "JPY": 0}[currency]


def test_travel_is_paid_after_both_reports_and_the_stay_on_arrival():
    stage = money.make()
    travel = {
        "share-2-payer": str(money.payers()[0].pk),
        "share-2-purpose": "travel",
        "share-2-amount": "333.33",
    }
    built(stage, "travel-after", **travel)
    seen = walk(stage)
    assert seen[0].startswith("1 of 2: due when") and seen[1] == "1 of 2: approved"
    assert seen[2].startswith("2 of 2: due when") and seen[4].startswith("2 of 2: due when")
    assert seen[5] == "2 of 2: approved"
    assert [(line.purpose, line.amount) for line in queries.instalments(money.found())] == [
        ("stay", 300_001),
        ("travel", 33_333),
    ]


def test_one_payer_pays_all_as_the_page_says():
    stage = money.make()
    lead, other = money.payers()
    built(stage, "eighty-twenty", lead=str(lead.pk))
    walk(stage)
    [debt] = queries.debts([lead])
    assert (debt["debtor"], debt["total"]) == (other, 100_001)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"part-0-percent": "39.99"}, "100 per cent"),
        ({"share-1-payer": ""}, "Say who pays"),
        ({"share-0-amount": "12.345"}, "Write the amount in figures"),
        ({"share-0-amount": "999999999"}, "more than any amount"),
        ({"share-0-amount": "19000000", "share-1-amount": "19000000"}, "Together the shares are more"),
        (
            {"share-2-payer": "1", "share-2-purpose": "travel", "share-2-amount": "5"},
            "say in which instalments",
        ),
        ({"part-0-trigger": "date", "part-0-on": ""}, "Name the day"),
        ({"hold_hours": "23"}, "24"),
    ],
)
def test_what_does_not_come_out_is_said_on_the_page_and_nothing_is_saved(changes, told):
    stage = money.make()
    before = (
        list(InstalmentRule.objects.order_by("pk").values()),
        list(GrantShare.objects.order_by("pk").values()),
    )
    stages.live_at(BEFORE)
    browser = stages.client(stage.ida)
    if "share-2-payer" in changes:
        changes = changes | {"share-2-payer": str(money.payers()[0].pk)}
    answer = browser.post(page(stage), typed(browser, page(stage), **changes))
    assert answer.status_code == 422 and told in answer.content.decode()
    after = (
        list(InstalmentRule.objects.order_by("pk").values()),
        list(GrantShare.objects.order_by("pk").values()),
    )
    assert before == after


def test_two_officers_on_the_money_of_one_programme_lose_neither():
    stage = money.make()
    stages.live_at(BEFORE)
    ida, finn = stages.client(stage.ida), stages.client(stage.finn)
    first, second = typed(ida, page(stage)), typed(finn, page(stage), **{"share-0-amount": "1"})
    assert ida.post(page(stage), first | {"shortened": "none"}).status_code == 302
    assert finn.post(page(stage), second).status_code == 409
    assert GrantTerms.objects.get(programme=stage.programme).shortened == "none"
    assert GrantShare.objects.filter(amount=200_000).exists()


def test_it_is_the_own_offices_and_until_the_call_opens():
    stage = money.make()
    stages.live_at(BEFORE)
    assert stages.client(stage.mia).get(page(stage)).status_code in (403, 404)
    assert stages.client(stage.hana).get(page(stage)).status_code in (403, 404)
    stages.live_at(PUBLISHED)
    browser = stages.client(stage.ida)
    assert browser.get(page(stage)).status_code == 403
    assert browser.post(page(stage), {"version": "1"}).status_code == 403
