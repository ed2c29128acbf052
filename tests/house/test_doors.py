"""No address without a row, no row without an address, and every answer as the table says."""

import contextlib
import importlib
import logging
import time
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

import pytest
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from tests.house import doors
from tests.house.plan import none

ROLES, ROWS = doors.read(doors.TABLE.read_text())
STAGES = (
    "draft", "submitted", "closed", "checked", "assigned", "scored", "signed", "matched", "published",
    "accepted", "agreed", "arrived", "certified",
)  # fmt: skip
WARM = 30.0  # seconds: for a minute the header remembers who looks, and each page need not find out again
KEPT_BY_READING = ("journal_entry", "django_session")  # who opened a file; messages shown


@pytest.fixture(autouse=True)
def _quiet():
    """A thousand refusals are not worth a line each."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def things():
    return importlib.import_module("tests.house.things")


def test_every_address_has_a_row():
    none(sorted(set(doors.addresses()) - {row.name for row in ROWS}))


def test_every_row_has_an_address():
    none(sorted({row.name for row in ROWS} - set(doors.addresses())))


def test_every_address_that_writes_is_tried_by_post():
    none(sorted(set(doors.writing()) - {row.name for row in ROWS if row.method == "POST"}))


def test_no_row_stands_twice():
    keys = [(row.name, row.method, row.about) for row in ROWS]
    none(sorted({key for key in keys if keys.count(key) > 1}))


def test_every_thing_of_the_table_can_be_made():
    wanted = {row.thing for row in ROWS} - {doors.NOTHING}
    none(sorted(thing for thing in wanted if not hasattr(things(), thing)))


def test_the_stages_are_those_of_the_world():
    assert importlib.import_module("tests.world").STAGES == STAGES
    none(sorted({row.stage for row in ROWS} - set(STAGES)))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("walked_to", STAGES, indirect=True)
def test_every_door_answers_as_the_table_says(walked, settings):
    settings.ROOT_URLCONF = "tests.house.bare"
    world, stage = walked, walked.stage
    people = things().people(world)
    clients = {role: doors.someone(people.get(role)) for role in ROLES}
    sign_in = resolve_url(settings.LOGIN_URL)
    rows = [row for row in ROWS if row.stage == stage]
    wrong, warmed = [], -WARM
    for about, some in portions(rows):
        if time.monotonic() - warmed > WARM:
            warmed = time.monotonic()
            for role in people:
                clients[role].get(reverse("desks:home"))
        with rolled_back():
            now = world.now
            args, link = made(about, world)
            if link is not None:
                doors.hold(clients["link"], link)
            for row in some:
                wrong += tried(row, args, clients, sign_in)
            clients["link"].cookies.clear()
        world.now = now
    none(wrong)


def portions(rows: list[doors.Row]) -> Iterator[tuple[str, list[doors.Row]]]:
    """Rows about one thing, few at a time."""
    for about in dict.fromkeys(row.about for row in rows):
        mine = [row for row in rows if row.about == about]
        yield from ((about, mine[at : at + 12]) for at in range(0, len(mine), 12))


def made(about: str, world) -> tuple:
    thing = about.partition(":")[2]
    return ((), None) if thing == doors.NOTHING else getattr(things(), thing)(world)


def tried(row: doors.Row, args: tuple, clients: dict, sign_in: str) -> list[str]:
    """What is wrong with the answers to one row; each request is undone."""
    address = reverse(row.name, args=args)
    wrong = []
    for role, expected in row.answers.items():
        client, cookies = clients[role], SimpleCookie()
        cookies.update(client.cookies)
        with rolled_back(), writes() as written:
            # as a browser does, which never sends a form quite empty
            response = client.post(address, {"sent": "1"}) if row.method == "POST" else client.get(address)
            given = doors.answered(response, sign_in)
            if response.streaming:
                b"".join(response.streaming_content)  # closing it instead would close the connection too
        client.cookies = cookies
        if given != expected:
            wrong.append(f"{row} {role}: {given}, the table says {expected}")
        if row.method == "GET" and written:
            wrong.append(f"{row} {role}: a GET wrote {written[0]}")
    return wrong


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that changed something which reading may not change."""
    seen: list[str] = []

    def watch(execute: Callable, sql: str, *more):
        words = sql.split(None, 3)
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            table = words[1 if words[0] == "UPDATE" else 2].strip('"')
            if table not in KEPT_BY_READING:
                seen.append(f"{words[0]} {table}")
        return execute(sql, *more)

    with connection.execute_wrapper(watch):
        yield seen


# --- the machinery can fail ---


def test_a_short_row_is_seen():
    with pytest.raises(ValueError, match="1 answers for 2 roles"):
        doors.read("address method about ada mia\nawards:accept GET award 200")


def test_an_unknown_answer_is_seen():
    with pytest.raises(ValueError, match="no answer is called maybe"):
        doors.read("address method about ada\nawards:accept GET award maybe")


def test_an_address_without_a_name_is_seen():
    assert [name for name, _ in doors.walk([path("secret/", lambda request: None)])] == [
        "without a name: secret/"
    ]


def test_the_sign_in_page_is_told_from_other_places():
    elsewhere, there = (
        doors.HttpResponse(status=302, headers={"Location": to}) for to in ("/x/", "/in/?next=/x/")
    )
    assert [doors.answered(each, "/in/") for each in (elsewhere, there)] == ["302", "in"]


def test_a_view_that_takes_a_post_is_known_through_its_decorators():
    view = require_http_methods(["GET", "POST"])(lambda request: None)
    assert doors.methods(view) == {"GET", "POST"}
    assert doors.methods(lambda request: None) == set()


@pytest.mark.django_db
def test_a_write_while_reading_is_seen():
    with writes() as written, connection.cursor() as cursor:
        cursor.execute('UPDATE "people_user" SET "title" = %s', ["Dr"])
    assert written == ["UPDATE people_user"]
