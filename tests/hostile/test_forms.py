"""Every form, found by the table of doors, filled with every kind of string: nothing alive, nothing lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse

from sojourn.post.models import Letter
from tests.hostile import strings
from tests.hostile.reading import Form, Page, same
from tests.house import doors, things
from tests.house.plan import none
from tests.house.test_doors import ROLES, ROWS, made, rolled_back

ROOMS = ("applications", "people", "calls", "societies", "centres", "reviews", "selection", "account_signup")
ANSWERS = (200, 302, 403, 409, 422)
WALKED = ("draft", "submitted", "closed", "assigned", "scored")


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def rows(stage: str) -> Iterator[tuple[doors.Row, str]]:
    """Pages that open first at this stage, each once, with the first who may open it."""
    known = set()
    for earlier in WALKED[: WALKED.index(stage) + 1]:
        for row in ROWS:
            who = next((role for role in ROLES if row.answers[role] == "200"), None)
            fits = row.stage == earlier and row.method == "GET" and row.name.startswith(ROOMS)
            if fits and who and row.name not in known:
                known.add(row.name)
                if earlier == stage:
                    yield row, who


def turn(number: int) -> list[str]:
    """One string of each kind; neighbours get other ones, so that each string meets several forms."""
    return [list(kind)[number % len(kind)] for kind in strings.KINDS]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("walked_to", WALKED, indirect=True)
def test_every_form_takes_every_kind_of_string(walked):
    world = walked
    people = things.people(world)
    tried, wrong = 0, []
    for number, (row, who) in enumerate(rows(world.stage)):
        client = doors.someone(people.get(who))
        with rolled_back():
            now = world.now
            args, link = made(row.about, world)
            if link is not None:
                doors.hold(client, link)
            here = reverse(row.name, args=args)
            page = client.get(here)
            if page.get("Content-Type", "").startswith("text/html"):
                for form in Page(page.content.decode()).forms:
                    if form.method != "post" or not form.texts() or "logout" in form.action:
                        continue
                    for name in turn(number):
                        tried += 1
                        wrong += [f"{row} {who}, {name}: {fault}" for fault in sent(client, here, form, name)]
        world.now = now
    assert tried >= len(strings.KINDS)
    none(wrong)


def sent(client, here: str, form: Form, name: str) -> Iterator[str]:
    """What is wrong after sending the form with this string in all its free text."""
    text = strings.ALL[name]
    cookies = SimpleCookie()
    cookies.update(client.cookies)
    filled = form.filled(text)
    with rolled_back():
        before = set(Letter.objects.values_list("pk", flat=True))
        address = urljoin(here, form.action)
        response = client.post(address, {key: _sendable(values) for key, values in filled.items()})
        if response.status_code not in ANSWERS:
            yield f"answered {response.status_code}"
        yield from read(response)
        if response.status_code in (409, 422):
            yield from kept(response, form, text)
        elif response.status_code == 302 and urlsplit(response["Location"]).netloc in ("", "localhost"):
            yield from read(client.get(response["Location"]))
        for letter in Letter.objects.exclude(pk__in=before):
            if any(
                len(head.splitlines()) > 1 for head in (letter.subject, letter.to_name, letter.to_address)
            ):
                yield f"a letter's header has several lines: {letter.subject!r}"
    client.cookies = cookies


def _sendable(values: list[str]) -> list[str]:
    """A browser sends no half of a pair."""
    return [value.encode("utf-8", "replace").decode() for value in values]


def read(response) -> Iterator[str]:
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        yield from (f"alive: {what}" for what in Page(response.content.decode()).alive)


def kept(response, form: Form, text: str) -> Iterator[str]:
    """Each field shows again what was typed into it."""
    shown = {
        name: values
        for other in Page(response.content.decode()).forms
        for name, values in other.values.items()
        if other.method == "post"
    }
    typed = _sendable([text])[0]
    for name in form.texts():
        if not any(same(typed, value) for value in shown.get(name, [])):
            yield f"{name} has lost what was typed"


# --- the machinery can fail ---


@pytest.mark.parametrize(
    "text",
    [
        "<script>x()</script>",
        "<p onclick='x()'>",
        "<a href=' java\tscript:x()'>",
        "<base href=//x>",
        "<style>x</style>",
    ],
)
def test_what_is_alive_is_seen(text):
    assert Page(f"<body>{text}</body>").alive


def test_a_lost_word_is_seen():
    form = Page('<form method="post"><input name="a"><textarea name="b">\n</textarea></form>').forms[0]
    answer = doors.HttpResponse(
        '<form method="post"><input name="a" value="x"><textarea name="b">y</textarea></form>'
    )
    assert list(kept(answer, form, "x")) == ["b has lost what was typed"]


def test_a_first_empty_line_is_kept_only_behind_the_one_that_browsers_skip():
    form = Page('<form method="post"><textarea name="b">\n</textarea></form>').forms[0]
    for shown, lost in (("\r\n=1", ["b has lost what was typed"]), ("\n\r\n=1", [])):
        answer = doors.HttpResponse(f'<form method="post"><textarea name="b">{shown}</textarea></form>')
        assert list(kept(answer, form, "\r\n=1")) == lost


def test_every_string_has_its_turn():
    assert {name for number in range(20) for name in turn(number)} == set(strings.ALL)


def test_a_form_is_read_as_a_browser_sends_it():
    page = Page(
        '<form method="post"><input name="a" value="&lt;1&gt;"><select name="s"><option value="">-</option>'
        '<option value="2">two</option></select><input type="radio" name="r" value="3">'
        '<input type="email" name="e">'
        '<textarea name="t">\nfour &amp; five</textarea></form>'
    )
    assert page.forms[0].filled("x") == {
        "a": ["x"], "s": ["2"], "r": ["3"], "e": ["someone@people.example"], "t": ["x"]
    }  # fmt: skip
