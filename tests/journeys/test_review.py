"""The office assigns, a conflict is declared, scores are given, colleagues open, the chair closes."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.reviews.models import Assignment
from tests.world import PASSWORD, World


@pytest.fixture
def world(transactional_db):
    return World().walk("checked")


@pytest.mark.timeout(480)
def test_office_assigns_and_reviewers_score(new_page, world, axe, sign_in):
    ida, cleo, dov = new_page(), new_page(), new_page()
    programme = (world.call.slug, world.society.slug)

    sign_in(ida, world.ida, PASSWORD)
    ida.goto(reverse("reviews:coverage", args=programme))
    ida.get_by_role("link", name="Assign reviewers", exact=True).click()
    expect(ida.get_by_text("Nothing has happened yet")).to_be_visible()
    axe(ida)
    ida.get_by_role("button", name="Assign and tell the reviewers").click()
    expect(ida.get_by_text("reviews assigned")).to_be_visible()

    # Cleo knows one applicant: she steps back and finds no trace of it
    sign_in(cleo, world.cleo, PASSWORD)
    cleo.goto(reverse("reviews:queue"))
    axe(cleo)
    number = Assignment.objects.filter(reviewer=world.cleo).count()
    expect(cleo.get_by_text(f"0 of {number}")).to_be_visible()
    cleo.get_by_role("row", name="Rolf").get_by_role("link").click()
    axe(cleo)
    cleo.get_by_label("Close collaboration in the past three years").check()
    cleo.get_by_role("button", name="Step back from this application").click()
    expect(cleo.get_by_text(f"0 of {number - 1}")).to_be_visible()
    expect(cleo.get_by_role("main")).not_to_contain_text("Rolfstead")

    # Ada's file: declare, score, finish; what is missing is said beside its field
    cleo.get_by_role("row", name="Ada").get_by_role("link").click()
    cleo.get_by_role("button", name="I have no conflict: open the file").click()
    expect(cleo.get_by_text("Their scores open once your own review is final")).to_be_visible()
    axe(cleo)
    pads = cleo.locator("fieldset.score-pad")
    pads.first.locator("label.anchor").nth(3).click()
    cleo.get_by_label("Comment for the committee").fill("A clear plan, and the training for it.")
    cleo.get_by_role("button", name="Finish this review").click()
    expect(cleo.get_by_role("alert")).to_contain_text("Choose a level for")
    expect(cleo.get_by_label("Comment for the committee")).to_have_value(
        "A clear plan, and the training for it."
    )
    for pad in pads.all():
        pad.locator("label.anchor").nth(3).click()
    cleo.get_by_role("button", name="Finish this review").click()
    expect(cleo.get_by_role("heading", name="Your colleagues")).to_be_visible()
    expect(cleo.get_by_text("None of them is final yet.")).to_be_visible()

    # Dov sees her words only after his own are final
    sign_in(dov, world.dov, PASSWORD)
    dov.goto(reverse("reviews:queue"))
    dov.get_by_role("row", name="Ada").get_by_role("link").click()
    dov.get_by_role("button", name="I have no conflict: open the file").click()
    expect(dov.get_by_role("main")).not_to_contain_text("A clear plan")
    for pad in dov.locator("fieldset.score-pad").all():
        pad.locator("label.anchor").nth(2).click()
    dov.get_by_role("button", name="Finish this review").click()
    expect(dov.get_by_role("main")).to_contain_text("A clear plan, and the training for it.")
    axe(dov)

    # a second tab of Dov with an older version loses nothing
    dov.get_by_role("button", name="Reopen to change it").click()
    expect(dov.get_by_role("button", name="Finish this review")).to_be_visible()
    other = dov.context.new_page()
    other.goto(dov.url)
    dov.get_by_label("Comment for the committee").fill("First tab")
    dov.get_by_role("button", name="Save", exact=True).click()
    expect(dov.get_by_text("Saved.")).to_be_visible()
    # typed only now: else a slow machine lets this tab's own autosave come first
    other.get_by_label("Comment for the committee").fill("Second tab")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("alert")).to_contain_text("saved in another tab")
    expect(other.get_by_label("Comment for the committee")).to_have_value("Second tab")

    ida.goto(reverse("reviews:coverage", args=programme))
    expect(ida.get_by_role("row", name="Dr Ada Appleyard")).to_contain_text("1 of 3")
    axe(ida)


def test_score_on_a_phone(phone, world, axe, sign_in):
    world.walk("assigned")
    sign_in(phone, world.cleo, PASSWORD)
    phone.goto(reverse("reviews:queue"))
    axe(phone)
    phone.get_by_role("link", name="Go on with").click()
    axe(phone)
    phone.get_by_role("button", name="I have no conflict: open the file").click()
    axe(phone)
    for pad in phone.locator("fieldset.score-pad").all():
        pad.locator("label.anchor").nth(3).click()
    phone.get_by_role("button", name="Save and next").click()
    phone.wait_for_load_state()
    assert Assignment.objects.filter(reviewer=world.cleo, state="scoring").count() == 1
