"""What the journeys share beside `page` and `new_page`: a phone, the check with axe, the worker, letters.

Each test has a fresh browser context. `axe(page)` fails with what it found and where, in light and in dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Error

from sojourn.post.models import Letter
from sojourn.upkeep import clock, worker

AXE = Path(settings.ROOT) / "sojourn" / "ui" / "tests" / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
RUN = """async tags => (await axe.run(document, {runOnly: tags})).violations.map(
    found => found.id + ': ' + found.help + ' ' + found.nodes.map(one => one.target.join(' ')).join(', '))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a journey: real threads meet in a real database."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def phone(new_page):
    """The browser of somebody on the way."""
    return new_page(**PHONE)


@pytest.fixture
def axe() -> Callable:
    """`axe(page)`: no breach of WCAG 2.2 AA, in light and in dark, and nothing wider than the screen."""
    # Playwright evaluates beside the page, so its content policy need not be loosened for the check.
    script = AXE.read_text()

    def found(page) -> list[str]:
        page.evaluate(script)
        return page.evaluate(RUN, TAGS)

    def check(page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            try:
                breaches = found(page)
            except Error:  # the click before still led away, and the document went from under the check
                page.wait_for_load_state()
                breaches = found(page)
            assert breaches == [], f"{page.url} in {scheme}"
        page.emulate_media(color_scheme="light")
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, f"{page.url} is wider than the screen"

    return check


@pytest.fixture
def work() -> Callable[[], None]:
    """`work()`: what the worker does in a round, now; no task may fail."""

    def one_round() -> None:
        assert worker.tick(clock.read().at) == []

    return one_round


@pytest.fixture
def link_to(work) -> Callable[[str, str], str]:
    """`link_to(address, kind)`: sends what is due; the path of the link in the newest letter of the kind."""

    def find(address: str, kind: str) -> str:
        work()
        letter = Letter.objects.filter(to_address=address, kind=kind, state="sent").order_by("-pk").first()
        assert letter is not None, f"no {kind} went to {address}"
        return re.search(rf"{re.escape(settings.SITE_URL)}(\S+)", letter.text)[1]

    return find


@pytest.fixture
def sign_in() -> Callable:
    """`sign_in(page, user, password)` by the form; `sign_in(page, user)` by the page of the cast."""

    def enter(page, user, password: str = "") -> None:
        if password:
            page.goto(reverse("account_login"))
            page.get_by_label("E-mail address").fill(user.email)
            page.get_by_label("Password", exact=True).fill(password)
            page.get_by_role("main").get_by_role("button", name="Sign in").click()
        else:
            page.goto(f"{reverse('upkeep:cast')}?q={user.email}")
            page.get_by_role("button", name=re.compile(f"Sign in as (.* )?{user}")).first.click()
        page.wait_for_load_state()

    return enter
