"""An agreement is signed by all on one page, the tutor by a link on a phone; moved dates are signed anew."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.agreements import actions
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, STARTS
from sojourn.placements.models import Placement

NOW = PUBLISHED + timedelta(6)


@pytest.fixture
def stage(transactional_db):
    made = stages.make()
    made.stay = made.placement("agreed")
    stages.live_at(NOW)
    return made


def signed(page, name):
    page.get_by_label("Your name, as your signature").fill(name)
    page.get_by_label("I have read this version and sign it").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("You have signed.")).to_be_visible()


def test_all_parties_sign_on_one_page_the_tutor_by_link_on_a_phone(
    page, new_page, stage, axe, sign_in, work, link_to
):
    sign_in(page, stage.ida)
    page.goto(reverse("agreements:papers", args=[stage.stay.pk]))
    page.get_by_role("link", name="Draw up the agreement").click()
    expect(page.get_by_role("heading", name="Agreement on an exchange fellowship")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Fix it and ask for signatures").click()
    expect(page.get_by_text("Every party was asked to sign.")).to_be_visible()
    signed(page, "Ida Office")
    axe(page)

    phone = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    phone.goto(link_to("gus@oslo.example", "agreements.sign"))
    phone.get_by_role("button").first.click()
    expect(phone.get_by_role("heading", name="Sign as the tutor")).to_be_visible()
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("Tick this when you have read the paper.").first).to_be_visible()
    signed(phone, "Gus Oslo")

    touched = new_page(viewport={"width": 360, "height": 740}, is_mobile=True)
    sign_in(touched, stage.ada)
    touched.goto(reverse("desks:home"))
    touched.get_by_role("link", name="the agreement of Ada Lind").first.click()
    axe(touched)
    signed(touched, "Ada Lind")
    sign_in(page, stage.finn)
    page.goto(touched.url)
    signed(page, "Finn Officer")
    expect(page.get_by_text("All have signed")).to_be_visible()
    work()
    page.reload()
    with page.expect_download() as got:
        page.get_by_role("link", name="Download the file with all signatures").click()
    page.get_by_role("link", name="Check of its number").click()
    page.get_by_label("The file").set_input_files(got.value.path())
    page.get_by_role("button", name="Compare the file").click()
    expect(page.get_by_text("sealed here, unchanged, and it holds")).to_be_visible()
    axe(page)

    Placement.objects.update(starts_on=STARTS + timedelta(14))
    work()
    touched.goto(reverse("agreements:papers", args=[stage.stay.pk]))
    touched.get_by_role("link", name="version 2").click()
    expect(touched.get_by_text("16 September 2024 instead of")).to_be_visible()
    expect(touched.get_by_role("heading", name="Sign as the fellow")).to_be_visible()
    touched.get_by_role("link", name="Version 1").click()
    expect(touched.get_by_role("link", name="Download the file with all signatures")).to_be_visible()


def test_a_text_is_written_by_keyboard_with_a_preview(page, stage, axe, sign_in):
    sign_in(page, stage.ida)
    page.goto(reverse("agreements:edit_wording", args=["invitation", "esxr"]))
    axe(page)
    page.get_by_label("Text", exact=True).fill("We invite {{ fellow }} to {{ city }}.")
    page.get_by_role("button", name="Preview, without saving").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("We invite Dr Ada Example to Oslo.")).to_be_visible()
    page.get_by_role("button", name="Save the text").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Papers drawn up from now on say this.")).to_be_visible()
    made = actions.draw_up(stage.stay, "invitation", by=stage.ida, at=NOW)
    page.goto(reverse("agreements:paper", args=[made.pk]))
    expect(page.get_by_text("We invite Ada Lind to Oslo.")).to_be_visible()
