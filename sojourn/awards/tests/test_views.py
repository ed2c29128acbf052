"""The doors of this room: who gets in, and what the two steps of each answer do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.awards import actions
from sojourn.awards.models import Award
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, client

DAY = timedelta(1)


@pytest.fixture
def stage(db):
    stage = stages.make()
    stages.live_at(PUBLISHED + DAY)
    return stage


def get(user, name, *args, **query):
    return client(user).get(reverse(f"awards:{name}", args=args), query)


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("offer", {"ada": 200, "ida": 200, "finn": 200, "zoe": 404, "mia": 404, "hana": 404}),
        ("accept", {"ada": 200, "ida": 404, "finn": 404, "zoe": 404, "mia": 404, "hana": 404}),
        ("decline", {"ada": 200, "ida": 404, "finn": 404, "zoe": 404, "mia": 404, "hana": 404}),
        ("letter", {"ada": 403, "ida": 403, "finn": 403, "zoe": 404, "mia": 404, "hana": 404}),
    ],
)
def test_an_offer_opens_to_its_people_only(stage, name, answers):
    award = stage.award()
    assert {who: get(getattr(stage, who), name, award.pk).status_code for who in answers} == answers
    assert get(None, name, award.pk).status_code == 302


@pytest.mark.parametrize("name", ["office", "export_list"])
def test_the_lists_of_the_office_hold_only_its_own(stage, name):
    stage.accepted()
    for who, status in (("ida", 200), ("finn", 200), ("mia", 200), ("ada", 403), ("hana", 403)):
        answer = get(getattr(stage, who), name)
        assert answer.status_code == status
        if who == "mia" and not name.startswith("export"):
            assert b"Ada" not in answer.content
    if name == "office":
        assert b"Ada" in get(stage.ida, name).content


def test_a_stranger_and_an_unknown_offer_get_the_same_answer(stage):
    award = stage.award()
    unknown = get(stage.mia, "offer", "11111111-1111-1111-1111-111111111111")
    assert get(stage.mia, "offer", award.pk).status_code == unknown.status_code == 404


def test_accept_takes_two_steps_and_no_get_changes_anything(stage):
    award = stage.award()
    page = get(stage.ada, "offer", award.pk).content.decode()
    assert "Monday 27 May 2024, 23:59 Vienna (21:59 UTC)" in page
    assert reverse("awards:accept", args=[award.pk]) in page
    get(stage.ada, "accept", award.pk)
    assert Award.objects.get().state == "offered"
    answer = client(stage.ada).post(reverse("awards:accept", args=[award.pk]), follow=True)
    assert "The place at Invented Hospital Oslo is yours" in answer.content.decode()
    assert Award.objects.get().state == "accepted"


def test_accept_a_second_time_says_so(stage):
    award = stage.accepted()
    answer = client(stage.ada).post(reverse("awards:accept", args=[award.pk]))
    assert answer.status_code == 403
    assert "You have accepted this place already." in answer.content.decode()


def test_accept_after_the_time_says_until_when(stage):
    award = stage.award()
    stages.live_at(award.accept_by + DAY)
    answer = client(stage.ada).post(reverse("awards:accept", args=[award.pk]))
    assert answer.status_code == 403
    assert "could be answered until Monday 27 May 2024, 23:59 Vienna" in answer.content.decode()
    assert Award.objects.get().state == "offered"


def test_decline_keeps_the_reason_for_the_office(stage):
    award = stage.award()
    client(stage.ada).post(reverse("awards:decline", args=[award.pk]), {"reason": "Another post."})
    assert "Another post." in get(stage.ida, "offer", award.pk).content.decode()
    assert Award.objects.get().state == "declined"


def test_letter_is_a_pdf_once_accepted(stage):
    award = stage.accepted()
    answer = get(stage.ada, "letter", award.pk)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")


def test_waiting_tells_counts_and_no_names(stage):
    stage.award()
    application = stage.applications[1]
    page = get(stage.zoe, "waiting", application.pk).content.decode()
    assert "1 person must still give up a place" in page
    assert "Ada" not in page
    assert "Kim" not in page
    assert get(stage.ada, "waiting", application.pk).status_code == 404
    assert get(stage.ida, "waiting", application.pk).status_code == 404


def test_mine_leads_straight_on(stage):
    award = stage.award()
    assert get(stage.ada, "mine").url == reverse("awards:offer", args=[award.pk])
    assert get(stage.zoe, "mine").url == reverse("awards:waiting", args=[stage.applications[1].pk])
    assert "No offer yet" in get(stage.mia, "mine").content.decode()


def test_round_file_is_the_federations(stage):
    award = stage.award()
    actions.decline(award, by=stage.ada, at=PUBLISHED)
    actions.tick(at=PUBLISHED)
    assert get(stage.finn, "round_file", stage.call.slug, 1).json()["instance"]["previous"]["declined"]
    assert get(stage.ida, "round_file", stage.call.slug, 1).status_code == 404


@pytest.mark.parametrize("name", ["office"])
def test_lists_ask_as_many_questions_for_three_as_for_one(db, name):

    counted = []
    stage = stages.make(places=3, applicants=3)
    stages.live_at(PUBLISHED + DAY)
    stage.award()
    browser = client(stage.ida)
    for number in range(3):
        award = stage.award_of(number)
        actions.accept(award, by=stage.applicants[number], at=PUBLISHED)
        browser.get(reverse(f"awards:{name}"))  # the header keeps for a minute what it found
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"awards:{name}")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[2]
