"""The form loses nothing: autosave, tabs and devices, an ended session, conditions, ORCID, carrying over."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications import queries
from sojourn.applications.models import Application
from sojourn.calls.models import Question
from sojourn.people import actions as people
from tests.journeys.conftest import PHONE
from tests.world import PASSWORD, World

FIVE_SECONDS = 5000


@pytest.fixture
def world(transactional_db):
    return World()


def person(world, name: str):
    return people.register(
        email=f"{name}@newcome.example", password=PASSWORD, given_name=name.title(), family_name="Newcome",
        title="Dr", at=world.now,
    )  # fmt: skip


@pytest.fixture
def nia(world):
    return person(world, "nia")


def begin(page, world, user, sign_in) -> str:
    sign_in(page, user, PASSWORD)
    page.goto(reverse("applications:begin", args=[world.call.slug, world.society.slug]))
    page.get_by_role("button", name="Begin application").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Application to ESGAR")
    return page.url


def saved(page) -> None:
    expect(page.get_by_text(re.compile(r"Saved at \d\d:\d\d"))).to_be_visible(timeout=FIVE_SECONDS + 4000)


def save(page) -> None:
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).click()


def test_what_is_typed_is_saved_by_itself_and_is_there_on_the_telephone(
    page, new_page, world, nia, axe, sign_in
):
    home = begin(page, world, nia, sign_in)
    page.goto(f"{home}edit-training/")
    page.get_by_label("Your training so far").fill("Five years in Reykjavik")
    page.get_by_label("Date of your board certification").fill("2044-05-12")
    saved(page)
    expect(page.get_by_text("This day lies in the future.")).to_be_visible()
    assert queries.mine(nia).get().training == "Five years in Reykjavik"

    phone = new_page(**PHONE)
    sign_in(phone, nia, PASSWORD)
    phone.goto(f"{home}edit-training/")
    expect(phone.get_by_label("Your training so far")).to_have_value("Five years in Reykjavik")
    expect(phone.get_by_label("Date of your board certification")).to_have_value("2044-05-12")
    expect(phone.get_by_text("Kept, but not an answer yet")).to_be_visible()
    axe(phone)

    # the telephone goes on; the desk is told, and sees both
    phone.get_by_label("Your training so far").fill("Five years, and one in Oslo")
    saved(phone)
    page.get_by_label("Your training so far").fill("Six years in Reykjavik")
    expect(page.get_by_text("another tab or on another device")).to_be_visible(timeout=FIVE_SECONDS + 4000)
    page.get_by_role("button", name="See both texts").click()
    expect(page.get_by_text("Five years, and one in Oslo", exact=True)).to_be_visible()
    expect(page.get_by_text("Six years in Reykjavik", exact=True)).to_be_visible()
    axe(page)
    page.get_by_label("Both, put together as written below").check()
    page.get_by_label("Your training so far, put together").fill("Five years, one in Oslo, six in all")
    page.get_by_role("button", name="Save what is chosen").click()
    page.wait_for_load_state()
    assert queries.mine(nia).get().training == "Five years, one in Oslo, six in all"


def test_a_referee_who_is_half_named_is_there_on_the_telephone(page, new_page, world, nia, axe, sign_in):
    home = begin(page, world, nia, sign_in)
    page.goto(f"{home}name-referee/")
    page.get_by_label("Name with title").fill("Prof Una Uhl")
    page.get_by_label("Your words to the referee").fill("We worked together in Graz.")
    kept = page.get_by_text(re.compile(r"Kept as a draft at \d\d:\d\d\. Nothing is sent before you press"))
    expect(kept).to_be_visible(timeout=FIVE_SECONDS + 4000)

    phone = new_page(**PHONE, java_script_enabled=False)
    sign_in(phone, nia, PASSWORD)
    phone.goto(f"{home}name-referee/")
    expect(phone.get_by_text("What you had typed is back")).to_be_visible()
    expect(phone.get_by_label("Name with title")).to_have_value("Prof Una Uhl")
    phone.get_by_role("button", name="Name this referee").click()
    expect(phone.get_by_text("Nobody is asked before you have agreed").first).to_be_visible()
    phone.get_by_label("E-mail address").fill("una@clinic.example")
    phone.get_by_label("Position").fill("Head of department")
    phone.get_by_label("I agree that the letter is confidential").check()
    phone.get_by_role("button", name="Name this referee").click()
    expect(phone.get_by_text("The request to Prof Una Uhl is on its way.")).to_be_visible()

    # the desk, where the first half still stands, is not taken for news
    page.goto(f"{home}name-referee/")
    expect(page.get_by_label("Name with title")).to_have_value("")
    axe(page)


def test_two_tabs_on_two_sections_never_meet(page, world, nia, sign_in):
    home = begin(page, world, nia, sign_in)
    other = page.context.new_page()
    page.goto(f"{home}edit-training/")
    other.goto(f"{home}edit-about/")
    page.get_by_label("Certified by").fill("National Board (invented)")
    other.get_by_label("City").fill("Reykjavik")
    saved(page)
    saved(other)
    page.get_by_label("Certified by").fill("Royal Board (invented)")
    saved(page)
    row = queries.mine(nia).get()
    assert (row.certified_by, row.city) == ("Royal Board (invented)", "Reykjavik")


def test_a_session_that_ends_while_typing_loses_nothing(page, world, nia, axe, sign_in):
    home = begin(page, world, nia, sign_in)
    page.goto(f"{home}edit-about/")
    Session.objects.all().delete()
    page.get_by_label("City").fill("Hafnarfjordur")
    expect(page.get_by_text("Not saved: you are signed out.")).to_be_visible(timeout=FIVE_SECONDS + 4000)

    # somebody else uses the computer, and sees none of it
    zoe = person(world, "zoe2")
    other = page.context.new_page()
    sign_in(other, zoe, PASSWORD)
    other.goto(reverse("people:edit_profile"))
    assert "Hafnarfjordur" not in other.content() and other.get_by_label("City").input_value() == ""
    page.get_by_label("City").fill("Hafnarfjordur!")
    expect(page.get_by_text("another account is signed in")).to_be_visible(timeout=FIVE_SECONDS + 4000)
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_load_state()

    page.goto(f"{home}edit-about/")
    sign_in(page, nia, PASSWORD)
    page.goto(f"{home}edit-about/")
    expect(page.get_by_label("City")).to_have_value("Hafnarfjordur!")
    expect(page.get_by_text("What you had typed here but not sent is back.")).to_be_visible()
    saved(page)
    assert queries.mine(nia).get().city == "Hafnarfjordur!"
    keys = "() => Object.keys(localStorage).filter(key => key.startsWith('sojourn-keep:'))"
    assert page.evaluate(keys) == []  # what was saved is not kept twice
    page.get_by_label("City").fill("Akureyri")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate(keys) == []


def test_a_session_that_ends_without_scripts_loses_nothing(new_page, world, nia, axe, sign_in):
    page = new_page(**PHONE, java_script_enabled=False)
    home = begin(page, world, nia, sign_in)
    page.goto(f"{home}edit-about/")
    page.get_by_label("Institution where you work").fill("Newcome Clinic (invented)")
    page.get_by_label("City").fill("Reykjavik")
    page.get_by_label("Country where you live").select_option("IS")
    page.get_by_label("Country where you work").select_option("IS")
    Session.objects.all().delete()
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail address").fill(nia.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you sent is still here")
    expect(page.get_by_role("main")).to_contain_text("Reykjavik")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert queries.mine(nia).get().city == "Reykjavik"


def test_questions_appear_with_the_answer_they_hang_on(page, new_page, world, nia, axe, sign_in):
    make = {"programme": world.programme, "kind": "line"}
    Question.objects.create(
        **make | {"kind": "choice", "choices": ["Yes", "No"]},
        order=1,
        code="abroad",
        label="Have you worked abroad?",
    )
    hangs = {"depends_on": "abroad", "depends_how": "is", "depends_value": "Yes"}
    Question.objects.create(**make, **hangs, order=2, code="where", label="Where?")
    home = begin(page, world, nia, sign_in)
    main = page.get_by_role("main")
    main.get_by_role("link", name="Questions of the programme").click()
    expect(page.get_by_label("Where?")).to_be_hidden()
    axe(page)
    # by keyboard alone
    page.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Where?")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("Oslo")
    saved(page)
    page.get_by_label("No", exact=True).check()
    expect(page.get_by_label("Where?")).to_be_hidden()
    page.get_by_label("Yes", exact=True).check()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    axe(page)

    plain = new_page(**PHONE, java_script_enabled=False)
    sign_in(plain, nia, PASSWORD)
    plain.goto(f"{home}answer-questions/")
    expect(plain.get_by_text("Only if “Have you worked abroad?” is “Yes”.")).to_be_visible()
    plain.get_by_label("Where?").fill("")
    save(plain)
    expect(plain.get_by_text("This is needed.").first).to_be_visible()
    plain.get_by_label("No", exact=True).check()
    save(plain)
    expect(plain.get_by_text("Saved.", exact=True)).to_be_visible()


def test_an_officer_builds_the_questions_in_the_browser(page, world, axe, sign_in):
    world.call.opens_at = world.now + timedelta(days=9)
    world.call.save(update_fields=["opens_at"])
    sign_in(page, world.ida, PASSWORD)
    page.goto(reverse("calls:questions", args=[world.call.slug, world.society.slug]))
    axe(page)
    for label, kind in (("Have you worked abroad?", "One of several choices"), ("Where?", "A short text")):
        page.get_by_role("link", name="Add a question").click()
        page.get_by_role("textbox", name="Question", exact=True).fill(label)
        page.get_by_label(kind, exact=True).check()
        if "several" in kind:
            page.get_by_role("textbox", name="Choices").fill("Yes\nNo")
        else:
            page.get_by_label("Ask it only if this question").select_option("Have you worked abroad?")
            page.get_by_label("Condition").select_option("is")
            page.get_by_role("textbox", name="Answer").fill("perhaps")
            page.get_by_role("button", name="Add question").click()
            expect(page.get_by_role("alert")).to_contain_text("one of its choices: Yes; No")
            axe(page)
            page.get_by_role("textbox", name="Answer").fill("yes")
        page.get_by_role("button", name="Add question").click()
        expect(page.get_by_text("Question added.")).to_be_visible()
    expect(page.get_by_text("Only if “Have you worked abroad?” is “Yes”.")).to_be_visible()
    axe(page)


RECORD = {
    "orcid-identifier": {"path": "0000-0002-1825-0097"},
    "person": {"name": {"given-names": {"value": "Nia"}, "family-name": {"value": "Newcome"}}},
    "activities-summary": {
        "employments": {
            "affiliation-group": [
                {
                    "summaries": [
                        {
                            "employment-summary": {
                                "role-title": "Registrar",
                                "start-date": {"year": {"value": "2019"}, "month": {"value": "05"}},
                                "organization": {"name": "Newcome Clinic", "address": {"country": "IS"}},
                            }
                        }
                    ]
                }
            ]
        },
        "works": {"group": [{"work-summary": [{"title": {"title": {"value": "On livers"}}}]}]},
    },
}


def test_the_cv_comes_from_orcid_and_goes_on_by_hand(phone, world, nia, axe, sign_in):
    home = begin(phone, world, nia, sign_in)
    main = phone.get_by_role("main")
    main.get_by_role("link", name="Curriculum vitae").click()
    axe(phone)
    phone.get_by_role("link", name="Import from ORCID").click()
    axe(phone)
    wrong = {"name": "page.xml", "mimeType": "text/xml", "buffer": b"<!doctype html><html></html>"}
    phone.locator("input[type=file]").set_input_files(wrong)
    main.get_by_role("button", name="Read the file").click()
    expect(main).to_contain_text("This is a web page, not an ORCID record")
    right = {"name": "record.json", "mimeType": "application/json", "buffer": json.dumps(RECORD).encode()}
    phone.locator("input[type=file]").set_input_files(right)
    main.get_by_role("button", name="Read the file").click()
    expect(phone.get_by_label(re.compile("Registrar, Newcome Clinic, Iceland"))).to_be_checked()
    axe(phone)
    phone.get_by_label(re.compile("On livers")).uncheck()
    assert queries.mine(nia).get().cv == {}
    main.get_by_role("button", name="Take over what is ticked").click()
    expect(phone.get_by_text("Taken over from ORCID: 1 line.")).to_be_visible()
    main.get_by_role("link", name="Change Posts").click()
    expect(phone.get_by_label("From")).to_have_value("May 2019")
    axe(phone)
    main.get_by_role("button", name="Add another post").click()
    phone.get_by_role("group", name="Post 2").get_by_label("Position").fill("Consultant")
    phone.get_by_role("group", name="Post 2").get_by_label("Hospital or institution").fill("City Hospital")
    saved(phone)
    main.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Saved.", exact=True)).to_be_visible()
    axe(phone)
    assert [line["title"] for line in queries.mine(nia).get().cv["post"]] == ["Registrar", "Consultant"]
    phone.goto(home)
    expect(main).to_contain_text("Curriculum vitae")


def test_last_years_application_is_carried_over_with_open_eyes(page, world, nia, axe, sign_in):
    last_year = world.now - timedelta(days=365)
    Application.objects.create(
        applicant=nia, programme=world.other_programme, scope_key="old", state="withdrawn",
        begun_at=last_year, saved_at=last_year, city="Reykjavik", work_country="IS",
        institution="Newcome Clinic (invented)",
        cv={"post": [{"title": "Registrar", "body": "Newcome Clinic", "began": "2019-05"}]},
    )  # fmt: skip
    home = begin(page, world, nia, sign_in)
    page.get_by_role("link", name="Carry over an earlier application").click()
    expect(page.get_by_role("main")).to_contain_text("does it still?")
    axe(page)
    page.get_by_role("button", name="Carry over what is ticked").click()
    expect(page.get_by_role("main")).to_contain_text("look whether it still holds")
    axe(page)
    page.goto(f"{home}cv/")
    expect(page.get_by_role("main")).to_contain_text("“Registrar, Newcome Clinic” went on in")
    axe(page)
    page.get_by_role("link", name="Change Posts").click()
    axe(page)
    page.get_by_label("Until").fill("01/2024")
    save(page)
    expect(page.get_by_text("went on in")).to_have_count(0)
