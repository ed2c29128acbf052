"""What is missing goes back and comes again; a withdrawal is undone; one person is given longer."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.calls.models import Extension
from tests.world import PASSWORD, World


@pytest.fixture
def world(transactional_db):
    return World().walk("submitted")


def address(name: str, row) -> str:
    return reverse(f"applications:{name}", args=[row.pk])


def test_the_office_sends_back_and_the_applicant_answers_on_a_phone_without_script(
    page, new_page, world, axe, sign_in, link_to
):
    world.walk("closed")
    row = world.application("closed")
    sign_in(page, world.ida)
    page.goto(address("office_page", row))
    axe(page)
    page.get_by_role("link", name="Send back for what is missing").click()
    axe(page)
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Letter of motivation").check()
    page.get_by_label("About you").check()
    page.get_by_label("What is missing").fill("The telephone number.")
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_role("main")).to_contain_text("Sent back to the applicant")
    axe(page)

    world.set(world.now + timedelta(minutes=11))
    link = link_to(world.ada.email, "applications.send_back")
    phone = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    sign_in(phone, world.ada, PASSWORD)
    phone.goto(link)
    main = phone.get_by_role("main")
    expect(main).to_contain_text("The telephone number.")
    expect(main.get_by_role("link", name="Letter of motivation")).to_be_visible()
    expect(main.get_by_role("link", name="Training and certification")).to_have_count(0)
    main.get_by_role("link", name="About you").click()
    phone.get_by_label("Telephone").fill("+43 1 555 01 23")
    phone.get_by_role("button", name=re.compile("^Save")).first.click()
    phone.goto(link)
    phone.get_by_role("link", name="Send your answer").click()
    phone.get_by_role("button", name="Send your answer").click()
    expect(phone.get_by_role("main")).to_contain_text("Your answer is sent")
    expect(phone.get_by_role("main")).to_contain_text(row.number)

    page.goto(address("office_page", row))
    page.get_by_text("answered").first.click()
    expect(page.get_by_role("main")).to_contain_text("The telephone number.")
    axe(page)


def test_a_withdrawal_is_undone_by_keyboard(page, world, axe, sign_in):
    row = world.application("submitted")
    sign_in(page, world.ada, PASSWORD)
    page.goto(address("withdraw", row))
    page.get_by_role("button", name="Withdraw application").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("You withdrew this application")
    axe(page)
    page.get_by_role("link", name="bring it back").press("Enter")
    axe(page)
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("submitted as it was")
    row.refresh_from_db()
    assert row.state == "submitted"


def test_one_person_is_given_longer_by_two_and_sees_it(page, phone, new_page, world, axe, sign_in):
    here = reverse("calls:extensions", args=[world.call.slug, world.society.slug])
    sign_in(page, world.ida)
    page.goto(here)
    axe(page)
    page.get_by_role("link", name="Give one person longer").click()
    page.get_by_label("Applicant's e-mail address").fill(world.ada.email)
    page.get_by_label("Reason").fill("Illness.")
    axe(page)
    page.get_by_role("button", name="Propose the later closing").click()
    expect(page.get_by_role("main")).to_contain_text("Waits for a second person")
    axe(page)

    finn = new_page()
    sign_in(finn, world.finn)
    finn.goto(here)
    finn.get_by_role("link", name="Sign for").click()
    axe(finn)
    finn.get_by_role("button", name="Sign the later closing").click()
    expect(finn.get_by_role("main")).to_contain_text("Signed")
    assert Extension.objects.get().state == "signed"

    row = world.application("submitted")
    world.set(world.call.closes_at + timedelta(days=1))
    sign_in(phone, world.ada, PASSWORD)
    phone.goto(address("application", row))
    expect(phone.get_by_role("main")).to_contain_text("longer than the others")
    axe(phone)
    page.goto(reverse("applications:office_list", args=[world.call.slug, world.society.slug]))
    expect(page.get_by_role("main")).to_contain_text("1 still has time")
    expect(page.get_by_role("link", name="Appleyard, Ada")).to_have_count(0)
    axe(page)


@pytest.mark.parametrize(
    ("zone", "said"),
    [("America/New_York", "New York"), ("Asia/Kolkata", "Kolkata"), ("Pacific/Auckland", "Auckland")],
)
def test_the_closing_on_the_readers_clock_with_script(new_page, world, sign_in, zone, said):
    reader = new_page(timezone_id=zone)
    sign_in(reader, world.ada, PASSWORD)
    reader.goto(address("application", world.application("submitted")))
    expect(reader.locator(".lead-in .own-zone").first).to_contain_text(f"on your clock ({said})")
