"""The match in the room: a chair and the office look, ask why, and try what would be."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.calls.models import Call
from sojourn.selection import queries
from sojourn.selection.models import Match, Scenario
from tests import crowds
from tests.crowds import PASSWORD


def entered(crowd):
    """The pages live at the crowd's instant, no seed is known, office and chairs can sign in."""
    crowd.live()
    Call.objects.update(lottery_seed="", lottery_source="")
    for user in (crowd.finn, *map(crowd.chair, crowd.programmes)):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return crowd


@pytest.fixture
def sixty(transactional_db):
    return entered(crowds.make(applications=60, stage="signed"))


@pytest.fixture
def eight_hundred(transactional_db):
    return entered(crowds.make(societies=11, applications=800, places=20, stage="signed"))


def by_keyboard(page, text: str) -> None:
    """Tab to a link or button of that name, and press it."""
    for _ in range(160):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{text} cannot be reached")


@pytest.mark.timeout(300)
def test_a_chair_looks_and_tries_by_keyboard(new_page, sixty, axe, sign_in):
    programme = sixty.programmes[0]
    before = queries.instance(sixty.call)
    page = new_page()
    sign_in(page, sixty.chair(programme), PASSWORD)
    page.goto(reverse("selection:decide", args=[sixty.call.slug, programme.society.slug]))
    by_keyboard(page, "The match in the room")
    expect(page.get_by_text("A dry run: nothing has happened")).to_be_visible()
    expect(page.get_by_role("heading", name="From first choices to places")).to_be_visible()
    axe(page)
    page.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="First choice").last).to_be_visible()

    by_keyboard(page, "Try a scenario")
    expect(page.get_by_role("heading", name="Try a scenario")).to_be_visible()
    axe(page)
    page.get_by_label("Name of the scenario").focus()
    page.keyboard.type("Two more grants")
    page.keyboard.press("Tab")
    page.keyboard.type("Grants of")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing real has changed.")).to_be_visible()
    expect(page.get_by_role("table", name="Who moves in Two more grants").get_by_text("Gains")).to_have_count(
        2
    )
    axe(page)

    page.goto(reverse("selection:room", args=[sixty.call.slug]))
    page.get_by_role("table").last.get_by_role("link").nth(8).click()
    expect(page.get_by_role("heading", name="What stands in the way")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Proof", exact=True).click()
    expect(page.get_by_role("heading", name="The lottery")).to_be_visible()
    axe(page)
    assert queries.instance(sixty.call) == before and not Match.objects.exists()


@pytest.mark.timeout(300)
def test_the_office_commits_draws_and_compares_on_a_phone_without_scripts(
    new_page, eight_hundred, axe, sign_in
):
    """Eleven societies; all of it by plain forms."""
    call = eight_hundred.call.slug
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    sign_in(page, eight_hundred.finn, PASSWORD)
    page.goto(reverse("selection:room", args=[call]))
    expect(page.get_by_role("heading", name="Society by society")).to_be_visible()
    page.get_by_role("navigation", name="Society").get_by_role("link").last.click()
    expect(page.get_by_role("table").last.get_by_role("rowheader").first).to_be_visible()
    for name in ("One grant less", "A centre closed"):
        page.goto(reverse("selection:try_out", args=[call]))
        page.get_by_label("Name of the scenario").fill(name)
        if name == "A centre closed":
            wanted = page.get_by_label("Change 1", exact=True).locator("option", has_text="close it").first
            page.get_by_label("Change 1", exact=True).select_option(wanted.get_attribute("value"))
        else:
            page.get_by_label("Change 1", exact=True).select_option(index=1)
            page.get_by_label("By how many, change 1").fill("-1")
        page.get_by_role("button", name="Compute it").click()
        expect(page.get_by_text("Nothing real has changed.")).to_be_visible()
    side = page.get_by_role("table", name="Places given, first choices among them")
    expect(side.get_by_role("columnheader")).to_have_text(
        ["Society", "As it stands", "One grant less", "A centre closed"]
    )
    page.get_by_role("checkbox", name="Show One grant less beside the others").uncheck()
    page.get_by_role("button", name="Show the ticked side by side").click()
    expect(side.get_by_role("columnheader")).to_have_text(["Society", "As it stands", "A centre closed"])
    page.get_by_role("link", name="Drop A centre closed").click()
    page.get_by_role("button", name="Drop the scenario").click()
    expect(page.get_by_text("The scenario was dropped.")).to_be_visible()
    assert [row.name for row in Scenario.objects.all()] == ["One grant less"]

    page.goto(reverse("selection:proof", args=[call]))
    page.get_by_role("link", name="Commit before the lottery").click()
    page.get_by_label("The public event that will give the seed").fill("The national lottery's draw of 3 May")
    page.get_by_role("button", name="Publish the root").click()
    expect(page.get_by_text("The root is published.")).to_be_visible()
    page.get_by_role("link", name="Enter the seed").click()
    page.get_by_label("The result of the event, as it was published").fill("4 8 15 16 23 42")
    page.get_by_role("button", name="Draw the seed").click()
    expect(page.get_by_text("The seed is drawn.")).to_be_visible()
    page.goto(reverse("selection:run", args=[call]))
    page.get_by_role("button", name="Run the match").click()
    expect(page.get_by_text("an independent program came to the same result")).to_be_visible()
    page.get_by_role("link", name="Lottery and proof").click()
    expect(page.get_by_text("came to the same result, byte by byte")).to_be_visible()
    expect(page.get_by_text("The input above is the one that was committed to.")).to_be_visible()

    wide = new_page()
    sign_in(wide, eight_hundred.finn, PASSWORD)
    for name in ("room", "scenarios", "proof", "match", "lottery"):
        wide.goto(reverse(f"selection:{name}", args=[call]))
        axe(wide)
