"""Somebody registers, confirms by a button, signs in, edits the profile in two tabs, forgets the password."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.people import actions as people
from sojourn.societies import actions as societies

AT = datetime(2024, 2, 12, 9, 30, tzinfo=UTC)

PASSWORD = "walking-in-the-park"
NIA = "nia@sojourn.example"


@pytest.fixture(autouse=True)
def demonstration(transactional_db):
    """Letters stay in the letter-box, where a test can read them."""
    federation = {"name": "Invented Federation", "acronym": "INFED", "zone": "Europe/Vienna"}
    societies.found(federation, at=AT, demonstration=True)


@pytest.fixture
def nia(demonstration):
    return people.register(email=NIA, password=PASSWORD, given_name="Nia", family_name="Newcome", at=AT)


def test_register_confirm_and_sign_in_on_a_phone(phone, axe, link_to):
    page = phone
    page.goto(reverse("account_signup"))
    axe(page)
    page.get_by_role("main").get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("5 things to mend")
    axe(page)
    page.get_by_label("Given name").fill("Nia")
    page.get_by_label("Family name").fill("Newcome")
    page.get_by_label("E-mail address").fill(NIA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    axe(page)

    page.goto(link_to(NIA, "people.confirm"))
    expect(page.get_by_text("Nothing has happened yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Confirm address").click()
    expect(page.get_by_text("Address confirmed")).to_be_visible()
    axe(page)
    _sign_in(page, PASSWORD)
    page.goto(reverse("people:profile"))
    expect(page.get_by_role("main").get_by_text("Nia Newcome")).to_be_visible()
    axe(page)


def test_profile_in_two_tabs_loses_nothing(page, axe, nia, sign_in):
    sign_in(page, nia, PASSWORD)
    page.goto(reverse("people:edit_profile"))
    other = page.context.new_page()
    other.goto(reverse("people:edit_profile"))
    other.get_by_label("City").fill("Graz")
    other.get_by_role("button", name="Save profile").click()
    expect(other.get_by_text("Profile saved")).to_be_visible()
    page.get_by_label("City").fill("Brno")
    axe(page)
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("row", name="City Graz Brno")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Save what I typed here").click()
    expect(page.get_by_text("Brno")).to_be_visible()


def test_forgotten_password_is_set_anew(page, axe, nia, link_to):
    page.goto(reverse("account_login"))
    axe(page)
    page.get_by_role("link", name="Set a new password").click()
    page.get_by_label("E-mail address").fill(nia.email)
    axe(page)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    page.goto(link_to(nia.email, "people.reset"))
    page.get_by_label("New password").fill("another-long-word")
    page.get_by_label("The same password again").fill("another-long-word")
    axe(page)
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    _sign_in(page, "another-long-word")
    page.goto(reverse("people:inbox"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    axe(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(reverse("people:profile"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def _sign_in(page, password: str) -> None:
    page.get_by_label("E-mail address").fill(NIA)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
