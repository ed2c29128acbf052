"""Dates, plan, arrival, logbook, evaluations, report; the tutor has a telephone and links only."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, STARTS, at
from sojourn.placements import queries

GUS = "gus@oslo.example"


@pytest.fixture
def stage(transactional_db):
    stage = stages.make()
    stages.live_at(PUBLISHED + timedelta(3))
    stage.placement("agreeing")
    return stage


def enter(phone, path: str) -> None:
    """A mailed link: a neutral page, a button, the clean page; the browser that holds it goes straight on."""
    phone.goto(path)
    button = phone.get_by_role("main").get_by_role("button").first
    if phone.get_by_role("heading", level=1).inner_text() != "Ada Lind with you":
        button.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ada Lind with you")


def test_dates_are_proposed_and_agreed_by_a_mailed_link(page, phone, axe, sign_in, link_to, stage):
    sign_in(page, stage.ada)
    page.goto(reverse("placements:mine"))
    axe(page)
    page.get_by_role("link", name="Propose start and end").last.click()
    page.get_by_label("First day").fill("2024-09-02")
    page.get_by_label("Last day").fill("2024-10-31")
    page.get_by_role("button", name="Propose these dates").click()
    expect(page.get_by_role("alert")).to_contain_text("has to last 3 months")
    axe(page)
    page.get_by_label("Last day").fill("2024-12-01")
    page.get_by_role("button", name="Propose these dates").click()
    expect(page.get_by_text("Dates proposed")).to_be_visible()

    enter(phone, link_to(GUS, "placements.agree_dates"))
    axe(phone)
    phone.get_by_role("link", name="Agree the dates").click()
    axe(phone)
    phone.get_by_role("button", name="Agree to the dates").click()
    expect(phone.get_by_text("The dates are agreed")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Monday 2 September 2024 to Sunday 1 December 2024").first).to_be_visible()


def test_the_stay_from_plan_to_report(page, phone, new_page, axe, sign_in, link_to, work, stage):
    placement = queries.mine(stage.ada).get()
    for name in ("proposed", "agreed"):
        dict(stages.STEPS)[name](stage, placement)

    # the plan is signed by both
    stages.live_at(at(date(2024, 8, 20)))
    sign_in(page, stage.ada)
    page.goto(reverse("placements:edit_plan", args=[placement.pk]))
    for level in page.get_by_label("Where you stand now").all():
        level.select_option("2")
    page.get_by_label("How progress will be followed").fill("A talk every Friday.")
    axe(page)
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_role("link", name="Sign the plan").click()
    page.get_by_role("button", name="Sign the plan").click()
    expect(page.get_by_text("You have signed the plan")).to_be_visible()
    axe(page)
    enter(phone, link_to(GUS, "placements.sign_plan"))
    phone.get_by_role("link", name="Sign the training plan").click()
    axe(phone)
    phone.get_by_role("button", name="Sign the plan").click()
    expect(phone.get_by_text("You have signed the training plan")).to_be_visible()

    # arrival, and an entry in under a minute
    stages.live_at(at(STARTS))
    enter(phone, link_to(GUS, "placements.confirm_arrival"))
    phone.get_by_role("link", name="Confirm the arrival").click()
    phone.get_by_role("button", name="Confirm the arrival").click()
    stages.live_at(at(date(2024, 9, 10)))
    page.goto(reverse("placements:logbook", args=[placement.pk]))
    page.get_by_role("link", name="Log an activity").click()
    page.get_by_label("Reporting session").check()
    page.get_by_label("Performed").check()
    page.get_by_label("How many").fill("6")
    page.get_by_label("Note").fill("Case number 4711223")
    page.get_by_role("button", name="Save the entry").click()
    expect(page.get_by_role("alert")).to_contain_text("This looks like")
    axe(page)
    page.get_by_label("Note").fill("")
    page.get_by_label("Objective of the plan").select_option(label="Objective 1")
    page.get_by_role("button", name="Save the entry").click()
    expect(page.get_by_text("Logged: Reporting session, 6")).to_be_visible()
    axe(page)

    # a week later the tutor countersigns
    stages.live_at(at(date(2024, 9, 18)))
    enter(phone, link_to(GUS, "placements.countersign"))
    phone.get_by_role("link", name="Countersign logbook entries").click()
    axe(phone)
    phone.get_by_role("button", name="Countersign what is ticked").click()
    expect(phone.get_by_text("1 entry is countersigned")).to_be_visible()

    # both evaluate; each reads the other when both are in
    stages.live_at(at(date(2024, 11, 26)))
    phone.reload()
    for moment in ("Evaluate at mid-term", "Evaluate at the end"):
        phone.get_by_role("link", name=moment).click()
        expect(phone.get_by_role("button", name="Give this evaluation")).to_be_visible()
        for group in phone.get_by_role("group").all():
            group.get_by_role("radio").nth(3).check()
        phone.get_by_label("Anything to add").fill("Careful and curious.")
        axe(phone)
        phone.get_by_role("button", name="Give this evaluation").click()
        expect(phone.get_by_text("Your evaluation is in")).to_be_visible()
    page.goto(reverse("placements:evaluation", args=[placement.pk, "final"]))
    expect(page.get_by_text("Careful and curious.")).to_have_count(0)
    page.goto(reverse("placements:evaluate", args=[placement.pk, "final"]))
    for group in page.get_by_role("group").all():
        group.get_by_role("radio").nth(4).check()
    page.get_by_role("button", name="Give this evaluation").click()
    expect(page.get_by_text("Your evaluation is in")).to_be_visible()
    page.goto(reverse("placements:evaluation", args=[placement.pk, "final"]))
    expect(page.get_by_text("Careful and curious.")).to_be_visible()
    axe(page)

    # the report, returned once
    page.goto(reverse("placements:file_report", args=[placement.pk]))
    page.get_by_label("What you learned").fill("Much.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    page.get_by_label("What will change at home").fill("Our protocol.")
    page.get_by_label("Your advice to the next fellow").fill("Come in autumn.")
    for level in page.get_by_label("Where you stand now").all():
        level.select_option("4")
    axe(page)
    page.get_by_role("button", name="File the report").click()
    expect(page.get_by_text("Your report is filed")).to_be_visible()
    office = new_page()
    sign_in(office, stage.ida)
    office.goto(reverse("placements:report", args=[placement.pk]))
    axe(office)
    office.get_by_role("link", name="Accept the report").click()
    office.get_by_role("button", name="Accept the report").click()
    expect(office.get_by_text("The report is accepted")).to_be_visible()

    stages.live_at(at(date(2024, 12, 2)))
    work()
    page.goto(reverse("placements:stay", args=[placement.pk]))
    expect(page.get_by_text("Completed").first).to_be_visible()
    axe(page)
    page.goto(reverse("payments:grant", args=[placement.award_id]))
    expect(page.get_by_text("approved, was to leave by").first).to_be_visible()
