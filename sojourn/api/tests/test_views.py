"""The open call as JSON."""

import pytest
from django.test import Client

from sojourn.calls.tests import here

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = here.announced(demonstration=True)
    here.live_at(here.OPEN)
    return made


def test_the_list_names_public_calls(house):
    (row,) = Client().get("/api/calls.json").json()["calls"]
    assert row == {
        "slug": "2024",
        "name": "Exchange Programmes for Fellowships 2024",
        "year": 2024,
        "phase": "open",
        "opens_at": "2024-01-31T23:00:00Z",
        "closes_at": "2024-03-18T22:59:00Z",
        "zone": "Europe/Vienna",
    }


def test_a_call_holds_its_programmes_and_where_values_come_from(house):
    call = Client().get("/api/calls/2024.json").json()
    assert call["refused_from"] == "2024-03-18T23:04:00Z"
    assert call["marks"]["closes_at"]["kind"] == "demonstration"
    programmes = {row["society"]["acronym"]: row for row in call["programmes"]}
    assert len(programmes) == 11
    neuro = programmes["ESNR"]
    assert neuro["committee_size"] is None
    assert neuro["marks"]["committee_size"]["kind"] == "unknown"
    assert [row["code"] for row in neuro["documents"]] == [
        "motivation",
        "cv",
        "certification",
        "recommendation",
    ]
    assert {row["payer"] for row in neuro["grant"]} == {"ESR", "ESNR"}
    assert len(neuro["centres"]) == 6


def test_nothing_personal_is_in_it(house):
    assert "@" not in Client().get("/api/calls/2024.json").content.decode()


def test_an_unknown_call_is_missing(house):
    assert Client().get("/api/calls/1999.json").status_code == 404


def test_other_pages_may_read_it(house):
    assert Client().get("/api/calls.json")["Access-Control-Allow-Origin"] == "*"
