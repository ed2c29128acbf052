"""The style page in a browser: nothing for axe to say, nothing beyond the edge, usable by keyboard."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from sojourn.ui import times

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.django_db
def test_style_shows_every_part(client):
    answer = client.get(reverse("ui:style"))
    assert answer.status_code == 200
    assert b"noindex" in answer.content
    assert client.post(reverse("ui:style")).status_code == 405


@pytest.mark.django_db
def test_style_in_the_accent_of_a_society(client):
    assert b'data-accent="plum"' in client.get(reverse("ui:style"), {"accent": "plum"}).content
    assert b"data-accent" not in client.get(reverse("ui:style"), {"accent": "nonsense"}).content


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_style_has_nothing_to_mend(new_page, width, scheme):
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page.goto(reverse("ui:style"))
    page.evaluate(AXE)
    found = page.evaluate("levels => axe.run(document, {runOnly: levels})", LEVELS)["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.journey
def test_the_theme_is_remembered(page):
    page.goto(reverse("ui:style"))
    button = page.get_by_role("button", name="Theme: automatic")
    button.click()
    button = page.get_by_role("button", name="Theme: light")
    button.click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"


@pytest.mark.journey
def test_what_is_to_mend_comes_first_and_leads_to_its_field(page):
    page.goto(reverse("ui:style"))
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="Level of English: This is needed.").click()
    assert page.evaluate("document.activeElement.value") == "B2"


@pytest.mark.journey
def test_targets_are_large_enough(page):
    page.goto(reverse("ui:style"))
    small = page.evaluate(
        """() => [...document.querySelectorAll(".button, .icon, select, textarea, input")]
           .filter((one) => !["hidden", "radio", "checkbox"].includes(one.type))
           .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""
    )
    assert small == []


@pytest.mark.journey
def test_an_instant_is_also_given_on_the_readers_clock(new_page):
    page = new_page(timezone_id="Europe/Helsinki")
    page.goto(reverse("ui:style"))
    line = page.locator("#words .own-zone").first
    assert line.text_content() == ", Tuesday 00:59 on your clock (Helsinki)"


@pytest.mark.journey
@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
def test_the_countdown_of_an_open_page_says_what_the_server_would_say(page, zone):
    page.goto(reverse("ui:style"))
    script = """async ([until, left, zone]) => {
        const url = document.querySelector('script[src*="sojourn"][type=module]').src;
        const { distance } = await import(new URL("./countdown.js", url));
        return left.map((seconds) => distance(new Date(until), seconds, zone));
    }"""
    left = [
        -200_000,
        -90_000,
        -10,
        0,
        59,
        3599,
        3600,
        21_599,
        21_600,
        82_800,
        86_399,
        86_400,
        90_000,
        700_000,
    ]
    left += [7_000_000, 12_000_000]
    for end in (datetime(2024, 3, 31, 21, 59, tzinfo=UTC), datetime(2024, 10, 27, 22, 59, tzinfo=UTC)):
        told = page.evaluate(script, [end.isoformat(), left, zone])
        assert told == [times.distance(end, end - timedelta(seconds=each), zone)[0] for each in left]


@pytest.mark.journey
def test_without_scripts_everything_is_there(new_page):
    page = new_page(java_script_enabled=False)
    page.goto(reverse("ui:style"))
    assert page.get_by_role("button", name="Move Centro de Exemplo, Porto up").is_visible()
    assert page.locator("[data-theme-toggle]").is_hidden()
