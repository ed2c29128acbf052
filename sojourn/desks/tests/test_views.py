"""The desk of each role, and the office's numbers."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from sojourn.desks import queries, where

pytestmark = pytest.mark.django_db


def body(client, user, path="/desk/"):
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_home_of_a_newcomer_says_how_to_begin(client, world):
    nobody = world.rae
    assert "See the programmes" in body(client, nobody)


def test_home_shows_what_waits_and_the_header_names_role_and_due(client, world):
    world.walk("closed")
    page = body(client, world.ida)

    assert "Society officer" in page
    assert "ESGAR" in page
    assert "Due next" in page
    assert "Check" in page


def test_home_of_an_applicant_lists_her_application(client, world):
    application = world.application("submitted")

    page = body(client, world.ada)

    assert f"/applications/{application.pk}/" in page
    assert "Your office" not in page
    assert "Your committee" not in page


@pytest.mark.parametrize(
    ("who", "title"),
    [
        ("cleo", "Your committee"),
        ("finn", "Your office"),
        ("hana", "Your institution"),
        ("ola", "Keep it running"),
    ],
)
def test_home_has_the_corner_of_the_role(client, world, who, title):
    assert title in body(client, getattr(world, who))


def test_home_leads_the_chair_to_the_ranking_once_the_call_has_closed(client, world):
    way = f"/selection/calls/{world.call.slug}/{world.society.slug}/decide/"
    world.walk("submitted")
    assert way not in body(client, world.eva)
    assert "Reviews of your committee" not in body(client, world.eva)
    world.walk("closed")
    assert way in body(client, world.eva)
    assert "Reviews of your committee" in body(client, world.eva)


def test_home_costs_the_same_at_one_and_at_four_applications(client, world, django_assert_num_queries):
    world.walk("draft")
    client.force_login(world.finn)
    client.get("/desk/")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/")
    world.walk("submitted")
    with django_assert_num_queries(len(one)):
        client.get("/desk/")
    assert len(one) < 70  # a few for each room that may wait for an officer


def test_where_is_kept_for_a_minute_and_dropped_by_an_act(client, world):
    world.walk("draft")
    client.force_login(world.ada)
    page = "/account/profile/"

    with CaptureQueriesContext(connection) as first:
        client.get(page)
    with CaptureQueriesContext(connection) as second:
        client.get(page)
    assert len(second) < len(first) - 15
    assert where.KEY in client.session

    client.post("/account/profile/edit/")
    assert where.KEY not in client.session


def test_where_asks_again_only_what_an_act_in_a_room_may_have_changed(client, world):
    world.walk("assigned")
    client.force_login(world.cleo)
    client.get("/reviews/")
    due = client.session[where.KEY]["due"]
    assert due["reviews"]["verb"] == "Score" and set(due) == set(queries.ROOMS)

    client.post("/reviews/keys/")
    assert set(client.session[where.KEY]["due"]) == set(queries.ROOMS) - {"reviews"}
    client.get("/reviews/")
    assert client.session[where.KEY]["due"] == due

    client.post("/selection/calls/none/none/decide/")
    kept = client.session[where.KEY]["due"]
    assert "reviews" in kept and "selection" not in kept and "letters" not in kept


def test_office_counts_along_the_cycle_and_of_the_own_society_only(client, world):
    world.walk("accepted")

    finn, ida = body(client, world.finn, "/desk/office/"), body(client, world.ida, "/desk/office/")

    assert ">ESGAR<" in finn
    assert ">ESUR<" in finn
    assert ">ESGAR<" in ida
    assert ">ESUR<" not in ida


def test_office_tells_no_selection_before_the_release(client, world):
    world.walk("matched")
    client.force_login(world.finn)
    selected = client.get("/desk/office/").context["totals"]["selected"]
    world.walk("published")
    after = client.get("/desk/office/").context["totals"]["selected"]

    assert selected == 0
    assert after > 0


def test_office_refuses_whom_it_is_not_for(client, world):
    world.walk("submitted")
    for who in ("ada", "cleo", "hana", "ola"):
        client.force_login(getattr(world, who))
        assert client.get("/desk/office/").status_code == 403


def test_export_office_is_a_workbook_of_the_same_numbers(client, world):
    world.walk("closed")
    client.force_login(world.finn)

    sheet = load_workbook(io.BytesIO(client.get("/desk/office/export.xlsx").content)).active

    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Programme", "Drafts", "Received")
    assert [row[:3] for row in rows[1:]] == [("ESGAR", 0, 3), ("ESUR", 1, 1)]
