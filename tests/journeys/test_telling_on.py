"""What is told on: from fellow to fellow, by whoever speaks in a film, and in numbers."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at
from sojourn.calls import actions as calls

NOW = at(date(2024, 9, 20))


@pytest.fixture
def stage(transactional_db):
    made = stages.make()
    made.stay = made.placement("arrived")
    stages.live_at(NOW)
    return made


def test_a_fellow_hands_over_on_a_phone_without_a_script_and_the_office_hides(
    page, new_page, stage, axe, sign_in
):
    phone = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    sign_in(phone, stage.ada)
    phone.goto(reverse("placements:stay", args=[stage.stay.pk]))
    phone.get_by_role("link", name="From fellow to fellow").click()
    phone.get_by_role("link", name="Hand something over").click()
    phone.get_by_label("About").select_option("monday")
    phone.get_by_label("What the next fellow should know").fill("The meeting begins at half past seven.")
    phone.get_by_role("button", name="Hand it over").click()
    expect(phone.get_by_text("The meeting begins at half past seven.")).to_be_visible()
    phone.get_by_role("link", name="Say what is wrong").click()
    phone.get_by_label("What is wrong with it").fill("It is eight now.")
    phone.get_by_role("button", name="Say so").click()
    expect(phone.get_by_text("Somebody says: It is eight now.")).to_be_visible()

    sign_in(page, stage.ida)
    page.goto(reverse("alumni:doubted_hints"))
    expect(page.get_by_text("The meeting begins at half past seven.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Hide it").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why").fill("Out of date.")
    page.get_by_role("button", name="Hide it").click()
    expect(page.get_by_text("Hidden. Its writer reads why.")).to_be_visible()
    sign_in(page, stage.ada)
    page.goto(reverse("alumni:hand_over", args=[stage.stay.offer.centre_id]))
    expect(page.get_by_text("The office says: Out of date.")).to_be_visible()
    axe(page)


def test_a_film_is_listed_once_whoever_speaks_agreed_by_link(page, new_page, stage, axe, sign_in, link_to):
    sign_in(page, stage.ida)
    page.goto(reverse("calls:add_tip"))
    axe(page)
    page.locator("[name=title]").fill("The first week")
    page.get_by_label("Kind").fill("Film")
    page.get_by_label("Address of the film").fill("https://films.example/1")
    page.locator("[name=speaker]").fill("Dr Sia Speaker")
    page.get_by_label("Address of whoever speaks").fill("sia@speaker.example")
    page.get_by_label("Transcript").fill("Bring the form to the porter.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("whoever speaks was asked by mail")).to_be_visible()
    axe(page)
    page.goto("/tips/")
    expect(page.get_by_text("The first week")).to_have_count(0)

    phone = new_page(viewport={"width": 360, "height": 740}, is_mobile=True)
    phone.goto(link_to("sia@speaker.example", "calls.ask_speaker"))
    phone.get_by_role("button").first.click()
    expect(phone.get_by_role("button", name="I agree", exact=True)).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="I agree", exact=True).click()
    expect(phone.get_by_text("You agreed; it is shown")).to_be_visible()

    page.goto("/tips/?q=porter")
    page.get_by_role("link", name="The first week").click()
    expect(page.get_by_text("Bring the form to the porter.")).to_be_visible()
    axe(page)
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_text("You said no; it is hidden")).to_be_visible()
    page.goto("/tips/?q=porter")
    expect(page.get_by_text("The first week")).to_have_count(0)


def test_numbers_are_read_and_taken_along(page, stage, axe):
    calls.complete(stage.call, by=stage.finn, at=NOW)
    page.goto("/statistics/")
    expect(page.get_by_role("heading", name="Where fellows went")).to_be_visible()
    axe(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV").click()
    assert "table,row,measure,number" in got.value.path().read_text("utf-8-sig")
