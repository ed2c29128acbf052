"""The fellow on a phone, two treasurers at their desks: an account, a batch, its file, a changed account."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.payments.models import Batch
from sojourn.payments.queries import sepa
from sojourn.payments.tests import stage as money
from sojourn.post.models import Letter

NOW = PUBLISHED + timedelta(5)
GIVEN = "AT •••• 3201"
OTHER = "DE •••• 3000"


@pytest.fixture
def stage(transactional_db):
    """The dates are agreed: of each of two payers one instalment is due."""
    made = money.make()
    made.ada.set_password(money.PASSWORD)
    made.ada.save()
    money.grant(made, state="agreed")
    stages.live_at(NOW)
    return made


def keep(page, iban: str) -> None:
    page.locator("#id_iban").fill(iban)
    page.locator("#id_town").fill("Vienna")
    page.locator("#id_country").select_option("AT")


def test_a_fellow_is_paid_by_two_people_and_changes_the_account(phone, new_page, sign_in, axe, stage):
    grant = money.found()
    his = [grant.award_id]
    first, second = money.payers()

    # the fellow declares and says where to
    sign_in(phone, stage.ada)
    phone.goto(reverse("payments:grant", args=his))
    expect(phone.get_by_role("main")).to_contain_text("1 of 3: approved, leaves by")
    axe(phone)
    phone.get_by_role("link", name="Declare that nobody else pays").click()
    phone.get_by_label("Nobody else pays").check()
    phone.get_by_role("button", name="Declare").click()
    expect(phone.get_by_text("Declared. Thank you.")).to_be_visible()
    phone.get_by_role("link", name="Give your account").click()
    keep(phone, "AT61 1904 3002 3457 3210")
    phone.get_by_role("button", name="Keep this account").click()
    expect(phone.get_by_role("alert")).to_contain_text("two changed places")
    axe(phone)
    keep(phone, money.IBAN)
    phone.get_by_role("button", name="Keep this account").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your account")
    expect(phone.get_by_role("main")).to_contain_text(GIVEN)
    axe(phone)

    # one prepares
    jon = new_page()
    sign_in(jon, stage.jon)
    jon.goto(reverse("payments:prepare", args=[first.pk, "EUR"]))
    expect(jon.get_by_label("Ada Lind")).to_be_checked()
    axe(jon)
    jon.get_by_role("button", name="Prepare the batch").click()
    expect(jon.get_by_text("somebody else has to approve what you prepared")).to_be_visible()
    expect(jon.get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    axe(jon)
    batch = Batch.objects.get()

    # another approves, takes the file and says when it was paid
    kay = new_page()
    sign_in(kay, stage.kay)
    kay.goto(reverse("payments:batch", args=[batch.pk]))
    kay.get_by_role("link", name="Approve", exact=True).click()
    kay.get_by_role("button", name="Approve", exact=True).click()
    expect(kay.get_by_text("Approved. The file can be downloaded.")).to_be_visible()
    axe(kay)
    with kay.expect_download() as file:
        kay.get_by_role("button", name="Download the payment file").click()
    made = file.value.path().read_bytes()
    sepa.check(made)
    assert money.IBAN.encode() in made
    kay.get_by_role("link", name="Mark as paid").click()
    kay.get_by_role("button", name="Mark as paid").click()
    expect(kay.get_by_text("Marked as paid. The fellows were told.")).to_be_visible()

    phone.goto(reverse("payments:grant", args=his))
    expect(phone.get_by_role("row", name=first.name)).to_contain_text("€800.00")

    # a change: the password, a letter to the address known before, and three days
    phone.get_by_role("link", name=f"Your account, {GIVEN}").click()
    phone.get_by_role("link", name="Change the account").click()
    keep(phone, money.OTHER_IBAN)
    phone.get_by_label("Your password").fill("a guess")
    phone.get_by_role("button", name="Keep this account").click()
    expect(phone.get_by_role("alert")).to_contain_text("This is not your password.")
    keep(phone, money.OTHER_IBAN)
    phone.get_by_label("Your password").fill(money.PASSWORD)
    phone.get_by_role("button", name="Keep this account").click()
    expect(phone.get_by_role("main")).to_contain_text(OTHER)
    expect(phone.get_by_text("Payments are held back")).to_be_visible()
    axe(phone)
    told = Letter.objects.get(kind="payments.give_bank")
    assert told.to_address == stage.ada.email
    assert OTHER in told.text and GIVEN in told.text and money.OTHER_IBAN not in told.text

    jon.goto(reverse("payments:prepare", args=[second.pk, "EUR"]))
    expect(jon.get_by_role("row", name="Ada Lind")).to_contain_text("The account was changed: held until")
    expect(jon.get_by_role("button", name="Prepare the batch")).to_have_count(0)
    axe(jon)
