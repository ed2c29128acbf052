"""An empty installation is set up by whoever holds the code that its server printed."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect


@pytest.fixture
def posted(mailoutbox, work):
    """In a real installation letters leave by mail: the path of the link in the last one to an address."""

    def find(address: str) -> str:
        work()
        mail = [mail for mail in mailoutbox if address in mail.to[0]][-1]
        return re.search(rf"{re.escape(settings.SITE_URL)}(\S+)", mail.body)[1]

    return find


def test_first_officer_sets_up_an_empty_installation(page, axe, capsys, new_page, posted, work):
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up Sojourn")
    expect(page.get_by_text("A set-up code is needed")).to_be_visible()
    axe(page)

    call_command("setup_code")
    code = re.search(r"\w{5}(-\w{5}){3}", capsys.readouterr().out)[0]

    page.reload()
    _fill(page, code="WRONG-WRONG-WRONG-WRONG")
    page.get_by_role("button", name="Set up Sojourn").click()
    expect(page.get_by_role("alert")).to_contain_text("not the code")
    expect(page.get_by_label("Name of the federation")).to_have_value("Invented Federation")
    axe(page)

    _fill(page, code=code)
    page.get_by_role("button", name="Set up Sojourn").click()
    expect(page.get_by_text("Sojourn is set up")).to_be_visible()

    page.goto(reverse("upkeep:set_up"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Set up Sojourn")

    # the officer goes on: a society, and its chair, who has no account yet
    page.goto(reverse("societies:mine"))
    page.get_by_role("link", name="Add society").click()
    page.get_by_label("Acronym").fill("ALPHA")
    page.get_by_label("Name").fill("Invented Society")
    page.get_by_label("Field").fill("Invented imaging")
    page.get_by_role("button", name="Add society").click()
    expect(page.get_by_text("ALPHA added")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Name member").click()
    page.get_by_label("E-mail address").fill("eva@sojourn.example")
    page.get_by_label("Name").fill("Eva Everwick")
    page.get_by_role("radio", name="Chair", exact=True).check()
    axe(page)
    page.get_by_role("button", name="Name member").click()
    expect(page.get_by_role("heading", name="Awaited")).to_be_visible()
    axe(page)

    _chair_joins(new_page(), axe, posted, work)
    page.reload()
    expect(page.get_by_role("heading", name="Awaited")).to_have_count(0)
    expect(page.get_by_text("Eva Everwick Chair")).to_be_visible()


def _fill(page, *, code: str) -> None:
    page.get_by_label("Set-up code").fill(code)
    for label, value in (
        ("Name of the federation", "Invented Federation"),
        ("Acronym", "INFED"),
        ("Given name", "Finn"),
        ("Family name", "Fennimore"),
        ("Your e-mail address", "finn@sojourn.example"),
        ("Password", "walking-in-the-park"),
    ):
        page.get_by_label(label).fill(value)


def _chair_joins(page, axe, posted, work) -> None:
    """By the link of her letter: the account needs no other confirmation."""
    page.goto(posted("eva@sojourn.example"))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make your account")
    axe(page)
    page.get_by_label("Given name").fill("Eva")
    page.get_by_label("Family name").fill("Everwick")
    page.get_by_label("Password").fill("a-long-word-of-eva")
    page.get_by_role("button", name="Make account").click()
    page.get_by_label("E-mail address").fill("eva@sojourn.example")
    page.get_by_label("Password", exact=True).fill("a-long-word-of-eva")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    work()
    page.goto(reverse("societies:mine"))
    expect(page.get_by_role("link", name="Conflicts of interest in ALPHA")).to_be_visible()
