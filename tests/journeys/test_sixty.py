"""A society with sixty applications decides by keyboard: give, score, close, rank, sign."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.reviews.models import Assignment
from sojourn.selection.models import Decision, Panel
from tests import crowds
from tests.crowds import PASSWORD
from tests.journeys.test_meeting import press


@pytest.fixture
def crowd(transactional_db):
    made = crowds.make(applications=60, stage="checked")
    made.live()
    programme = made.programmes[0]
    people = [made.officer(programme), *made.members(programme)]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in people
    )
    return made


@pytest.mark.timeout(300)
def test_a_society_of_sixty_is_decided_by_keyboard(new_page, crowd, axe, sign_in):
    programme = crowd.programmes[0]
    slugs = (crowd.call.slug, programme.society.slug)
    chair, member = crowd.members(programme)[:2]

    # the office gives everything to the committee, after a dry run
    office = new_page()
    sign_in(office, crowd.officer(programme), PASSWORD)
    office.goto(reverse("reviews:coverage", args=slugs))
    press(office, "link", "Assign reviewers")
    expect(office.get_by_text("Nothing has happened yet")).to_be_visible()
    press(office, "button", "Assign and tell the reviewers")
    expect(office.get_by_text("180 reviews assigned.")).to_be_visible()
    expect(office.get_by_text("1 to 50 of 60")).to_be_visible()
    axe(office)

    # a table for what is done by hand: one box is cleared, looked at, and confirmed
    press(office, "link", "Assign in a table")
    expect(office.get_by_role("heading", name="Who reviews what")).to_be_visible()
    axe(office)
    box = office.get_by_role("checkbox").first
    box.focus()
    office.keyboard.press("Space")
    expect(box).not_to_be_checked()
    press(office, "button", "Show what comes of it")
    expect(office.get_by_role("heading", name="What comes of it")).to_be_visible()
    press(office, "button", "Do exactly this and tell the reviewers")
    expect(office.get_by_text("0 given, 1 taken back.")).to_be_visible()

    # a member scores two by single keys; the others are scored meanwhile
    reader = new_page()
    sign_in(reader, member, PASSWORD)
    reader.goto(reverse("reviews:declare_many"))
    press(reader, "button", "No conflict with the others", exact=False)
    mine = Assignment.objects.filter(reviewer=member).count()
    for number in (1, 2):
        expect(reader.get_by_text(f"{number} / {mine}", exact=True)).to_be_visible()
        reader.wait_for_load_state()  # the script that listens to keys has run
        for key in ("j", "4", "5", "4", "Control+Enter"):
            reader.keyboard.press(key)
    expect(reader.get_by_text(f"3 / {mine}", exact=True)).to_be_visible()
    reader.goto(reverse("reviews:queue"))
    press(reader, "button", "Make 2 complete drafts final")
    expect(reader.get_by_text("2 reviews final.")).to_be_visible()
    crowds.score_rest(crowd)
    crowd.live()

    # the chair closes the reviews, takes the order over page by page, and signs
    desk = new_page()
    sign_in(desk, chair, PASSWORD)
    desk.goto(reverse("reviews:coverage", args=slugs))
    press(desk, "button", "Close the reviews")
    expect(desk.get_by_text("no score changes any more").first).to_be_visible()
    for number in (1, 2):
        desk.goto(f"{reverse('selection:decide', args=slugs)}?page={number}")
        press(desk, "button", "Save the draft")
        expect(desk.get_by_text("The draft of the ranking was saved.")).to_be_visible()
    desk.goto(reverse("selection:decide", args=slugs))
    press(desk, "link", "Sign the ranking")
    press(desk, "button", "Sign the ranking")
    expect(desk.get_by_text("This ranking is signed")).to_be_visible()
    assert Panel.objects.get(programme=programme).state == "signed"
    assert Decision.objects.filter(panel__programme=programme).count() == 60
