"""Every form, found by the table of doors, filled with every kind of string: nothing alive, nothing lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve, reverse

from sojourn.post.models import Letter
from tests.hostile import strings
from tests.hostile.reading import Form, Page, same
from tests.house import doors, things
from tests.house.plan import none
from tests.house.test_doors import ROLES, ROWS, STAGES, made, rolled_back

ANSWERS = (200, 302, 403, 409, 422)
LATER = ("awards", "agreements", "placements", "payments", "certificates", "alumni", "letters")
ROOMS = (
    "applications",
    "people",
    "calls",
    "societies",
    "centres",
    "reviews",
    "selection",
    "account_signup",
    *LATER,
)
WALKED = STAGES  # every stage: a room's forms open with it


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def rows(stage: str, rooms: tuple[str, ...] = ROOMS) -> Iterator[tuple[doors.Row, str]]:
    """Pages that open first at this stage, each once, with the first who may open it."""
    known = set()
    for earlier in WALKED[: WALKED.index(stage) + 1]:
        for row in ROWS:
            who = next((role for role in ROLES if row.answers[role] == "200"), None)
            fits = row.stage == earlier and row.method == "GET" and row.name.startswith(rooms)
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
                    name = list(strings.ALL)[number * 7 % len(strings.ALL)]
                    if not row.name.startswith(APPLYING):  # those are met one by one below
                        faults = bent(client, here, form, name)
                        wrong += [f"{row} {who}, {name} in every field: {fault}" for fault in faults]
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


# --- every field of whoever applies, whatever it takes ---

APPLYING = ("applications:", "people:", "public:", "post:", "account_", "ui:held")
MET = {
    "draft": {
        "applications:answer_file",
        "applications:answer_questions",
        "applications:carry_over",
        "applications:edit_cv",
        "applications:import_orcid",
        "applications:name_referee",
        "applications:remove_answer",
        "applications:submit",
        "applications:take_orcid",
    },
    "submitted": {
        "account_change_password",
        "account_confirm_email",
        "account_login",
        "account_reset_password",
        "account_signup",
        "applications:add_document",
        "applications:begin",
        "applications:change_address",
        "applications:confirm_eligibility",
        "applications:decline_letter",
        "applications:edit_about",
        "applications:edit_training",
        "applications:hand_over",
        "applications:note_choices",
        "applications:rank",
        "applications:reinstate",
        "applications:remind",
        "applications:remove_document",
        "applications:replace_referee",
        "applications:reuse_letter",
        "applications:upload_letter",
        "applications:withdraw",
        "applications:write_letter",
        "people:appoint",
        "people:dismiss",
        "people:edit_profile",
        "people:join",
        "people:make_feed",
        "post:open_link",
    },
    "closed": {
        "applications:allow_days",
        "applications:answer",
        "applications:confirm_memberships",
        "applications:judge_pair",
        "applications:redact",
        "applications:send_back",
    },
}  # by the address that the form is sent to
SENT = {
    "applications:save_letter": ("text", "seen", "tab", "turn", "signed_as"),
    "applications:remove_letter_file": ("sent",),
    "applications:ask": ("sent",),
    "applications:admit": ("note",),
    "applications:refer": ("note",),
    "applications:bar": ("note", "looked"),
    "applications:hold": ("note", "looked"),
    "applications:unredact": ("sent",),
    "applications:check_clear": ("ids",),
    "people:drop_feed": ("sent",),
    "ui:held": ("sent",),
}  # forms of scripts, of single buttons, and of pages that show them only at times: sent without the page
NOT_MET = {
    "account_logout": "a button on every page, and nothing that is sent with it is read",
    "account_email_verification_sent": "says something and takes nothing",
    "account_reset_password_done": "says something and takes nothing",
    "account_reset_password_from_key": "behind a redirect; met at the change of a password",
    "account_reset_password_from_key_done": "says something and takes nothing",
    "account_inactive": "says something and takes nothing",
    "people:withdraw_consent": "a button alone, and nothing that is sent with it is read",
}
REFUSED = (*ANSWERS, 400, 404, 405, 410)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("walked_to", list(MET), indirect=True)
def test_no_field_of_whoever_applies_falls_over_what_it_never_offered(walked):
    world = walked
    people = things.people(world)
    met, wrong = set(), []
    for number, (row, who) in enumerate(rows(world.stage, APPLYING)):
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
                    target = resolve(urlsplit(urljoin(here, form.action)).path).view_name
                    known = target in met or target in SENT or target in NOT_MET
                    if form.method != "post" or known or not target.startswith(APPLYING):
                        continue
                    met.add(target)
                    name = list(strings.ALL)[number * 7 % len(strings.ALL)]
                    wrong += [f"{row} {who}, {name}: {fault}" for fault in bent(client, here, form, name)]
        world.now = now
    for number, row in enumerate(ROWS):
        if row.name in SENT and (row.stage, row.method) == (world.stage, "POST"):
            who = next(role for role in ROLES if row.answers[role] not in ("in", "404"))
            name = list(strings.ALL)[number * 7 % len(strings.ALL)]
            client = doors.someone(people.get(who))
            with rolled_back():
                now = world.now
                args, link = made(row.about, world)
                if link is not None:
                    doors.hold(client, link)
                here = reverse(row.name, args=args)
                form = Form("", "post", {one: [""] for one in SENT[row.name]})
                wrong += [f"{row} {who}, {name}: {fault}" for fault in bent(client, here, form, name)]
            world.now = now
    assert met == MET[world.stage]
    none(wrong)


def bent(client, here: str, form: Form, name: str) -> Iterator[str]:
    """What is wrong once each field is the string: dates, choices, numbers; then what is hidden as well."""
    text = _sendable([strings.ALL[name]])[0]
    shown = {one: [text] for one, kind in form.kinds.items() if kind not in ("hidden", "file")}
    hidden = {one: [text] for one in form.values if one != "csrfmiddlewaretoken"}
    cookies = SimpleCookie()
    cookies.update(client.cookies)
    for fields in (form.values | shown, form.values | shown | hidden):
        with rolled_back():
            response = client.post(urljoin(here, form.action), fields)
            if response.status_code not in REFUSED:
                yield f"answered {response.status_code}"
            yield from read(response)
        client.cookies = cookies


def test_every_form_of_whoever_applies_is_met_or_named():
    """A page that takes something and is in neither list is news to whoever adds it."""
    takes = {row.name for row in ROWS if row.method == "POST" or row.name.startswith("account_")}
    met = set().union(*MET.values())
    assert {name for name in takes if name.startswith(APPLYING)} == {*met, *SENT, *NOT_MET}
    assert not met & set(SENT) and not {*met, *SENT} & set(NOT_MET)


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
