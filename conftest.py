"""What every test has: a folder of its own for files, no network, and a browser for the journeys."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

# the same examples every time, and none kept on disk: a red test is red for everybody, on a slow machine too
settings.register_profile(
    "same", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same")
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ZONE = "Europe/Vienna"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that means something on one database only is left out on the other, not skipped."""
    # the longest file first: it would walk alone at the end, with one of two processors idle
    items.sort(key=lambda item: item.path.name != "test_axe.py")
    other = "sqlite" if connections["default"].vendor == "postgresql" else "postgresql"
    out = [item for item in items if item.get_closest_marker(other)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory) -> None:
    """SQLite in a file, not in memory: threads then meet as they do in life, each with its own connection."""
    database = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path_factory) -> None:
    """Files of one test are seen by no other; a password costs nothing."""
    folder = tmp_path_factory.mktemp("data", numbered=True)
    settings.DATA = folder
    settings.MEDIA_ROOT = folder / "files"
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Nothing leaves the machine."""
    connect = socket.socket.connect

    def near(self: socket.socket, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test wanted to reach {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", near)
        yield


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium. Without it the journeys are skipped; in CI that is an error."""
    path = os.environ.get("SOJOURN_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        (pytest.fail if IN_CI else pytest.skip)(
            "Chromium is missing: apt-get install chromium", pytrace=False
        )
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 (0.2 s that only journeys need)

    expect.set_options(timeout=20_000)  # patience costs nothing where all is well, and two cores may be busy

    # Playwright's loop runs in this thread, and Django would take every query for one inside a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    own = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        own.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=own)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, live_server, settings, request, tmp_path: Path):
    """`new_page(**options)`: one more person's browser with cookies of its own, at the live server.

    A script error or a breach of the content policy fails the test; a failed one leaves pictures.
    """
    settings.SITE_URL = live_server.url
    pages, complaints = [], []

    def open_one(**options):
        options = {
            "locale": "en-GB",
            "timezone_id": ZONE,
            "viewport": {"width": 1280, "height": 900},
        } | options
        page = browser.new_context(base_url=live_server.url, **options).new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: "Content Security" in told.text and complaints.append(told.text))
        pages.append(page)
        return page

    yield open_one
    for number, page in enumerate(pages):
        if request.node.stash.get(FAILED, False) and not page.is_closed():
            picture = tmp_path / f"page-{number}.png"
            page.screenshot(path=picture, full_page=True)
            print(f"{page.url} looked like {picture}")
        page.context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    """One person's browser."""
    return new_page()


@pytest.fixture
def world(db):
    """The named cast (tests/world.py), before anybody applied; walk it with `world.walk(stage)`."""
    from tests.world import World  # noqa: PLC0415 (models are there only once Django is set up)

    return World()
