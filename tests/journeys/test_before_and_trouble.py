"""Before the arrival each ticks off its own; when something is badly wrong, one officer reads of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import STARTS, at
from sojourn.centres.models import Requirement

ASKED = (
    ("Proof of vaccination", "fellow", 60, "all"),
    ("Invitation letter for the visa", "centre", 90, "visa"),
)


@pytest.fixture
def stage(transactional_db):
    made = stages.make()
    centre = made.offers[0].centre
    for order, (title, owner, days, whom) in enumerate(ASKED, 1):
        Requirement.objects.create(
            centre=centre, order=order, title=title, owner=owner, days_before=days, of_whom=whom
        )
    return made


def test_before_arrival_on_a_phone_without_a_script_and_by_keyboard(page, new_page, stage, axe, sign_in):
    placement = stage.placement("agreed")
    stages.live_at(at(STARTS - timedelta(50)))
    plain = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    sign_in(plain, stage.ada)
    plain.goto(reverse("placements:before_arrival", args=[placement.pk]))
    expect(plain.get_by_text("Past its latest day").first).to_be_visible()
    plain.get_by_role("button", name="Seen to Proof of vaccination").click()
    expect(plain.get_by_text("Seen to: Proof of vaccination.")).to_be_visible()
    expect(plain.get_by_role("button", name="Seen to Invitation letter")).to_have_count(0)

    sign_in(page, stage.hana)
    page.goto(reverse("placements:before_arrival", args=[placement.pk]))
    axe(page)
    page.get_by_role("button", name="Not needed Invitation letter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not needed: Invitation letter for the visa.")).to_be_visible()
    axe(page)


def test_an_alarm_on_a_phone_is_answered_by_the_officer_chosen(page, phone, stage, axe, sign_in):
    placement = stage.placement("arrived")
    stages.live_at(at(date(2024, 10, 1)))
    sign_in(phone, stage.ada)
    phone.goto(reverse("placements:stay", args=[placement.pk]))
    phone.get_by_role("link", name="Something is badly wrong").click()
    expect(phone.get_by_role("button", name="Send this to the officer")).to_be_visible()
    axe(phone)
    phone.get_by_label("What happened").fill("My tutor has been away for two weeks.")
    phone.get_by_role("button", name="Send this to the officer").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label("What happened")).to_have_value("My tutor has been away for two weeks.")
    phone.get_by_label("My tutor is not there").check()
    phone.get_by_label(str(stage.ida.formal_name)).check()
    phone.get_by_role("button", name="Send this to the officer").click()
    expect(phone.get_by_text("Waits for an answer")).to_be_visible()
    axe(phone)

    sign_in(page, stage.ida)
    page.goto(reverse("desks:home"))
    page.get_by_role("link", name="an alarm of Ada Lind").first.click()
    expect(page.get_by_text("away for two weeks")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Answer Ada Lind").click()
    page.get_by_label("Your answer").fill("May I speak with the head of department?")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered", exact=True)).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("May I speak")).to_be_visible()
    phone.get_by_role("link", name="It is over").click()
    phone.get_by_role("button", name="Close the alarm").click()
    expect(phone.get_by_text("Closed", exact=True)).to_be_visible()
