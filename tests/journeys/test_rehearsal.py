"""The pages of a demonstration: letter-box with live links, cast, clock; never in a real installation."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.people import actions as people
from sojourn.societies import actions as societies
from sojourn.societies.models import Federation
from sojourn.upkeep import clock
from sojourn.upkeep.demo.people import email

AT = datetime(2024, 2, 12, 9, 30, tzinfo=UTC)
DEMONSTRATION_PAGES = ("letters", "cast", "move_clock")


@pytest.fixture
def rehearsal(transactional_db):
    """A demonstration with Finn of the federation, Ida of a society, and a letter to somebody new."""
    finn, ida = (
        people.register(email=email(key), password="", given_name=key.title(), family_name=family, at=AT)
        for key, family in (("finn", "Fennimore"), ("ida", "Inverlee"))
    )
    federation = {"name": "Invented Federation", "acronym": "INFED", "zone": "Europe/Vienna"}
    societies.found(federation, at=AT, demonstration=True)
    people.appoint(finn, "federation_officer", by=None, at=AT)
    alpha = societies.add({"acronym": "ALPHA", "name": "Society Alpha", "field": "x"}, by=finn, at=AT)
    societies.appoint(alpha, ida, by=finn, at=AT)
    societies.seat_by_email(alpha, "dov@dov.example", name="Dov Dunmarrow", role="member", by=ida, at=AT)
    return {"finn": finn, "ida": ida}


def test_letter_box_cast_and_clock(page, axe, rehearsal, work):
    page.goto(reverse("account_login"))
    banner = page.get_by_role("region", name="Demonstration")
    expect(banner).to_contain_text("Next step")

    banner.get_by_role("link", name="Letter-box").click()
    expect(page.get_by_text("Not sent yet").first).to_be_visible()
    work()
    page.reload()
    axe(page)
    page.get_by_label("Words of subject").fill("dov")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="You were named member at ALPHA").click()
    axe(page)
    page.locator(".letter-text").get_by_role("link").click()
    expect(page.get_by_text("This link is for Dov Dunmarrow")).to_be_visible()

    page.get_by_role("link", name="Cast").click()
    axe(page)
    page.get_by_role("button", name="Sign in as Ida Inverlee").click()
    expect(page.get_by_text("You are Ida Inverlee now")).to_be_visible()
    page.get_by_role("link", name="Clock").click()
    expect(page.get_by_text("A federation officer moves the clock")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Open the cast").click()
    page.get_by_role("button", name=re.compile("Sign in as .*Finn Fennimore")).click()
    page.goto(reverse("upkeep:move_clock"))
    axe(page)
    page.get_by_label("Move to").fill("2031-05-06T10:00")
    page.get_by_role("button", name="Move clock").click()
    expect(banner).to_contain_text("Tuesday 6 May 2031")
    assert clock.read().at.year == 2031
    page.get_by_label("Move to").fill("2030-05-06T10:00")
    page.get_by_role("button", name="Move clock").click()
    expect(page.get_by_role("alert")).to_contain_text("forward only")


def test_officers_look_at_health_journal_and_letters_in_trouble(page, axe, rehearsal, sign_in):
    sign_in(page, rehearsal["finn"])
    for name in ("health", "troubles", "journal"):
        page.goto(reverse(f"upkeep:{name}"))
        axe(page)
    expect(page.get_by_text("Societies: appoint").first).to_be_visible()


def test_pages_of_a_demonstration_are_not_in_a_real_installation(page, rehearsal):
    Federation.objects.update(demonstration=False)
    page.goto(reverse("account_login"))
    expect(page.get_by_role("region", name="Demonstration")).to_have_count(0)
    for name in DEMONSTRATION_PAGES:
        assert page.goto(reverse(f"upkeep:{name}")).status == 404
