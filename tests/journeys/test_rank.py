"""Somebody ranks centres: from the catalogue, by keys, by dragging, on a phone without a script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sojourn.applications import actions, queries
from sojourn.calls import queries as calls
from tests.world import PASSWORD, World


@pytest.fixture
def world(transactional_db):
    made = World()
    made.walk("draft")
    return made


@pytest.fixture
def app(world):
    """Ada's draft with nothing ranked and nothing refused."""
    row = world.scene.applications["ada"]
    actions.rank(row, [], unwanted=[], by=world.ada, at=world.now)
    return row


def cities(rows) -> list[str]:
    return [row.offer.centre.institution.city for row in rows]


def said(page):
    return page.locator("[data-ranking-said]")


def shown(page) -> list[str]:
    return page.locator(".ranked [data-id]").evaluate_all("all => all.map(one => one.dataset.title)")


def settled(page) -> None:
    expect(said(page)).to_contain_text("Saved")


def with_three(world, app) -> list:
    offers = list(calls.offers(world.programme))[:3]
    actions.rank(app, offers, by=world.ada, at=world.now)
    return offers


def test_rank_by_keys_and_buttons_saves_each_move(page, world, app, axe, sign_in):
    with_three(world, app)
    first, second, third = cities(queries.choices(app))
    sign_in(page, world.ada, PASSWORD)
    page.goto(reverse("applications:rank", args=[app.pk]))
    axe(page)
    grips = page.locator(".ranked [data-grip]")
    grips.nth(2).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    settled(page)
    expect(said(page)).to_contain_text("is now 1 of 3")
    assert cities(queries.choices(app)) == [third, first, second]
    # the focus stayed with the centre, so the next key goes on from there
    page.keyboard.press("End")
    expect(said(page)).to_contain_text("is now 3 of 3")
    settled(page)
    assert cities(queries.choices(app)) == [first, second, third]
    page.locator(".ranked [data-id]").nth(1).get_by_role("button", name="up").click()
    expect(said(page)).to_contain_text("is now 1 of 3")
    settled(page)
    assert cities(queries.choices(app)) == [second, first, third]
    page.locator(".ranked [data-grip]").nth(0).focus()
    page.keyboard.press("Delete")
    expect(page.locator(".ranked [data-id]")).to_have_count(2)
    settled(page)
    assert cities(queries.choices(app)) == [first, third]
    page.get_by_role("button", name=re.compile("^Not wanted")).first.click()
    expect(page.locator(".unwanted [data-id]")).to_have_count(1)
    axe(page)
    page.reload()  # all of it is kept
    assert len(shown(page)) == 2
    expect(page.locator(".unwanted [data-id]")).to_have_count(1)
    page.get_by_role("link", name="What you changed and when").click()
    expect(page.get_by_role("main")).to_contain_text("marked as not wanted")
    axe(page)


def test_rank_by_dragging_with_a_mouse(new_page, world, app, sign_in):
    page = new_page(viewport={"width": 1280, "height": 2200})
    with_three(world, app)
    first, second, third = cities(queries.choices(app))
    sign_in(page, world.ada, PASSWORD)
    page.goto(reverse("applications:rank", args=[app.pk]))
    lines = page.locator(".ranked [data-id]")
    drop(page, lines.nth(0), lines.nth(2), below=True)
    expect(said(page)).to_contain_text("is now 3 of 3")
    settled(page)
    assert cities(queries.choices(app)) == [second, third, first]
    drop(page, lines.nth(0), page.locator(".unwanted"))
    expect(page.locator(".unwanted [data-id]")).to_have_count(1)
    settled(page)
    assert cities(queries.choices(app)) == [third, first]
    assert cities(queries.unwanted(app)) == [second]


