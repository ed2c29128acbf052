"""On a phone without a script: a paper replaced, a withdrawal undone, days allowed, duplicates told apart."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications.models import Application, Pair
from sojourn.applications.tests.stage import written
from sojourn.calls.models import EligibilityRule
from tests.journeys.conftest import PHONE
from tests.world import PASSWORD, World


@pytest.fixture
def world(transactional_db):
    return World().walk("submitted")


@pytest.fixture
def hand(new_page):
    return new_page(**PHONE, java_script_enabled=False)


def address(name: str, row, *more) -> str:
    return reverse(f"applications:{name}", args=[row.pk, *more])


def test_a_paper_is_replaced_and_a_withdrawal_undone(hand, world, sign_in):
    row = world.application("submitted")
    sign_in(hand, world.ada, PASSWORD)
    main = hand.get_by_role("main")
    hand.goto(address("add_document", row, "motivation"))
    content = written("Why I wish to go, Ada Appleyard.").read()
    hand.locator("input[type=file]").set_input_files(
        {"name": "second.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    hand.get_by_role("button", name="Upload").click()
    expect(main).to_contain_text("second.pdf")
    expect(main.get_by_text("Earlier versions").first).to_be_visible()

    hand.goto(address("withdraw", row))
    hand.get_by_role("button", name="Withdraw application").click()
    expect(main).to_contain_text("You withdrew this application")
    hand.get_by_role("link", name="bring it back").click()
    hand.get_by_role("button", name="Bring it back").click()
    expect(main).to_contain_text("submitted as it was")
    row.refresh_from_db()
    assert row.state == "submitted"


def test_an_officer_allows_days_and_tells_two_people_apart(hand, world, sign_in):
    world.walk("closed")
    row = world.application("closed")
    rule = EligibilityRule.objects.filter(programme=row.programme, kind="years_since").first()
    rule.params["extensions"] = [{"fact": "illness_days", "words": "illness", "discretionary": True}]
    rule.save()
    Application.objects.filter(programme=row.programme, state="submitted").update(phone="+43 1 5550123")
    sign_in(hand, world.finn)
    main = hand.get_by_role("main")
    hand.goto(address("office_page", row))
    hand.get_by_role("link", name="Allow days of leave or illness").click()
    hand.get_by_label("Illness").fill("30")
    hand.get_by_role("button", name="Save the days").click()
    expect(hand.get_by_role("alert").first).to_be_visible()
    hand.get_by_label("Reason").fill("Certificate seen.")
    hand.get_by_role("button", name="Save the days").click()
    expect(main).to_contain_text("Certificate seen.")

    hand.goto(reverse("applications:duplicates"))
    hand.get_by_role("link", name="Look at").first.click()
    hand.get_by_label("Different people").check()
    hand.get_by_label("Reason").fill("They share a telephone.")
    hand.get_by_role("button", name="Remember what you found").click()
    expect(main).to_contain_text("They share a telephone.")
    assert Pair.objects.get().same is False
