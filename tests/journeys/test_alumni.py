"""A former fellow tells a story that names the tutor, is written to, and is asked a year later."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.alumni import actions, queries
from sojourn.alumni.models import Answer
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, at

LATER = at(date(2024, 12, 10))
GUS = "gus@clinic.example"


@pytest.fixture
def stage(transactional_db):
    made = stages.make()
    stages.live_at(LATER)
    return made


def test_a_story_that_names_somebody_is_shown_when_they_agree_on_a_phone(
    page, phone, stage, axe, sign_in, link_to
):
    placement = stage.placement("completed")
    sign_in(page, stage.ada)
    page.goto(reverse("alumni:join", args=[placement.pk]))
    axe(page)
    page.get_by_label("Title of your story").fill("Three months")
    page.get_by_role("textbox", name=re.compile("^Your story")).fill("Gus took an hour every Friday.")
    page.get_by_label("Who is named in it").fill("Gus Gander")
    page.get_by_label("I agree to the text above").check()
    page.get_by_role("button", name="Join the alumni").click()
    expect(page.get_by_label("Who is named in it")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("textbox", name=re.compile("^Your story"))).to_have_value(
        "Gus took an hour every Friday."
    )
    page.get_by_label("Who is named in it").fill(f"Gus Gander, {GUS}")
    page.get_by_role("button", name="Join the alumni").click()
    expect(page.get_by_text("Gus Gander: asked on")).to_be_visible()
    axe(page)
    page.goto(reverse("public:stories"))
    expect(page.get_by_role("link", name="Three months")).to_have_count(0)

    phone.goto(link_to(GUS, "alumni.name"))
    phone.get_by_role("button").first.click()
    expect(phone.get_by_text("Gus took an hour every Friday.")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="I agree to these words").click()
    expect(phone.get_by_text("You agreed on")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Three months")).to_be_visible()
    axe(page)

    phone.get_by_role("button", name="Take my agreement back").click()
    expect(phone.get_by_text("The story is not shown.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Three months")).to_have_count(0)


def test_write_to_a_former_fellow_by_keyboard_and_get_an_answer(page, new_page, stage, axe, sign_in):
    words = {"shown_name": "Ada Lind", "contactable": True}
    actions.join(stage.placement("completed"), words, by=stage.ada, at=LATER)
    page.goto(reverse("public:stories"))
    page.get_by_role("link", name="Write to Ada Lind").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("sign-in"))
    sign_in(page, stage.zoe)
    page.goto(reverse("public:stories"))
    page.get_by_role("link", name="Write to Ada Lind").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_visible()
    axe(page)
    page.get_by_label("Your message").focus()
    page.keyboard.type("Where did you live?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("no answer yet")).to_be_visible()
    axe(page)

    plain = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    sign_in(plain, stage.ada)
    plain.goto(reverse("alumni:messages"))
    plain.get_by_role("link", name="Answer Zoe").click()
    plain.get_by_label("Your answer").fill("Near the harbour.")
    plain.get_by_role("button", name="Send the answer").click()
    expect(plain.get_by_text("Your answer is on its way.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Near the harbour.")).to_be_visible()


def test_a_year_later_two_minutes_on_a_phone(page, phone, stage, axe, sign_in, link_to):
    stage.placement("completed")
    sign_in(page, stage.finn)
    page.goto(reverse("alumni:follow_ups"))
    axe(page)
    page.get_by_role("button", name="Begin with the usual questions").click()
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("Question").fill("Would you go again?")
    page.get_by_label("one of several").check()
    page.get_by_label("one year after").check()
    page.get_by_role("button", name="Add the question").click()
    expect(page.get_by_text("Give at least two choices, one a line.").first).to_be_visible()
    axe(page)
    page.get_by_label("Choices").fill("Yes\nNo")
    page.get_by_role("button", name="Add the question").click()
    expect(page.get_by_text("The question is in use.")).to_be_visible()

    stages.live_at(at(ENDS + timedelta(days=366)))
    phone.goto(link_to(stage.ada.email, "alumni.follow_up"))
    phone.get_by_role("button").first.click()
    expect(phone.get_by_role("button", name="Send the answers")).to_be_visible()
    axe(phone)
    phone.get_by_role("group", name="Would you go again?").get_by_label("Yes").check()
    phone.get_by_label("What would you change in the programme?").fill("Less paper.")
    phone.get_by_role("button", name="Send the answers").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert set(Answer.objects.values_list("value", flat=True)) == {"Yes", "Less paper."}
    assert queries.rates() == [{"years": 1, "asked": 1, "answered": 1, "stopped": 0}]
