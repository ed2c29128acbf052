"""A visitor asks "can I apply?" on a phone, by keyboard, without JavaScript."""

import pytest
from playwright.sync_api import expect

from sojourn.calls.tests import here


@pytest.fixture
def house(transactional_db):
    made = here.announced(demonstration=True)
    here.live_at(here.OPEN)
    return made


def test_the_check_answers_by_keyboard_on_a_phone_without_scripts(house, new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page.goto("/calls/2024/eusobi/check/")
    page.get_by_label("Date of your board certification").focus()
    page.get_by_label("Date of your board certification").fill("2022-02-28")
    page.get_by_role("group", name="member of EUSOBI?").get_by_label("Yes").focus()
    page.keyboard.press("Space")
    page.get_by_role("group", name="another application").get_by_label("Yes").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Check", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="One rule is not met")).to_be_visible()
    expect(page.get_by_text("only one application is allowed in this call")).to_be_visible()
    box = page.locator("main").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
