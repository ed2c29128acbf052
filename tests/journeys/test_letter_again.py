"""On a phone without a script: a letter goes out again, and an officer says what is asked beside it."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications.models import Letter
from sojourn.calls import queries as calls
from sojourn.post.actions import links
from tests.house import things
from tests.journeys.conftest import PHONE
from tests.world import World


@pytest.fixture
def world(transactional_db):
    return World().walk("submitted")


@pytest.fixture
def hand(new_page):
    return new_page(**PHONE, java_script_enabled=False)


def test_a_referee_reads_the_earlier_letter_and_sends_it_again(hand, world):
    (_, sent), link = things.earlier_link(world)
    before = Letter.objects.get(pk=sent)
    asked = Letter.objects.get(application=before.application, state="asked")
    hand.goto(links.mint(link).removeprefix(settings.SITE_URL))
    hand.get_by_role("button", name="Continue").click()
    main = hand.get_by_role("main")
    expect(main).to_contain_text("You have written for Dr Ada Appleyard before")
    main.get_by_role("link", name="Read and send again").click()
    expect(main.get_by_role("heading", level=1)).to_have_text("Send your earlier letter again")
    expect(main.get_by_role("link", name=before.file.name)).to_be_visible()

    # unconfirmed nothing goes out, and what was chosen stays
    hand.get_by_role("button", name="Send this letter again").click()
    expect(hand.get_by_role("alert")).to_contain_text("confirm that it is the right")
    hand.get_by_label("The letter is mine").check()
    hand.get_by_role("button", name="Send this letter again").click()
    expect(hand.get_by_role("heading", level=1)).to_have_text("Your letter has been received")
    asked.refresh_from_db()
    assert (asked.state, asked.file.sha256) == ("received", before.file.sha256)
    assert asked.answers == before.answers


def test_an_officer_asks_something_more_beside_the_letter(hand, world, sign_in):
    (call, society), _ = things.draft_programme(world)
    sign_in(hand, world.finn)
    hand.goto(reverse("calls:programme", args=[call, society]))
    hand.get_by_role("link", name="Edit the questions to referees").click()
    main = hand.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_contain_text("Questions to referees")
    new = main.get_by_role("region", name="new").first
    question = new.get_by_role("textbox", name="Question")
    question.fill("How does the applicant teach?")
    new.get_by_label("On a scale").check()
    new.get_by_label("Levels of the scale").fill("only words")
    main.get_by_role("button", name="Save the questions").click()
    expect(hand.get_by_role("alert").first).to_be_visible()
    expect(question).to_have_value("How does the applicant teach?")
    new.get_by_label("Levels of the scale").fill("1 Not yet\n2 Well\n3 As few others")
    main.get_by_role("button", name="Save the questions").click()
    expect(hand.get_by_text("Questions to referees saved.")).to_be_visible()
    expect(main).to_contain_text("How does the applicant teach?")
    row = calls.programmes_of(world.finn).get(call__slug=call, society__slug=society)
    asked = calls.letter_questions(row).get(title="How does the applicant teach?")
    assert (asked.kind, asked.anchors["3"]) == ("scale", "As few others")
