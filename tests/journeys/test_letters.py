"""An office words a letter, lets it wait, releases it and follows it; two people write to many."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications.models import Application
from sojourn.awards.tests import stage as stages
from sojourn.post import actions as post
from sojourn.post.models import Letter

AT = stages.at(date(2024, 6, 3))
KIND = "applications.hold"
LONG = "Maximiliana Aurelia Konstantinopolitanskaja-von-und-zu-Donaudampfschifffahrtsgesellschaft"


@pytest.fixture
def stage(transactional_db):
    made = stages.make()
    made.ada.given_name, made.ada.family_name = LONG.split(" ")[0], LONG.split(" ")[-1]
    made.ada.save()
    file = made.applications[0]
    Application.objects.filter(pk=file.pk).update(
        state="incomplete", given_name=made.ada.given_name, family_name=made.ada.family_name
    )
    stages.live_at(AT)
    return made


def test_words_draft_release_and_delivery_on_a_phone_then_many_by_two_people(
    phone, new_page, stage, axe, sign_in, work
):
    page = phone
    sign_in(page, stage.ida)
    page.goto(f"{reverse('letters:write_words', args=[KIND])}?scope=esxr")
    page.get_by_label("Subject").fill("Your papers, {{ applicant_of }}")
    page.get_by_role("button", name="Show as a letter").click()
    expect(page.get_by_role("main")).to_contain_text("Unknown placeholder")
    page.get_by_label("Subject").fill("Your papers for {{ programme.society.acronym }}")
    page.get_by_role("button", name="Show as a letter").click()
    expect(page.get_by_role("heading", name="Your papers for ESXR")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Save words").click()
    expect(page.get_by_text("written with these words from now on")).to_be_visible()
    page.get_by_role("button", name="Let them wait for a person").click()
    expect(page.get_by_role("button", name="Let them leave by themselves")).to_be_visible()

    file = Application.objects.get(pk=stage.applications[0].pk)
    context = {"application": file, "programme": stage.programme, "note": "A page is missing."}
    post.write(KIND, to=stage.ada, thing=file, at=AT, context=context)
    work()
    page.goto(reverse("letters:outbox"))
    axe(page)
    page.get_by_role("link", name="Your papers for ESXR").click()
    axe(page)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Subject").fill("Two papers for ESXR")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("It still waits")).to_be_visible()
    page.get_by_role("button", name="Release letter").click()
    expect(page.get_by_text("leaves now")).to_be_visible()
    work()
    page.goto(reverse("letters:deliveries"))
    axe(page)
    page.get_by_role("link", name="Two papers for ESXR").click()
    expect(page.get_by_role("main")).to_contain_text("Taken by the mail server")

    page.goto(reverse("letters:prepare"))
    page.get_by_label("To").select_option("submitted")
    page.get_by_label("Subject").fill("News of {{ society }}")
    page.get_by_role("button", name="Show who gets it").click()
    expect(page.get_by_role("heading", name="3 people get this letter")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("a second officer confirms it")
    axe(page)

    desk = new_page(viewport={"width": 1280, "height": 800})
    sign_in(desk, stage.finn)
    desk.goto(page.url)
    desk.get_by_text("Who gets it").click()
    axe(desk)
    desk.get_by_role("button", name="Confirm and send").press("Enter")
    expect(desk.get_by_text("3 letters are written")).to_be_visible()
    stages.live_at(AT + timedelta(minutes=30))
    work()
    assert Letter.objects.filter(kind="letters.mailing", state="sent").count() == 3
    desk.goto(reverse("letters:reminders"))
    axe(desk)
    page.goto(reverse("letters:reminders"))
    axe(page)
