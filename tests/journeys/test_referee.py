"""Ben gets a letter, opens the link on a phone, saves a draft, sends; another device asks for a code."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.world import PASSWORD, World

BEN = "ben@bramblewood.example"
WORDS = "I have worked with Ada for five years and recommend her with pleasure and without reserve. " * 3


@pytest.fixture
def world(transactional_db):
    return World().walk("draft")


def test_the_referee_writes_by_link_and_the_applicant_sees_only_that_it_came(
    phone, new_page, world, axe, sign_in, link_to
):
    link = link_to(BEN, "applications.ask")
    phone.goto(link)
    axe(phone)
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Letter of recommendation for")
    axe(phone)
    phone.get_by_label("Type the letter").fill("To the committee.")
    phone.get_by_role("button", name="Save the draft").click()
    expect(phone.get_by_text("Your draft is saved.")).to_be_visible()

    # too short is said, and what was typed stays
    phone.get_by_role("button", name="Send the letter").click()
    expect(phone.get_by_role("alert")).to_contain_text("a letter needs at least 30")
    expect(phone.get_by_label("Type the letter")).to_have_value("To the committee.")
    axe(phone)

    ada = new_page()
    sign_in(ada, world.ada, PASSWORD)
    ada.goto(reverse("applications:referees", args=[world.application("draft").pk]))
    expect(ada.get_by_role("main")).to_contain_text("Opened the link")
    expect(ada.get_by_role("main")).not_to_contain_text("To the committee.")
    axe(ada)

    phone.get_by_label("Type the letter").fill(WORDS)
    phone.get_by_role("button", name="Send the letter").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your letter has been received")
    axe(phone)

    # the link has done its work, here and elsewhere
    for page in (phone, new_page()):
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("This link is closed")
    ada.reload()
    expect(ada.get_by_role("main")).to_contain_text("Received on")
    assert "without reserve" not in ada.content()


def test_a_second_device_asks_for_a_code(phone, new_page, world, link_to):
    link = link_to(BEN, "applications.ask")
    phone.goto(link)
    phone.get_by_role("button", name="Continue").click()
    desk = new_page()
    desk.goto(link)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")


def test_the_referee_declines_and_the_applicant_asks_somebody_else(
    phone, new_page, world, axe, sign_in, link_to
):
    phone.goto(link_to(BEN, "applications.ask"))
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("link", name="I cannot write this letter").click()
    axe(phone)
    phone.get_by_label("Your reason").fill("On leave until May")
    phone.get_by_role("button", name="Decline").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You declined")
    ada = new_page()
    sign_in(ada, world.ada, PASSWORD)
    ada.goto(link_to(world.ada.email, "applications.decline_letter"))
    axe(ada)
    ada.get_by_label("Name with title").fill("Prof Carla Newhead")
    ada.get_by_label("E-mail address").fill("carla@newhead.example")
    ada.get_by_label("Position").fill("Head of department")
    ada.get_by_role("button", name="Name this referee instead").click()
    expect(ada.get_by_text("The request to Prof Carla Newhead is on its way.")).to_be_visible()


def test_an_unknown_link_says_so(page, world):
    page.goto(reverse("post:open_link", args=["not-a-token"]))
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is not known")
