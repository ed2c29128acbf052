"""A committee of eight: balanced, confirmed, handed back, handed over; at a desk, by keyboard alone."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.post.models import Letter
from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.cast import Cast
from sojourn.upkeep import clock
from tests.world import PASSWORD

FILES, LEAST = 12, 2


@pytest.fixture
def cast(transactional_db):
    cast = Cast()
    for n in range(5):
        cast.seat(cast.a.society, "member", f"Member{n}", f"House {n}")
    for user in (cast.ida, cast.cleo):
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for _ in range(FILES):
        cast.application()
    return cast


def press(page, role: str, name: str, *, key: str = "Enter") -> None:
    thing = page.get_by_role(role, name=name).first
    thing.focus()
    expect(thing).to_be_focused()
    page.keyboard.press(key)


@pytest.mark.timeout(240)
def test_files_are_shared_handed_back_and_handed_over_by_keyboard(new_page, cast, axe, sign_in, monkeypatch):
    at = {"now": cast.at}

    def read():
        return clock.Reading(at=at["now"], real=at["now"], demonstration=True)

    monkeypatch.setattr(clock, "read", read)
    plan = reverse("reviews:assign_all", args=["2024", "aaa"])

    # the office looks at the plan: everybody about the same, nobody served worse, scores compare
    office, member = new_page(), new_page()
    sign_in(office, cast.ida, PASSWORD)
    office.goto(plan)
    expect(office.get_by_role("heading", name="Who would review what")).to_be_visible()
    expect(office.get_by_text("Yes: common files link all reviewers.")).to_be_visible()
    axe(office)
    assert not Assignment.objects.exists()
    press(office, "button", "Assign and tell the reviewers")
    expect(office.get_by_text(f"{FILES * LEAST} reviews assigned.")).to_be_visible()

    # a member hands one of hers back with a reason
    sign_in(member, cast.cleo, PASSWORD)
    member.goto(reverse("reviews:queue"))
    press(member, "link", "Declare and open")
    press(member, "link", "Hand the file back")
    member.get_by_label("Reason").focus()
    member.keyboard.type("Not my subject.")
    axe(member)
    press(member, "button", "Hand the file back")
    expect(member.get_by_text("You handed the file back")).to_be_visible()
    back = Assignment.objects.get(state="declined")

    # the office reads why, and the next plan gives that one file to somebody else
    office.reload()
    expect(office.get_by_text("“Not my subject.”")).to_be_visible()
    press(office, "link", "Assign reviewers")
    expect(office.get_by_role("heading", name="Who would review what")).to_be_visible()
    expect(office.get_by_text("1 would change")).to_be_visible()
    press(office, "button", "Assign and tell the reviewers")
    expect(office.get_by_text("1 review assigned.")).to_be_visible()
    standing = Assignment.objects.filter(application=back.application, state="assigned")
    assert standing.count() == LEAST and not standing.filter(reviewer=cast.cleo).exists()

    # the day has come, the member has finished nothing: what is open goes to the others
    at["now"] = cast.call.reviews_by + timedelta(hours=1)
    left = Assignment.objects.filter(reviewer=cast.cleo, state="assigned").count()
    office.goto(plan)
    press(office, "checkbox", f"{cast.cleo.formal_name}: {left} open", key="Space")
    press(office, "button", "Show this plan")
    expect(office.get_by_text(f"{left} open review")).to_be_visible()
    axe(office)
    press(office, "button", "Assign and tell the reviewers")
    expect(office.get_by_text(f"{left} reviews assigned.")).to_be_visible()
    states = Assignment.objects.filter(reviewer=cast.cleo).values_list("state", flat=True)
    assert sorted(states) == ["declined", *["released"] * left]
    assert Assignment.objects.filter(state="assigned").count() == FILES * LEAST
    assert Letter.objects.filter(kind="reviews.release", to_user=cast.cleo).count() == 1
    member.goto(reverse("reviews:queue"))
    expect(member.get_by_text("Nothing to review")).to_be_visible()
