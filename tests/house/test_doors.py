"""No address without a row, no row without an address, and every answer as the table says."""

import importlib
from itertools import groupby

import pytest
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import path, reverse

from sojourn.post import queries as post
from tests.house import doors
from tests.house.plan import none

ROLES, ROWS = doors.read(doors.TABLE.read_text())
ABOUT = {
    about: list(rows)
    for about, rows in groupby(sorted(ROWS, key=lambda row: row.about), lambda row: row.about)
}


def test_every_address_has_a_row():
    none(sorted(set(doors.addresses()) - {row.name for row in ROWS}))


def test_every_row_has_an_address():
    none(sorted({row.name for row in ROWS} - set(doors.addresses())))


def test_no_row_stands_twice():
    keys = [(row.name, row.method, row.about) for row in ROWS]
    none(sorted({key for key in keys if keys.count(key) > 1}))


def test_every_thing_of_the_table_can_be_made():
    things = importlib.import_module("tests.house.things")
    none(sorted(about for about in ABOUT if about != "-" and not hasattr(things, about)))


@pytest.mark.django_db
@pytest.mark.parametrize("about", ABOUT)
def test_every_door_answers_as_the_table_says(about):
    things = importlib.import_module("tests.house.things")
    args, invitation = getattr(things, about)() if about != "-" else ((), None)
    people = things.people(about)
    wrong = []
    for row in ABOUT[about]:
        for role, expected in row.answers.items():
            client = someone(people.get(role), invitation if role == "link" else None)
            with transaction.atomic():
                given = getattr(client, row.method.lower())(
                    reverse(row.name, args=args), headers={"host": "localhost"}
                )
                transaction.set_rollback(True)
            answer = doors.answered(given, resolve_url(settings.LOGIN_URL))
            if answer != expected:
                wrong.append(f"{row} {role}: {answer}, the table says {expected}")
    none(wrong)


def someone(user, invitation) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    if invitation is not None:
        signer = signing.get_cookie_signer(salt=post.COOKIE + post.SALT)
        client.cookies[post.COOKIE] = signer.sign(str(invitation.pk))
    return client


def test_a_short_row_is_seen():
    with pytest.raises(ValueError, match="1 answers for 2 roles"):
        doors.read("address method about ada mia\nawards:accept GET award 200")


def test_an_unknown_answer_is_seen():
    with pytest.raises(ValueError, match="no answer is called maybe"):
        doors.read("address method about ada\nawards:accept GET award maybe")


def test_an_address_without_a_name_is_seen():
    assert list(doors.walk([path("secret/", lambda request: None)])) == ["without a name: secret/"]


def test_the_sign_in_page_is_told_from_other_places():
    elsewhere, there = (
        doors.HttpResponse(status=302, headers={"Location": to}) for to in ("/x/", "/in/?next=/x/")
    )
    assert [doors.answered(each, "/in/") for each in (elsewhere, there)] == ["302", "in"]
