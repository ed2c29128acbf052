"""Chairs sign, the office runs the one match, centres answer in confidence, two people publish for all."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.post.models import Letter
from sojourn.selection import queries
from sojourn.selection.models import Decision, Nomination, Panel
from sojourn.upkeep import worker
from tests.world import PASSWORD, World

NOT_YET = "The results are not published yet"


@pytest.fixture
def world(transactional_db):
    return World().walk("scored")


@pytest.mark.timeout(480)
def test_from_the_ranking_to_the_results(new_page, world, axe, sign_in, link_to):
    call = world.call.slug
    ada = new_page()
    sign_in(ada, world.ada, PASSWORD)
    result = reverse("selection:result", args=[world.scene.applications["ada"].pk])

    # each chair decides and signs in two steps
    for chair, society in ((world.eva, world.society), (world.uma, world.other_society)):
        page = new_page()
        sign_in(page, chair, PASSWORD)
        page.goto(reverse("selection:decide", args=[call, society.slug]))
        if chair == world.eva:
            axe(page)
        page.get_by_label("Place of").first.fill("")
        page.get_by_role("button", name="Save the draft", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Give a place.")
        page.get_by_label("Place of").first.fill("1")
        page.get_by_role("button", name="Save the draft", exact=True).click()
        expect(page.get_by_text("The draft of the ranking was saved.")).to_be_visible()
        page.get_by_role("link", name="Sign the ranking", exact=True).click()
        assert Panel.objects.get(programme__society=society).state == "open"
        page.get_by_role("button", name="Sign the ranking", exact=True).click()
        expect(page.get_by_text("This ranking is signed")).to_be_visible()

    # the office runs the match and asks the centres
    finn = new_page()
    sign_in(finn, world.finn, PASSWORD)
    finn.goto(reverse("selection:match", args=[call]))
    finn.get_by_role("link", name="Run the match", exact=True).click()
    axe(finn)
    finn.get_by_role("button", name="Run the match", exact=True).click()
    expect(finn.get_by_text("an independent program came to the same result")).to_be_visible()
    expect(finn.get_by_role("main")).to_contain_text("serial dictatorship by merit")
    axe(finn)
    finn.get_by_role("link", name="Ask the centres", exact=True).click()
    finn.get_by_role("button", name="Ask the centres", exact=True).click()
    expect(finn.get_by_text("The centres were asked in confidence.")).to_be_visible()

    # the coordinator declines one by the mailed link, and answers what is then asked
    declined = Nomination.objects.filter(application=world.scene.applications["ada"]).get()
    number = Nomination.objects.count()
    hana = new_page()
    hana.goto(link_to(world.hana.email, "selection.ask_centres"))
    hana.get_by_role("main").get_by_role("button").click()
    expect(hana.get_by_role("heading", name="We cannot")).to_be_visible()
    axe(hana)
    hana.get_by_role("button", name="Decline", exact=True).click()
    expect(hana.get_by_role("alert")).to_be_visible()
    sign_in(hana, world.hana, PASSWORD)
    hana.goto(reverse("selection:nomination", args=[declined.pk]))
    hana.get_by_role("radio", name="The department is closed or being rebuilt").check()
    hana.get_by_label("In your words").fill("Until spring.")
    hana.get_by_role("button", name="Decline", exact=True).click()
    expect(hana.get_by_text("Another centre is asked.")).to_be_visible()
    assert Nomination.objects.count() > number
    for row in queries.nominations_of(queries.live_match(world.call)):
        hana.goto(reverse("selection:nomination", args=[row.pk]))
        hana.get_by_role("radio").first.check()
        hana.get_by_role("button", name="Accept and name the tutor", exact=True).click()
        expect(hana.get_by_text("You said yes")).to_be_visible()

    # each chair reads; meanwhile Ada finds nothing
    ada.goto(result)
    expect(ada.get_by_text(NOT_YET)).to_be_visible()
    axe(ada)
    for chair, society in ((world.eva, world.society), (world.uma, world.other_society)):
        page = new_page()
        sign_in(page, chair, PASSWORD)
        page.goto(reverse("selection:read", args=[call, society.slug]))
        page.get_by_role("button", name="I have read it", exact=True).click()
        expect(page.get_by_text("You have read this")).to_be_visible()

    # one prepares, another publishes in two steps
    finn.goto(reverse("selection:match", args=[call]))
    finn.get_by_role("link", name="Prepare the release", exact=True).click()
    axe(finn)
    if finn.get_by_label("I have looked").count():
        finn.get_by_label("I have looked").check()
    finn.get_by_role("button", name="Prepare the release", exact=True).click()
    finn.get_by_role("link", name="See the release", exact=True).click()
    expect(finn.get_by_role("main")).to_contain_text("a second person signs it")
    ada.reload()
    expect(ada.get_by_text(NOT_YET)).to_be_visible()
    jon = new_page()
    sign_in(jon, world.jon, PASSWORD)
    jon.goto(reverse("selection:release", args=[call]))
    axe(jon)
    jon.get_by_role("link", name="Sign the release", exact=True).click()
    axe(jon)
    if jon.get_by_label("I have looked").count():
        jon.get_by_label("I have looked").check()
    jon.get_by_role("button", name="Sign the results", exact=True).click()
    expect(jon.get_by_role("heading", name="The results of the 2024 call are held")).to_be_visible()
    axe(jon)
    ada.reload()
    expect(ada.get_by_text(NOT_YET)).to_be_visible()
    world.set(queries.live_release(world.call).published_at + timedelta(seconds=1))
    jon.reload()
    expect(jon.get_by_text("Everybody can read the own result")).to_be_visible()

    ada.reload()
    expect(ada.get_by_role("heading", name="You have been selected")).to_be_visible()
    expect(ada.get_by_role("main")).to_contain_text("it could not confirm a place for this year")
    axe(ada)
    worker.tick(world.now)
    kinds = ("selection.selected", "selection.waiting", "selection.not_selected")
    assert Letter.objects.filter(kind__in=kinds).count() == Decision.objects.count()
