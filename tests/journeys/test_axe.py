"""Every page of the doors table in a browser: wide in light, on a phone in dark, fitting at 320 pixels.

The pages are made first, each in the world of its row, and then opened from memory: nothing has to be undone.
Accessibility is checked by axe; what needs hands (the journeys by keyboard) stands with the journeys.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.urls import reverse

from tests.house import doors, things
from tests.house.plan import none
from tests.house.test_doors import ROWS, STAGES, made, rolled_back
from tests.journeys.conftest import AXE, TAGS

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 740}
SITE = "http://localhost"
RUN = """async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']})).violations.map(
    found => found.id + ': ' + found.nodes.map(one => one.target.join(' ')).slice(0, 3).join(', '))"""
HEIGHT = "() => document.documentElement.scrollHeight"
SCROLLS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Made:
    """A page as the server answered it."""

    told: str
    address: str
    body: bytes
    headers: dict[str, str]


def readers(row: doors.Row) -> list[str]:
    """One of each kind: the owner's page, the office's, the centre's."""
    seen = [role for role, answer in row.answers.items() if answer == "200"]
    if len(seen) > 6:
        return ["visitor" if "visitor" in seen else "ada"]
    kinds = (("link", "ada", "other"), ("cleo", "eva"), ("ida", "finn"), ("hana",), ("oper",))
    first = [next((role for role in kind if role in seen), None) for kind in kinds]
    return [role for role in first if role][:2]


def every_page() -> list[Made]:
    from tests.world import World  # noqa: PLC0415 (models are there only once Django is set up)

    found = []
    with transaction.atomic():
        world = World()
        for stage in STAGES:
            world.walk(stage)
            with rolled_back():
                found += of_stage(world)
        transaction.set_rollback(True)
    return found


def of_stage(world) -> list[Made]:
    people = things.people(world)
    clients = {role: doors.someone(people.get(role)) for role in (*people, "visitor", "link")}
    for role in people:
        clients[role].get(reverse("desks:home"))
    rows = [row for row in ROWS if row.stage == world.stage and row.method == "GET"]
    found = []
    for about in dict.fromkeys(row.about for row in rows):
        now = world.now
        with rolled_back():
            args, link = made(about, world)
            if link is not None:
                doors.hold(clients["link"], link)
            for row in (row for row in rows if row.about == about):
                for role in readers(row):
                    address = reverse(row.name, args=args)
                    response = clients[role].get(address)
                    html = response.get("Content-Type", "").startswith("text/html")
                    if html and response.status_code == 200:
                        told = f"{row.name} {row.about} {role}"
                        found.append(Made(told, address, response.content, dict(response.headers)))
            clients["link"].cookies.clear()
        world.now = now
    return found


@pytest.mark.timeout(1500)
def test_every_page_is_accessible_and_fits(browser):
    pages = every_page()
    assert len(pages) > 100
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Vienna", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong, complaints = [], []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: "Content Security" in told.text and complaints.append(told.text))
    shown: dict[str, Made] = {}
    page.route("**/*", lambda route: serve(route, shown))
    for one in pages:
        complaints.clear()
        shown[one.address] = one
        wrong += [f"{one.told}: {fault}" for fault in [*look(page, one), *complaints]]
    context.close()
    none(wrong)


def serve(route, shown: dict[str, Made]) -> None:
    """The page from memory, its styles and scripts from their folders, nothing else."""
    path = urlsplit(route.request.url).path
    if path in shown:
        route.fulfill(status=200, body=shown[path].body, headers=shown[path].headers)
        return
    file = path.startswith("/static/") and finders.find(path.removeprefix("/static/"))
    if not file:
        route.fulfill(status=404, body="")
        return
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    route.fulfill(status=200, body=Path(file).read_bytes(), content_type=kind)


def look(page, one: Made) -> list[str]:
    found = []
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    page.goto(f"{SITE}{one.address}")
    page.evaluate(AXE.read_text())  # beside the page: its content policy stays as it is
    found += [f"wide, light: {fault}" for fault in page.evaluate(RUN, TAGS)]
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    # as long as the page: the bar that sticks to the thumb covers only what can be scrolled from under it
    page.set_viewport_size({**PHONE, "height": max(PHONE["height"], page.evaluate(HEIGHT))})
    found += [f"phone, dark: {fault}" for fault in page.evaluate(RUN, TAGS)]
    page.set_viewport_size(NARROW)
    wider = page.evaluate(SCROLLS)
    return [*found, f"{wider} px wider than 320"] if wider > 0 else found


def test_a_breach_is_seen(browser):
    body = b'<!doctype html><html lang="en"><title>A</title><main><h1>A</h1><img src="/x.png">'
    body += b'<p style="width:700px;color:#ccc;background:#fff">Pale and wide</p></main></html>'
    one = Made("a page", "/a/", body, {"Content-Type": "text/html"})
    page = browser.new_page()
    page.route("**/*", lambda route: serve(route, {"/a/": one}))
    found = look(page, one)
    page.close()
    assert {line.split(": ")[1] for line in found if ": " in line} >= {"image-alt", "color-contrast"}
    assert found[-1].endswith("px wider than 320")
