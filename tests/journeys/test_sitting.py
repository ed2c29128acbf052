"""Thirty files scored in one sitting: by keyboard alone, counted; by touch on a phone; without JavaScript."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.cast import Cast
from sojourn.upkeep import clock
from tests.world import PASSWORD

FILES = 30


@pytest.fixture
def cast(transactional_db, monkeypatch):
    cast = Cast()
    cast.cleo.set_password(PASSWORD)
    cast.cleo.save()
    EmailAddress.objects.create(user=cast.cleo, email=cast.cleo.email, verified=True, primary=True)
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=cast.at, real=cast.at, demonstration=True))
    return cast


def given(cast, number):
    return [
        cast.assigned(cast.application(family_name=f"Quill{i:02}"), declared=False) for i in range(number)
    ]


@pytest.mark.timeout(300)
def test_thirty_files_by_keyboard(page, cast, axe, sign_in):
    given(cast, FILES)
    sign_in(page, cast.cleo, PASSWORD)
    loads, presses = [], 0
    page.goto(reverse("reviews:queue"))
    axe(page)
    page.on("framenavigated", lambda frame: loads.append(frame.url))

    def press(key):
        nonlocal presses
        presses += 1
        page.keyboard.press(key)

    page.goto(reverse("reviews:declare_many"))
    axe(page)
    page.get_by_role("button", name="No conflict with the others").focus()
    press("Enter")
    expect(page.get_by_text(f"1 / {FILES}")).to_be_visible()
    axe(page)
    loads.clear()
    for number in range(1, FILES + 1):
        expect(page.get_by_text(f"{number} / {FILES}")).to_be_visible()
        press("j")
        press("4")
        press("5")
        press("Control+Enter")
        if number < FILES:
            expect(page.get_by_text(f"{number + 1} / {FILES}")).to_be_visible()
    # the last one leads round to the first that is not final
    expect(page.get_by_text(f"1 / {FILES}")).to_be_visible()
    assert len(loads) == FILES
    assert presses == 1 + 4 * FILES
    assert Assignment.objects.filter(reviewer=cast.cleo, state="scoring").count() == FILES
    page.goto(reverse("reviews:queue"))
    page.get_by_role("button", name=f"Make {FILES} complete drafts final").press("Enter")
    expect(page.get_by_text(f"{FILES} of {FILES}")).to_be_visible()
    assert Assignment.objects.filter(reviewer=cast.cleo, state="final").count() == FILES


def test_single_keys_can_be_switched_off_and_stay_off(page, cast, sign_in):
    given(cast, 2)
    sign_in(page, cast.cleo, PASSWORD)
    page.goto(reverse("reviews:declare_many"))
    page.get_by_role("button", name="No conflict with the others").click()
    expect(page.get_by_text("1 / 2")).to_be_visible()
    # in a field a key is a letter
    box = page.get_by_label("Comment for the committee")
    box.fill("")
    box.press("n")
    expect(box).to_have_value("n")
    page.locator("#scores").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("button", name="Switch single keys off")).to_be_visible()
    page.get_by_role("button", name="Switch single keys off").click()
    expect(page.get_by_text("Single keys are off.")).to_be_visible()
    page.reload()
    page.locator("#scores").focus()
    page.keyboard.press("n")
    expect(page.get_by_text("1 / 2")).to_be_visible()


def test_what_is_typed_is_saved_by_itself(page, cast, sign_in):
    (row,) = given(cast, 1)
    sign_in(page, cast.cleo, PASSWORD)
    page.goto(reverse("reviews:declare_many"))
    page.get_by_role("button", name="No conflict with the others").click()
    page.get_by_label("Comment for the committee").fill("Sound, and modest.")
    expect(page.get_by_text("Draft saved at")).to_be_visible(timeout=15_000)
    row.refresh_from_db()
    assert (row.state, row.comment) == ("scoring", "Sound, and modest.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def test_a_sitting_by_touch(phone, cast, axe, sign_in):
    given(cast, 3)
    sign_in(phone, cast.cleo, PASSWORD)
    phone.goto(reverse("reviews:queue"))
    axe(phone)
    phone.get_by_role("link", name="Declare conflicts for 3 files").tap()
    axe(phone)
    phone.get_by_role("button", name="No conflict with the others").tap()
    for number in (1, 2, 3):
        expect(phone.get_by_text(f"{number} / 3")).to_be_visible()
        for pad in phone.locator("fieldset.score-pad").all():
            pad.locator("label.anchor").nth(3).tap()
        if number == 1:
            axe(phone)
        phone.get_by_role("button", name="Save and next").tap()
    expect(phone.get_by_text("1 / 3")).to_be_visible()
    phone.get_by_role("link", name="Abstain").tap()
    phone.get_by_label("Why you abstain").fill("I do not know the field.")
    phone.get_by_role("button", name="Abstain").tap()
    expect(phone.get_by_text("You abstained.")).to_be_visible()
    assert Assignment.objects.filter(reviewer=cast.cleo, state="abstained").count() == 1


def test_without_javascript(new_page, cast, sign_in):
    given(cast, 2)
    page = new_page(java_script_enabled=False)
    sign_in(page, cast.cleo, PASSWORD)
    page.goto(reverse("reviews:declare_many"))
    page.get_by_role("button", name="No conflict with the others").click()
    for _ in range(2):
        for pad in page.locator("fieldset.score-pad").all():
            pad.locator("label.anchor").nth(2).click()
        page.get_by_role("button", name="Save and next").click()
    page.goto(reverse("reviews:queue"))
    page.get_by_role("button", name="Make 2 complete drafts final").click()
    expect(page.get_by_text("2 of 2")).to_be_visible()
