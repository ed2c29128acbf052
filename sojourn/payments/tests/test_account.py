"""A change of an account: the password, the old address, the hours in which nothing leaves."""

from datetime import timedelta

import pytest

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.calls.models import GrantShare
from sojourn.centres.models import Coordinator
from sojourn.payments import actions, queries
from sojourn.payments.models import BankData
from sojourn.payments.tests import stage as money
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

pytestmark = pytest.mark.django_db
NOW = PUBLISHED + timedelta(5)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CHANGED = {**money.ACCOUNT, "iban": money.OTHER_IBAN}


@pytest.fixture
def stage():
    made = money.make()
    money.grant(made, state="agreed")
    money.ready(made, moment=NOW)
    made.ada.set_password(money.PASSWORD)
    made.ada.save()
    return made


def prepare(stage, moment):
    payer = money.payers()[0]
    return actions.prepare(
        payer, queries.due(payer, "EUR"), currency="EUR", leaves_on=moment.date(), by=stage.jon, at=moment
    )


def change(stage, moment, values=CHANGED):
    return actions.give_bank(values, password=money.PASSWORD, by=stage.ada, at=moment)


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as no:
        act(*args, **more)
    assert no.value.verdict.code == code
    return no.value.verdict.reason


def told():
    return Letter.objects.filter(kind="payments.give_bank").order_by("pk")


def test_it_is_held_to_the_minute(stage):
    change(stage, NOW)
    refused("held", prepare, stage, NOW)
    assert "held until" in refused("held", prepare, stage, NOW + 71 * HOUR + 59 * MINUTE)
    assert prepare(stage, NOW + 72 * HOUR).state == "prepared"


def test_a_second_change_begins_the_hours_anew_even_back_to_the_first_account(stage):
    change(stage, NOW)
    change(stage, NOW + 71 * HOUR, money.ACCOUNT)
    refused("held", prepare, stage, NOW + 72 * HOUR)
    refused("held", prepare, stage, NOW + 71 * HOUR + 71 * HOUR + 59 * MINUTE)
    assert prepare(stage, NOW + 143 * HOUR).state == "prepared"
    assert [letter.to_address for letter in told()] == [stage.ada.email] * 2


def test_two_changes_in_one_instant_leave_one_account_that_is_held(stage):
    change(stage, NOW)
    change(stage, NOW, {**money.ACCOUNT, "iban": "AT483200000012345864"})
    live = BankData.objects.get(ended_at=None)
    assert (live.hint, live.hold_until) == ("AT •••• 5864", NOW + 72 * HOUR)
    assert set(BankData.objects.exclude(ended_at=None).values_list("locked", flat=True)) == {""}


def test_to_take_one_back_and_give_another_is_a_change(stage):
    actions.erase_bank(queries.own_bank_data(stage.ada), by=stage.ada, at=NOW)
    with pytest.raises(actions.WrongPassword):
        actions.give_bank(CHANGED, by=stage.ada, at=NOW + HOUR)
    made = change(stage, NOW + HOUR)
    assert made.hold_until == NOW + 73 * HOUR
    assert told().count() == 1
    refused("held", prepare, stage, NOW + 72 * HOUR)


def test_the_page_asks_for_the_password_after_one_was_taken_back(stage):
    actions.erase_bank(queries.own_bank_data(stage.ada), by=stage.ada, at=NOW)
    stages.live_at(NOW + HOUR)
    browser = stages.client(stage.ada)
    page = browser.get("/payments/account/give-bank/").content.decode()
    assert 'name="password"' in page and "Before: AT •••• 3201" in page
    for typed, status in (("guess", 422), (money.PASSWORD, 302)):
        assert (
            browser.post("/payments/account/give-bank/", {**CHANGED, "password": typed}).status_code == status
        )


def test_a_file_made_just_before_the_change_is_not_given_out_any_more(stage):
    batch = actions.approve_batch(prepare(stage, NOW), by=stage.kay, at=NOW)
    assert actions.download_file(batch, by=stage.kay, at=NOW)
    change(stage, NOW + MINUTE)
    said = refused("changed", actions.download_file, batch, by=stage.kay, at=NOW + 2 * MINUTE)
    assert "Lind" in said and "drop it" in said
    actions.settle_batch(batch, paid_on=NOW.date(), by=stage.kay, at=NOW + HOUR)  # the bank was quicker
    money.whole()


def test_a_batch_prepared_just_before_the_change_is_not_approved(stage):
    batch = prepare(stage, NOW)
    change(stage, NOW + MINUTE)
    refused("changed", actions.approve_batch, batch, by=stage.kay, at=NOW + 2 * MINUTE)
    actions.drop_batch(batch, by=stage.jon, at=NOW + 2 * MINUTE)
    refused("held", prepare, stage, NOW + 2 * MINUTE)
    money.whole()


def test_the_letter_leaves_at_once_and_no_office_can_hold_it(stage):
    stage.ada.daily = True
    stage.ada.save()
    change(stage, NOW)
    [letter] = told()
    assert (letter.state, letter.daily) == ("due", False)
    assert money.OTHER_IBAN not in letter.text and money.IBAN not in letter.text
    assert "AT •••• 3201" in letter.text and "DE •••• 3000" in letter.text


def test_an_account_of_a_centre_tells_whoever_gave_it_before_and_is_held_as_long_as_its_programme_says():
    stage = money.make(hold_hours=96)
    GrantShare.objects.create(
        programme=stage.programme, payer=money.payers()[0], purpose="host", amount=50_000
    )
    money.grant(stage, state="agreed")
    institution = money.found().award.offer.centre.institution
    second = stages.person("Second Host")
    Coordinator.objects.create(institution=institution, user=second)
    second.set_password(money.PASSWORD)
    second.save()
    first = actions.give_host_bank(institution, money.ACCOUNT, by=stage.hana, at=NOW)
    assert first.hold_until is None and not told().exists()
    made = actions.give_host_bank(institution, CHANGED, password=money.PASSWORD, by=second, at=NOW)
    assert made.hold_until == NOW + 96 * HOUR
    assert sorted(letter.to_address for letter in told()) == sorted([stage.hana.email, second.email])