def drop(page, line, on, *, below: bool = False) -> None:
    """By its grip, onto the upper or lower half of another line."""
    line.scroll_into_view_if_needed()
    grip, target = line.locator("[data-grip]").bounding_box(), on.bounding_box()
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    x, y = target["x"] + 60, target["y"] + target["height"] * (0.8 if below else 0.3)
    page.mouse.move(x, (grip["y"] + y) / 2, steps=3)
    page.mouse.move(x, y, steps=3)
    page.mouse.up()


def test_rank_by_a_finger_on_a_phone(phone, world, app, axe, sign_in):
    with_three(world, app)
    first, second, third = cities(queries.choices(app))
    sign_in(phone, world.ada, PASSWORD)
    phone.goto(reverse("applications:rank", args=[app.pk]))
    axe(phone)
    lines = phone.locator(".ranked [data-id]")
    lines.nth(0).scroll_into_view_if_needed()
    grip, target = lines.nth(2).locator("[data-grip]").bounding_box(), lines.nth(0).bounding_box()
    touch = phone.context.new_cdp_session(phone)

    def finger(kind: str, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": grip["x"] + 12, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", grip["y"] + 12)
    for part in (0.3, 0.6, 1):
        finger("touchMove", grip["y"] + 12 + (target["y"] + 8 - grip["y"] - 12) * part)
    finger("touchEnd", 0)
    expect(said(phone)).to_contain_text("is now 1 of 3")
    settled(phone)
    assert cities(queries.choices(app)) == [third, first, second]


def test_rank_on_a_phone_without_a_script(new_page, world, app, sign_in):
    page = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False)
    sign_in(page, world.ada, PASSWORD)
    page.goto(reverse("applications:rank", args=[app.pk]))
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^Add ")).first.click()
    before = shown_without_script(page)
    page.get_by_role("button", name=re.compile("^Move .* up$")).nth(1).click()
    assert shown_without_script(page) == before[::-1]
    page.get_by_role("button", name=re.compile("^Not wanted")).first.click()
    expect(said(page)).to_contain_text("Saved ")
    assert len(queries.choices(app)) == 2 and len(queries.unwanted(app)) == 1
    page.get_by_role("button", name=re.compile("^Put back")).click()
    assert not queries.unwanted(app)


def shown_without_script(page) -> list[str]:
    return [one.inner_text() for one in page.locator(".ranked .ranked-what a").all()]


def test_rank_in_two_tabs_shows_the_second_both_rankings(page, world, app, axe, sign_in):
    with_three(world, app)
    sign_in(page, world.ada, PASSWORD)
    address = reverse("applications:rank", args=[app.pk])
    page.goto(address)
    other = page.context.new_page()
    other.goto(page.url)
    page.locator(".ranked [data-grip]").nth(0).press("ArrowDown")
    settled(page)
    kept = cities(queries.choices(app))
    other.locator(".ranked [data-grip]").nth(2).press("ArrowUp")
    expect(said(other)).to_contain_text("another tab or device changed your ranking meanwhile")
    assert cities(queries.choices(app)) == kept
    other.get_by_role("button", name="See both rankings").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Your ranking was changed elsewhere meanwhile")
    axe(other)
    other.get_by_role("button", name="Take what I did here").click()
    expect(said(other)).to_contain_text("Saved ")
    taken = cities(queries.choices(app))
    assert taken != kept and all(city in line for city, line in zip(taken, shown(other), strict=True))


def test_moves_that_found_no_connection_are_done_when_the_page_is_back(page, world, app, sign_in):
    with_three(world, app)
    first, second, third = cities(queries.choices(app))
    sign_in(page, world.ada, PASSWORD)
    page.goto(reverse("applications:rank", args=[app.pk]))
    page.route(
        "**/rank/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.locator(".ranked [data-grip]").nth(0).press("ArrowDown")
    expect(said(page)).to_contain_text("Not saved: no connection")
    assert cities(queries.choices(app)) == [first, second, third]
    page.unroute("**/rank/**")
    page.reload()
    expect(said(page)).to_contain_text("The moves that were not saved are back.")
    assert cities(queries.choices(app)) == [second, first, third]
    assert second in shown(page)[0]
