"""Shared passages side by side, accounts of one person, members from a pasted list."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications.models import Application, Pair
from sojourn.societies.models import Membership
from tests.world import World

RUN = "I hope to bring the protocols of a large centre home to our small department"


@pytest.fixture
def world(transactional_db):
    world = World().walk("closed")
    rows = Application.objects.filter(programme=world.programme, state="submitted")
    rows.update(phone="+43 1 5550123")
    ada = world.scene.applications["ada"].pk
    two = [ada, rows.exclude(pk=ada).values_list("pk", flat=True)[0]]  # what all have written is no likeness
    rows.filter(pk__in=two).update(training=f"{RUN}.")
    return world


def test_passages_stand_side_by_side(page, phone, world, axe, sign_in, work):
    row = world.application("closed")
    work()  # the worker keeps the index of what was written
    for browser in (page, phone):
        sign_in(browser, world.ida)
        browser.goto(reverse("applications:office_page", args=[row.pk]))
        browser.get_by_role("link", name="Passages that stand in other applications too").click()
        expect(browser.locator("mark").filter(has_text=RUN).first).to_be_visible()
        expect(browser.get_by_role("main")).not_to_contain_text("%")
        axe(browser)


def test_two_accounts_of_one_person(page, phone, world, axe, sign_in):
    sign_in(page, world.finn)
    page.goto(reverse("applications:office"))
    page.get_by_role("link", name="Accounts that may be one person's").click()
    expect(page.get_by_role("main")).to_contain_text("The same telephone number")
    axe(page)
    page.get_by_role("link", name="Look at").first.click()
    axe(page)
    page.get_by_label("Different people").check()
    page.get_by_label("Reason").fill("They share a department's telephone.")
    page.get_by_role("button", name="Remember what you found").click()
    expect(page.get_by_role("main")).to_contain_text("They share a department's telephone.")
    assert Pair.objects.get().same is False
    sign_in(phone, world.finn)
    phone.goto(reverse("applications:duplicates"))
    axe(phone)


@pytest.mark.parametrize("script", [True, False])
def test_members_from_a_pasted_list(new_page, world, axe, sign_in, script):
    society, ada = world.society, world.ada
    Membership.objects.filter(society=society).delete()
    page = new_page(java_script_enabled=script, viewport={"width": 360, "height": 740})
    sign_in(page, world.ida)
    page.goto(reverse("applications:office"))
    page.get_by_role("link", name=f"Confirm memberships of {society.acronym}").click()
    page.get_by_label("Your members, one a line").fill(f"{ada.email}; 1.6.2019\nOtto Other; 77\nRolf\n")
    if script:
        axe(page)
    page.get_by_role("button", name="Look who is found").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing has happened yet. 1 matched")
    assert not Membership.objects.filter(society=society).exists()
    if script:
        axe(page)
    page.get_by_role("button", name="Confirm those ticked").click()
    expect(page.get_by_role("main")).to_contain_text("1 membership of")
    assert Membership.objects.get(society=society).user == ada
