"""Ada accepts the place she is offered; or she declines and the next person is asked; or it lapses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.post.models import Letter


@pytest.fixture
def stage(transactional_db):
    stage = stages.make()
    stages.live_at(PUBLISHED)
    return stage


def offer_of(user, work) -> str:
    """The address in the letter that offers the place."""
    work()
    letter = Letter.objects.get(to_user=user, kind="awards.offer")
    return "/awards/" + letter.text.split("/awards/")[1].split()[0]


def test_offer_is_accepted_in_two_steps_and_the_grant_stands(page, phone, axe, work, sign_in, stage):
    address = offer_of(stage.ada, work)
    sign_in(phone, stage.ada)
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are offered a place")
    expect(phone.get_by_role("main")).to_contain_text(
        "in 14 days: Monday 27 May 2024, 23:59 Vienna (21:59 UTC)"
    )
    axe(phone)
    phone.get_by_role("link", name="Accept this place").click()
    expect(phone.get_by_role("heading", name="What accepting does")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Accept this place").click()
    expect(phone.get_by_text("You have accepted this place")).to_be_visible()
    axe(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Letter of award").click()
    assert download.value.suggested_filename == "letter-of-award.pdf"
    work()
    phone.get_by_role("link", name="The grant").click()
    expect(phone.get_by_text("1 of 3: due when start and end are agreed")).to_be_visible()
    axe(phone)

    sign_in(page, stage.ida)
    page.goto(reverse("awards:office"))
    expect(page.get_by_role("row", name="Ada Lind")).to_contain_text("Accepted")
    axe(page)


def test_offer_is_declined_and_the_waiting_list_moves(page, new_page, axe, work, sign_in, stage):
    address = offer_of(stage.ada, work)
    waits = new_page()
    sign_in(waits, stage.zoe)
    waits.goto(reverse("awards:mine"))
    expect(waits.get_by_role("heading", level=1)).to_have_text("You are on the waiting list")
    expect(waits.get_by_text("1 person must still give up a place").first).to_be_visible()
    axe(waits)

    sign_in(page, stage.ada)
    page.goto(address)
    page.get_by_role("link", name="Decline this place").click()
    axe(page)
    page.get_by_label("Why (you need not say)").fill("Another post.")
    page.get_by_role("button", name="Decline this place").click()
    expect(page.get_by_text("You have declined this place")).to_be_visible()

    stages.live_at(PUBLISHED + timedelta(1))
    waits.goto(offer_of(stage.zoe, work))
    expect(waits.get_by_role("heading", level=1)).to_have_text("You are offered a place")
    expect(waits.get_by_role("link", name="Accept this place")).to_be_visible()


def test_offer_lapses_and_says_so(page, axe, work, sign_in, stage):
    address = offer_of(stage.ada, work)
    stages.live_at(PUBLISHED + timedelta(15))
    work()
    sign_in(page, stage.ada)
    page.goto(address)
    expect(page.get_by_text("This offer has lapsed")).to_be_visible()
    expect(page.get_by_role("link", name="Accept this place")).to_have_count(0)
    axe(page)
