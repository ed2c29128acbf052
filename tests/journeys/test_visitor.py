"""A visitor finds call, closing time, programmes, centres, and asks "can I apply?" without an account."""

import pytest
from playwright.sync_api import expect

from sojourn.calls.tests import here
from sojourn.journal.models import Entry


@pytest.fixture
def house(transactional_db):
    made = here.announced(demonstration=True)
    here.live_at(here.OPEN)
    return made


def test_visitor_finds_the_call_and_asks_whether_she_can_apply(house, page, axe):
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Exchange Programmes for Fellowships 2024")
    lead = page.locator(".lead-in")
    expect(lead).to_contain_text("Monday 18 March 2024, 23:59 Vienna (22:59 UTC)")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(12)
    axe(page)

    page.get_by_role("link", name="Abdominal radiology").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Abdominal Radiology Fellowships")
    expect(page.get_by_role("link", name="Begin an application")).to_be_visible()
    axe(page)

    before = Entry.objects.count()
    page.get_by_role("link", name="Check whether you can apply").click()
    page.get_by_label("Date of your board certification").fill("2020-05-12")
    page.get_by_label("Your profession").select_option("radiologist")
    page.get_by_label("Country where you live").select_option("AT")
    page.get_by_role("group", name="Are you an active member of ESR?").get_by_label("Yes").check()
    for question in page.get_by_role("group", name="is this true of you?").all():
        question.get_by_label("Yes").check()
    page.get_by_role("group", name="another application in this call?").get_by_label("No").check()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="the committee decides about one point")).to_be_visible()
    expect(page.get_by_text("3 years and 10 months before closing")).to_be_visible()
    expect(page.get_by_text("This centre is in the country where you live.")).to_have_count(1)
    axe(page)
    assert Entry.objects.count() == before


def test_visitor_sees_the_closing_on_her_own_clock(house, new_page):
    page = new_page(timezone_id="America/New_York")
    page.goto("/")
    expect(page.locator(".lead-in")).to_contain_text("18:59 on your clock (New York)")


def test_visitor_looks_for_a_centre_on_a_phone(house, phone, axe):
    page = phone
    page.goto("/")
    axe(page)
    page.goto("/centres/")
    axe(page)
    page.get_by_label("Society").select_option(label="ESHI-MT")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="2 of 58 centres")).to_be_visible()
    page.get_by_role("link", name="Isarblick University Clinic (invented)").first.click()
    expect(page.get_by_role("heading", name="Hybrid imaging (ESHI-MT)")).to_be_visible()
    axe(page)


@pytest.mark.parametrize(
    "path",
    ["/tips/", "/stories/", "/statistics/", "/calls/", "/about/", "/help/", "/privacy/", "/accessibility/"],
)
def test_visitor_reads_on_without_a_breach(house, phone, axe, path):
    phone.goto(path)
    axe(phone)


def test_officer_prepares_and_announces_the_next_call(house, page, axe, sign_in):
    sign_in(page, house.finn)
    page.goto("/office/calls/")
    axe(page)
    page.get_by_role("link", name="Begin the next call from the last").click()
    page.get_by_role("button", name="Begin the next call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Exchange Programmes for Fellowships 2025")
    axe(page)
    page.get_by_role("link", name="Edit dates and texts").click()
    page.get_by_label("Closes").fill("2025-03-31T23:59")
    page.get_by_label("Referees' letters until").fill("2025-04-07T23:59")
    axe(page)
    page.get_by_role("button", name="Save dates").click()
    expect(page.get_by_text("Monday 31 March 2025, 23:59 Vienna (21:59 UTC)")).to_be_visible()
    page.get_by_role("link", name="ESUR").click()
    page.get_by_role("link", name="Edit the programme").click()
    page.get_by_label("Places (optional)").fill("3")
    page.get_by_role("button", name="Save programme").click()
    page.get_by_role("link", name="Exchange Programmes for Fellowships 2025", exact=True).click()
    page.get_by_role("link", name="Announce the call").click()
    expect(page.get_by_text("An announcement cannot be taken back.")).to_be_visible()
    page.get_by_role("button", name="Announce the call").click()
    expect(page.get_by_text("Announced", exact=True)).to_be_visible()
