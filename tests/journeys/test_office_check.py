"""Before closing the officer sees counts; afterwards rule by rule, the clear ones together, one barred."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications import queries
from sojourn.journal.models import Entry
from tests.world import PASSWORD, World


@pytest.fixture
def world(transactional_db):
    return World().walk("submitted")


def test_the_officer_checks_eligibility_and_completeness(page, new_page, world, axe, sign_in):
    sign_in(page, world.ida)
    here = reverse("applications:office_list", args=[world.call.slug, world.society.slug])
    page.goto(reverse("applications:office"))
    axe(page)
    page.goto(here)
    expect(page.get_by_role("main")).to_contain_text("Until the call has closed")
    expect(page.get_by_role("main")).not_to_contain_text("Appleyard")
    axe(page)

    world.walk("closed")
    page.goto(here)
    expect(page.get_by_role("link", name="Appleyard, Ada")).to_be_visible()
    axe(page)

    # one at a time: rule by rule, letters present or not, never their words
    page.get_by_role("link", name="Appleyard, Ada").click()
    axe(page)
    expect(page.get_by_role("main")).to_contain_text("three-four years")
    expect(page.get_by_role("main")).to_contain_text("Only the evaluation committee reads letters")
    expect(page.get_by_role("main")).not_to_contain_text("hold the post open")
    with page.expect_download():
        page.get_by_role("link", name="Open the dossier (PDF)").click()
    assert Entry.objects.filter(verb="applications.open_file", actor=world.ida).count() == 2
    page.get_by_role("link", name="Bar", exact=True).click()
    axe(page)
    page.get_by_role("button", name="Bar", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("things to mend")
    page.get_by_role("link", name="Back to the application").click()
    page.get_by_role("link", name="Hold as incomplete").click()
    page.get_by_label("What is missing").fill("The stamp on the certificate.")
    page.get_by_role("button", name="Hold as incomplete").click()
    assert world.application("closed").state == "incomplete"

    # the clear cases together, seen before they are done
    page.goto(reverse("applications:check_clear", args=[world.call.slug, world.society.slug]))
    expect(page.get_by_text("Nothing has happened yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Check these applications").click()
    expect(page.get_by_role("main")).to_contain_text("admitted")
    assert queries.counts(programme=world.programme)["eligible"] > 0

    # what Ada reads, and what another society's officer does not find
    ada, mia = new_page(), new_page()
    sign_in(ada, world.ada, PASSWORD)
    ada.goto(reverse("applications:application", args=[world.application("closed").pk]))
    expect(ada.get_by_role("main")).to_contain_text("The stamp on the certificate.")
    axe(ada)
    sign_in(mia, world.mia)
    assert mia.goto(here).status == 404
    assert mia.goto(reverse("applications:office_page", args=[world.application("closed").pk])).status == 404
