"""Ben gets a letter and opens the link: on a phone without scripts, by keyboard, late, with a helper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.calls import queries as calls
from sojourn.post.models import Letter as Mail
from sojourn.upkeep.demo import papers
from tests.journeys.conftest import PHONE
from tests.world import PASSWORD, World

BEN = "ben@bramblewood.example"
WORDS = "I have worked with Ada for five years and recommend her with pleasure and without reserve. " * 4


@pytest.fixture
def world(transactional_db):
    return World().walk("draft")


def letter_file() -> dict:
    """What a browser puts into a file field."""
    return {
        "name": "letter.pdf",
        "mimeType": "application/pdf",
        "buffer": papers.content("recommendation"),
    }


def enter(page, link) -> None:
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("etter")


def answer(page) -> None:
    """The programme's questions, the signature, the confirmation."""
    page.get_by_label("I lead the department").check()
    page.get_by_label("5: Among the best").check()
    page.get_by_label("The letter is mine").check()


def test_on_a_phone_without_scripts_the_referee_types_and_the_applicant_sees_only_that_it_came(
    new_page, world, axe, sign_in, link_to
):
    phone = new_page(**PHONE, java_script_enabled=False)
    link = link_to(BEN, "applications.ask")
    enter(phone, link)
    expect(phone.get_by_role("main")).to_contain_text("The evaluation committee")
    phone.get_by_label("Type the letter").fill("To the committee.")
    phone.get_by_role("button", name="Save the draft").click()
    expect(phone.get_by_text("Your draft is saved.")).to_be_visible()

    # too short, unsigned, unanswered: each is said, and what was typed stays
    phone.get_by_label("Signed by").fill("")
    phone.get_by_role("button", name="Send the letter").click()
    alert = phone.get_by_role("alert")
    for said in (
        "a letter needs at least 30",
        "Write your name",
        "Choose one",
        "confirm that it is the right",
    ):
        expect(alert).to_contain_text(said)
    expect(phone.get_by_label("Type the letter")).to_have_value("To the committee.")

    ada = new_page()
    sign_in(ada, world.ada, PASSWORD)
    ada.goto(reverse("applications:referees", args=[world.application("draft").pk]))
    expect(ada.get_by_role("main")).to_contain_text("Opened the link")
    expect(ada.get_by_role("main")).not_to_contain_text("To the committee.")
    axe(ada)

    phone.get_by_label("Type the letter").fill(WORDS)
    phone.get_by_label("Signed by").fill("Prof. Ben Bramblewood")
    answer(phone)
    phone.get_by_role("button", name="Send the letter").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your letter has been received")

    # the link has done its work, here and elsewhere
    for page in (phone, new_page()):
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("This link is closed")
        expect(page.get_by_role("main")).to_contain_text("The letter was received on")
    ada.reload()
    expect(ada.get_by_role("main")).to_contain_text("Received on")
    assert "without reserve" not in ada.content() and "Among the best" not in ada.content()


def test_at_a_desk_by_keyboard_the_draft_is_kept_and_a_pdf_is_sent(page, world, axe, link_to):
    link = link_to(BEN, "applications.ask")
    page.goto(link)
    axe(page)
    page.get_by_role("button", name="Continue").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("write-letter"))
    axe(page)
    page.get_by_label("Type the letter").focus()
    page.keyboard.type("A beginning")
    expect(page.locator(".kept")).to_contain_text("Draft saved at")
    page.reload()
    expect(page.get_by_label("Type the letter")).to_have_value("A beginning")
    page.get_by_label("Type the letter").fill("")
    page.get_by_label("Or choose a PDF").set_input_files(letter_file())
    page.get_by_label("I lead the department").focus()
    page.keyboard.press("Space")
    page.get_by_label("1: Below most").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("5: Among the best")).to_be_checked()
    page.get_by_label("The letter is mine").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send the letter").focus()
    page.keyboard.press("Enter")

    # this PDF speaks of "the applicant": one more look is asked for, and the file is not chosen twice
    expect(page.get_by_role("alert")).to_contain_text("does not name Dr Ada Appleyard")
    expect(page.get_by_role("link", name="letter.pdf")).to_be_visible()
    axe(page)
    page.get_by_label("I have looked again").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send the letter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letter has been received")
    axe(page)


