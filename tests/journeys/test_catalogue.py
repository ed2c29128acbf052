"""Somebody looks for a centre: by filter, on the map, side by side, into the ranking; its keeper keeps it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications import actions, queries
from tests.world import PASSWORD, World


@pytest.fixture
def world(transactional_db):
    made = World()
    made.walk("draft")
    return made


def test_find_on_the_map_compare_and_rank(page, world, axe, sign_in):
    app = world.scene.applications["ada"]
    actions.rank(app, [], unwanted=[], by=world.ada, at=world.now)
    sign_in(page, world.ada, PASSWORD)
    page.goto(reverse("public:centres"))
    axe(page)
    page.get_by_label("Topic", exact=True).select_option("liver")
    page.get_by_role("main").get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("topic=liver"))
    boxes = page.get_by_role("checkbox", name=re.compile("^Compare"))
    for number in range(2):
        boxes.nth(number).check()
    page.get_by_role("button", name="Compare those ticked").click()
    expect(page.get_by_role("table").locator("thead th[scope=col]")).to_have_count(2)
    axe(page)
    page.go_back()
    marker = page.locator(".plain-map a").first
    marker.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What former fellows say")).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("^Rank this centre.*ESGAR")).click()
    axe(page)
    title = page.locator(".notice-title").last.inner_text()
    page.get_by_role("button", name="Not wanted").first.click()
    expect(page.locator(".unwanted [data-id]")).to_have_count(1)
    (kept,) = queries.unwanted(app)
    assert str(kept.offer.centre.institution) == title


def test_compare_on_a_phone_without_a_script(new_page, world):
    page = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    page.goto(reverse("public:centres"))
    page.get_by_label("Name, city or topic").fill("society:esgar -country:france")
    page.get_by_role("main").get_by_role("button", name="Show", exact=True).click()
    assert not page.locator(".centres").get_by_text("Paris").count()
    boxes = page.get_by_role("checkbox", name=re.compile("^Compare"))
    for number in range(3):
        boxes.nth(number).check()
    page.get_by_role("button", name="Compare those ticked").click()
    columns = page.get_by_role("table").locator("thead th[scope=col]")
    expect(columns).to_have_count(3)
    columns.first.get_by_role("link", name=re.compile("^Take out")).click()
    expect(columns).to_have_count(2)
    page.get_by_label("Add a centre").select_option(index=1)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(columns).to_have_count(3)


def test_a_coordinator_keeps_the_calendar_and_the_public_reads_it(page, world, axe, sign_in):
    sign_in(page, world.hana, PASSWORD)
    page.goto(reverse("centres:institution", args=["aurelia-university-hospital"]))
    axe(page)
    page.get_by_role("link", name="Calendar of ESGAR").click()
    axe(page)
    line = page.get_by_role("group", name=re.compile("new; may stay empty")).first
    line.get_by_label("From").fill("2025-05-01")
    line.get_by_label("Until").fill("2025-05-30")
    line.get_by_label("Fellows at once").fill("4")
    page.get_by_role("button", name="Save the calendar").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto(reverse("public:centre", args=["aurelia-university-hospital"]))
    expect(page.get_by_role("row", name=re.compile("1 May 2025 to 30 May 2025"))).to_contain_text("4")
