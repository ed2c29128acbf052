"""A committee decides on sixty applications: by keyboard at a desk, and on a phone without scripts."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.journal.models import Entry
from sojourn.reviews.models import Assignment
from sojourn.selection import actions, queries
from sojourn.selection.models import Decision, Item, Panel
from sojourn.societies.models import Conflict
from tests import crowds
from tests.crowds import PASSWORD
from tests.journeys.conftest import PHONE


@pytest.fixture
def crowd(transactional_db):
    made = crowds.make(applications=60, stage="scored")
    made.live()
    # two of three read each file: who is strict then makes a difference, and the calibrated ranks differ
    for number, row in enumerate(made.everybody()):
        out = made.members(row.programme)[number % 3]
        Assignment.objects.filter(application=row, reviewer=out).delete()
    people = [seat.user for seats in made.seats.values() for seat in seats]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in people
    )
    return made


def press(page, role: str, name: str, *, exact: bool = True) -> None:
    """By keyboard alone: go to the thing and press Enter."""
    thing = page.get_by_role(role, name=name, exact=exact).first
    thing.focus()
    expect(thing).to_be_focused()
    page.keyboard.press("Enter")


def barred(crowd, member, application) -> None:
    Conflict.objects.create(
        society=application.programme.society,
        member=member,
        against=application.applicant,
        ground="family",
        noted_at=crowd.now,
    )


@pytest.mark.timeout(480)
def test_sixty_applications_decided_by_keyboard(new_page, crowd, axe, sign_in, work):
    (programme,) = crowd.programmes
    chair, (_, first, second) = crowd.chair(programme), crowd.members(programme)
    hidden = crowd.applications[programme.pk][7]
    barred(crowd, second, hidden)
    at = [crowd.call.slug, programme.society.slug]

    # the ranking, sorted by its address and by keyboard
    page = new_page()
    sign_in(page, chair, PASSWORD)
    page.goto(reverse("selection:ranking", args=at))
    expect(page.get_by_role("row")).to_have_count(61)
    axe(page)
    press(page, "link", "Calibrated", exact=False)
    expect(page).to_have_url(re.compile("sort=calibrated"))
    expect(page.get_by_role("columnheader", name="Calibrated")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_text(re.compile(r"up \d|down \d")).first).to_be_visible()
    press(page, "link", "Reviewers")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reviewers of")
    axe(page)
    press(page, "link", "Disagreements")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where reviewers disagree")
    axe(page)

    # a meeting that votes, the scribe a member; disagreements lead into it
    press(page, "link", "Plan a meeting in this order")
    page.get_by_label("Day").fill("2024-04-18")
    page.get_by_label("Time").fill("14:00")
    page.get_by_role("radio", name="By secret vote").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="By spread")).to_be_checked()
    page.get_by_label("Who writes").select_option(label=first.formal_name)
    axe(page)
    press(page, "button", "Plan the meeting")
    expect(page.get_by_text("The meeting is planned.")).to_be_visible()
    press(page, "button", "Make everybody's papers now")
    expect(page.get_by_text("0 of 3")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_text("3 of 3")).to_be_visible()
    with page.expect_download() as given:
        press(page, "link", "Your papers as a PDF")
    assert given.value.suggested_filename.endswith(".pdf")
    press(page, "button", "Open the meeting")
    expect(page.get_by_text("The meeting is open.")).to_be_visible()
    address = page.url

    # two members enter; one is in conflict with one file and does not know which or whether
    scribe, other = new_page(), new_page(**PHONE)
    for member, theirs in ((first, scribe), (second, other)):
        sign_in(theirs, member, PASSWORD)
        theirs.goto(address)
        expect(theirs.get_by_role("heading", name="No file for you now")).to_be_visible()
    expect(other.get_by_text("0 of 59")).to_be_visible()
    blank = other.get_by_role("main").inner_text()
    axe(other)

    # a file for everybody: their screens follow, they vote, one writes, the chair decides
    following = page.get_by_role("button", name=re.compile("^Call up")).first
    shown = following.inner_text().removeprefix("Call up ")
    following.focus()
    page.keyboard.press("Enter")
    for screen in (page, scribe, other):
        expect(screen.get_by_role("heading", level=2, name=shown)).to_be_visible()
    press(page, "button", "Open the vote")
    for screen, choice in ((page, "Yes"), (scribe, "Yes"), (other, "Abstain")):
        expect(screen.get_by_role("button", name="Abstain")).to_be_visible()
        press(screen, "button", choice)
        expect(screen.get_by_text(f"You voted {choice.lower()}")).to_be_visible()
    expect(page.get_by_text("3 of 3 have voted")).to_be_visible()
    axe(page)
    axe(other)
    press(page, "button", "Close the vote")
    for screen in (page, scribe, other):
        expect(screen.get_by_text("2 yes, 0 no, 1 abstained.")).to_be_visible()
    scribe.get_by_label("Notes").focus()
    scribe.keyboard.type("A clear plan. Ask for the logbook.")
    expect(scribe.get_by_text(re.compile("Saved at"))).to_be_visible()
    expect(other.get_by_text("Ask for the logbook.")).to_be_visible()
    axe(scribe)
    page.reload()
    page.get_by_label("Outcome").select_option("ranked")
    page.get_by_label("Place").fill("1")
    page.get_by_label("Reason").select_option("strong")
    press(page, "button", "Keep the decision")
    expect(page.get_by_text("The decision was kept.")).to_be_visible()
    expect(page.get_by_text("1 of 60")).to_be_visible()
    assert Decision.objects.get().position == 1

    # a file in conflict: the member's screen is what it is between two files, and the tracker as well
    expect(other.get_by_role("heading", name="No file for you now")).to_be_visible()
    pause = other.get_by_role("main").inner_text()
    press(page, "button", f"Call up {hidden.formal_name}")
    expect(scribe.get_by_text("The meeting has moved on.")).to_be_visible()  # not from under the hands
    press(scribe, "link", "Show it")
    expect(scribe.get_by_role("heading", level=2, name=hidden.formal_name)).to_be_visible()
    other.reload()
    assert other.get_by_role("main").inner_text() == pause != blank
    assert hidden.formal_name not in other.content()
    press(page, "button", "Put it off")
    expect(page.get_by_role("heading", name="No file for you now")).to_be_visible()
    press(page, "button", "Close the meeting")
    expect(page.get_by_text("The meeting is closed.")).to_be_visible()
    axe(page)

    # the rest at the desk: the suggestions stand there, one page saves them all, then the signature
    page.goto(reverse("selection:decide", args=at))
    press(page, "button", "Save the draft")
    expect(page.get_by_text("The draft of the ranking was saved.")).to_be_visible()
    assert Decision.objects.count() == 60
    page.goto(reverse("selection:ranking", args=at))
    expect(page.get_by_text(re.compile(r"waiting list, \d")).first).to_be_visible()
    press(page, "link", "Summary")
    expect(page.get_by_role("main")).to_contain_text("Within the places")
    assert shown not in page.content()
    axe(page)
    press(page, "link", "Decide")
    press(page, "link", "Sign the ranking")
    axe(page)
    press(page, "button", "Sign the ranking")
    expect(page.get_by_text("You signed the ranking.")).to_be_visible()
    assert Panel.objects.get().state == "signed"
    verbs = set(Entry.objects.values_list("verb", flat=True))
    told = "plan_meeting open_meeting call_up open_ballot cast close_ballot write_note settle_item put_off"
    assert {f"selection.{verb}" for verb in [*told.split(), "close_meeting", "sign"]} <= verbs


@pytest.mark.timeout(240)
def test_a_member_follows_on_a_phone_without_scripts(new_page, crowd, sign_in):
    (programme,) = crowd.programmes
    chair, (_, member, _) = crowd.chair(programme), crowd.members(programme)
    meeting = actions.plan_meeting(
        programme, held_at=crowd.now, way="votes", order="number", by=chair, at=crowd.now
    )
    actions.open_meeting(meeting, by=chair, at=crowd.now)
    one = Item.objects.filter(meeting=meeting).first()
    page = new_page(**PHONE, java_script_enabled=False)
    sign_in(page, member, PASSWORD)
    page.goto(reverse("selection:meeting", args=[meeting.pk]))
    expect(page.get_by_role("heading", name="No file for you now")).to_be_visible()
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "10"
    actions.call_up(one, by=chair, at=crowd.now)
    expect(page.get_by_role("heading", level=2, name=queries.shown_name(one))).to_be_visible()
    actions.open_ballot(one, by=chair, at=crowd.now)
    expect(page.get_by_role("button", name="No", exact=True)).to_be_visible()
    page.get_by_role("button", name="No", exact=True).tap()
    expect(page.get_by_text("You voted no")).to_be_visible()
    page.get_by_role("link", name="Stop that").tap()
    expect(page.get_by_role("link", name="See what is new")).to_be_visible()
    assert page.locator("meta[http-equiv=refresh]").count() == 0