def test_a_second_device_goes_on_with_a_code_and_two_pages_never_overwrite_each_other(
    phone, new_page, world, axe, link_to, work
):
    link = link_to(BEN, "applications.ask")
    enter(phone, link)
    desk = new_page()
    desk.goto(link)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    axe(desk)
    desk.get_by_role("button", name="Mail me a code").click()
    work()
    code = re.search(r"\d{6}", Mail.objects.get(kind="post.mail_code").subject)[0]
    desk.get_by_label("Six-digit code").fill(code[::-1] if code != code[::-1] else "000000")
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("alert")).to_contain_text("not right")
    axe(desk)
    desk.get_by_label("Six-digit code").fill(code)
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Letter of recommendation for")

    desk.get_by_label("Type the letter").fill("From the desk.")
    desk.get_by_role("button", name="Save the draft").click()
    expect(desk.get_by_text("Your draft is saved.")).to_be_visible()
    phone.get_by_label("Type the letter").fill("From the phone.")
    phone.get_by_role("button", name="Save the draft").click()
    expect(phone.get_by_role("main")).to_contain_text("saved on another page or device")
    expect(phone.get_by_role("main")).to_contain_text("From the desk.")
    expect(phone.get_by_label("Type the letter")).to_have_value("From the phone.")
    axe(phone)


def test_the_referee_declines_and_the_applicant_asks_somebody_else(
    phone, new_page, world, axe, sign_in, link_to
):
    link = link_to(BEN, "applications.ask")
    enter(phone, link)
    phone.get_by_role("link", name="I cannot write this letter").click()
    axe(phone)
    phone.get_by_label("Your reason").fill("On leave until May")
    phone.get_by_role("button", name="Decline").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You declined")
    axe(phone)
    ada = new_page()
    sign_in(ada, world.ada, PASSWORD)
    ada.goto(link_to(world.ada.email, "applications.decline_letter"))
    axe(ada)
    ada.get_by_label("Name with title").fill("Prof Carla Newhead")
    ada.get_by_label("E-mail address").fill("carla@newhead.example")
    ada.get_by_label("Position").fill("Head of department")
    ada.get_by_role("button", name="Name this referee instead").click()
    expect(ada.get_by_role("alert")).to_contain_text("Nobody is asked before you have agreed")
    ada.get_by_label("I agree that the letter is confidential").check()
    ada.get_by_role("button", name="Name this referee instead").click()
    expect(ada.get_by_text("The request to Prof Carla Newhead is on its way.")).to_be_visible()
    axe(ada)


def test_a_secretary_uploads_and_the_referee_confirms(page, new_page, world, axe, link_to):
    enter(page, link_to(BEN, "applications.ask"))
    page.get_by_role("link", name="Someone will upload it for me").click()
    axe(page)
    page.get_by_label("Name").fill("Mr Sid Sedge")
    page.get_by_label("E-mail address").fill("sid@bramblewood.example")
    page.get_by_role("button", name="Mail a link to upload").click()
    expect(page.get_by_role("main")).to_contain_text("has been sent a link")
    for name, end in (("One page that says what is needed", ".pdf"), ("The day in your calendar", ".ics")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(end)

    sid = new_page(**PHONE)
    enter(sid, link_to("sid@bramblewood.example", "applications.hand_over"))
    axe(sid)
    sid.get_by_label("The letter as a PDF").set_input_files(letter_file())
    sid.get_by_role("button", name="Upload the letter").click()
    expect(sid.get_by_role("main")).to_contain_text("waiting for Prof. Ben Bramblewood")
    axe(sid)

    enter(page, link_to(BEN, "applications.upload_letter"))
    expect(page.get_by_role("main")).to_contain_text("Uploaded by Mr Sid Sedge, for you to confirm")
    answer(page)
    page.get_by_role("button", name="Send the letter").click()
    page.get_by_label("I have looked again").check()
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letter has been received")
    sid.reload()
    expect(sid.get_by_role("heading", level=1)).to_have_text("Nothing more to upload")


def test_a_late_letter_is_taken_within_the_grace_and_not_after(phone, new_page, world, axe, link_to):
    link = link_to(BEN, "applications.ask")
    world.set(calls.letters_due(world.programme) + timedelta(days=1))
    enter(phone, link)
    expect(phone.get_by_role("main")).to_contain_text("it is still taken")
    axe(phone)
    world.set(calls.letters_until(world.programme) + timedelta(minutes=1))
    phone.get_by_label("Type the letter").fill(WORDS)
    answer(phone)
    phone.get_by_role("button", name="Send the letter").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("No letter can be given")
    expect(phone.get_by_role("main")).to_contain_text("Letters were taken until")
    axe(phone)


def test_a_mail_that_came_back_is_sent_to_another_address(page, world, axe, sign_in, work):
    work()
    Mail.objects.filter(kind="applications.ask", to_address=BEN).update(state="bounced")
    work()
    sign_in(page, world.ada, PASSWORD)
    page.goto(reverse("applications:referees", args=[world.application("draft").pk]))
    expect(page.get_by_role("main")).to_contain_text("The mail came back")
    axe(page)
    page.get_by_role("link", name="Correct the address").click()
    axe(page)
    page.get_by_label("E-mail address").fill("ben@home.example")
    page.get_by_role("button", name="Mail the request there").click()
    expect(page.get_by_role("main")).to_contain_text("is on its way to ben@home.example")


def test_an_unknown_link_says_so(page, world):
    page.goto(reverse("post:open_link", args=["not-a-token"]))
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is not known")
