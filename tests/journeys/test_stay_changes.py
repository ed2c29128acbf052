"""On a phone: an entry without a connection is sent once; a longer stay is asked for and agreed by link."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, at
from sojourn.centres.models import Tutor
from sojourn.placements.models import LogEntry, Placement
from tests.journeys.test_stay import GUS, enter


@pytest.fixture
def stage(transactional_db):
    stage = stages.make()
    stages.live_at(PUBLISHED + timedelta(3))
    stage.placement("arrived")
    stages.live_at(at(date(2024, 9, 20)))
    return stage


def log_one(phone, number: str) -> None:
    phone.get_by_label("Reporting session").check()
    phone.get_by_label("Performed").check()
    phone.get_by_label("How many").fill(number)
    phone.get_by_role("button", name="Save the entry").click()


def test_entries_without_a_connection_wait_in_the_browser_and_are_sent_once(phone, sign_in, axe, stage):
    sign_in(phone, stage.ada)
    placement = Placement.objects.get()
    phone.goto(reverse("placements:log", args=[placement.pk]))
    axe(phone)
    phone.context.set_offline(True)
    log_one(phone, "6")
    expect(phone.get_by_text("1 entry waits in this browser")).to_be_visible()
    log_one(phone, "4")
    expect(phone.get_by_text("2 entries wait in this browser")).to_be_visible()
    assert LogEntry.objects.count() == 0
    phone.context.set_offline(False)
    expect(phone.get_by_text("2 entries were sent.")).to_be_visible()
    assert sorted(LogEntry.objects.values_list("count", flat=True)) == [4, 6]
    phone.reload()
    expect(phone.get_by_role("button", name="Save the entry")).to_be_visible()
    expect(phone.get_by_text("in this browser and")).to_have_count(0)
    log_one(phone, "2")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Logbook")
    assert LogEntry.objects.count() == 3
    axe(phone)

    # the page itself opens without a connection, with a key of its own, and keeps what is logged there
    phone.goto(reverse("placements:log", args=[placement.pk]))
    expect(phone.locator("form[data-kept=page]")).to_be_attached()
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_text("No connection: this page is as it was")).to_be_visible()
    log_one(phone, "7")
    expect(phone.get_by_text("1 entry waits in this browser")).to_be_visible()
    phone.reload()
    log_one(phone, "8")
    expect(phone.get_by_text("2 entries wait in this browser")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("2 entries were sent.")).to_be_visible()
    assert sorted(LogEntry.objects.values_list("count", flat=True)) == [2, 4, 6, 7, 8]

    # what waits is the account's, and gone when it signs out, as is the copy of the page
    queued = "Object.keys(localStorage).filter(key => key.includes(':queue:')).length"
    phone.evaluate("localStorage.setItem(`sojourn-keep:${document.body.dataset.account}:queue:x`, '[[]]')")
    assert phone.evaluate(queued) == 1
    phone.evaluate("document.querySelector('form[data-forgets]').requestSubmit()")
    expect(phone.get_by_role("link", name="Sign in").first).to_be_attached()
    assert phone.evaluate(queued) == 0
    phone.wait_for_function("caches.keys().then((names) => names.length === 0)")
    phone.wait_for_function("navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")

    # another account on the same phone clears what is left of one that never signed out
    sign_in(phone, stage.ada)
    phone.goto(reverse("placements:log", args=[placement.pk]))
    expect(phone.locator("form[data-kept=page]")).to_be_attached()
    phone.context.clear_cookies()
    sign_in(phone, stage.zoe)
    phone.goto("/")
    phone.wait_for_function("caches.keys().then((names) => names.length === 0)")


def test_a_longer_stay_is_looked_at_asked_and_agreed_by_link(phone, new_page, sign_in, axe, link_to, stage):
    sign_in(phone, stage.ada)
    placement = Placement.objects.get()
    phone.goto(reverse("placements:amendments", args=[placement.pk]))
    axe(phone)
    phone.get_by_role("link", name="A longer stay").click()
    phone.get_by_label("Last day then").fill("2024-12-22")
    phone.get_by_label("Why").fill("Two procedures more.")
    phone.get_by_role("button", name="See what would move").click()
    expect(phone.get_by_text("Sunday 22 December 2024")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Ask for this").click()
    expect(phone.get_by_text("Whose turn it is gets a letter")).to_be_visible()
    axe(phone)

    office = new_page()
    sign_in(office, stage.ida)
    office.goto(reverse("placements:stay", args=[placement.pk]))
    office.get_by_role("link", name="Open it").click()
    office.get_by_role("button", name="Agree").click()
    expect(office.get_by_text("You agreed.")).to_be_visible()

    tutor = new_page(viewport={"width": 360, "height": 740})
    enter(tutor, link_to(GUS, "placements.ask_tutor"))
    tutor.get_by_role("link", name="Answer a change: a longer stay").click()
    axe(tutor)
    tutor.get_by_role("button", name="Agree").click()
    expect(tutor.get_by_text("You agreed, and it is done.")).to_be_visible()
    assert Placement.objects.get().ends_on == date(2024, 12, 22)


def test_a_coordinator_names_another_tutor_and_asks_for_a_longer_stay(page, phone, sign_in, axe, stage):
    placement = Placement.objects.get()
    Tutor.objects.create(centre=placement.offer.centre, name="Tove Second", email="tove@oslo.example")
    here = reverse("placements:amendments", args=[placement.pk])
    sign_in(page, stage.hana)
    page.goto(here)
    axe(page)
    page.get_by_role("link", name="Another tutor").click()
    page.get_by_label("Tove Second").check()
    page.get_by_label("Why").fill("On leave until May.")
    page.get_by_role("button", name="See what would move").click()
    expect(page.get_by_text("The links of the tutor before open nothing")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Do this").click()
    expect(page.get_by_text("Tove Second is the tutor from now on.")).to_be_visible()
    axe(page)

    page.goto(here)
    page.get_by_role("link", name="A longer stay").click()
    page.get_by_label("Last day then").fill("2024-12-22")
    page.get_by_label("Why").fill("Two procedures more.")
    page.get_by_role("button", name="See what would move").click()
    page.get_by_role("button", name="Ask for this").click()
    expect(page.get_by_text("Whose turn it is gets a letter")).to_be_visible()

    sign_in(phone, stage.ada)
    phone.goto(here)
    phone.get_by_role("main").get_by_role("link", name="A longer stay").click()
    phone.get_by_role("button", name="Agree").click()
    expect(phone.get_by_text("You agreed.")).to_be_visible()
    axe(phone)
