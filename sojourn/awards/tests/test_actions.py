"""Offers are made once, answered once, counted under a lock."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from sojourn.awards import actions, queries
from sojourn.awards.models import Award, Quota, Round
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.journal.models import Entry
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

DAY = timedelta(days=1)


@pytest.fixture
def stage(db):
    return stages.make()


def states_of(stage):
    return [
        Award.objects.filter(application=application).values_list("state", flat=True).first()
        for application in stage.applications
    ]


def test_offer_released_offers_each_place_once(stage):
    assert actions.offer_released(stage.call, at=PUBLISHED) == 1
    assert actions.offer_released(stage.call, at=PUBLISHED + DAY) == 0
    assert states_of(stage) == ["offered", None, None]
    assert dict(Quota.objects.values_list("key", "taken")) == {
        f"programme:{stage.programme.pk}": 1,
        f"offer:{stage.offers[0].pk}": 1,
    }
    assert list(Entry.objects.filter(verb="awards.offer").values_list("actor_kind", flat=True)) == ["clock"]
    letters = Letter.objects.filter(to_user=stage.ada)
    assert sorted(letters.values_list("kind", flat=True)) == ["awards.offer"]
    assert "Monday 27 May 2024, 23:59 Vienna" in letters.get(kind="awards.offer").text


def test_offer_released_reads_no_release_that_is_not_published(stage):
    queries.release(stage.call)
    stages.Release.objects.update(state="prepared")
    assert actions.offer_released(stage.call, at=PUBLISHED) == 0


def test_accept_makes_the_place_certain(stage):
    award = stage.accepted()
    assert award.state == "accepted"
    with pytest.raises(Refused) as refused:
        actions.accept(award, by=stage.ada, at=PUBLISHED + DAY)
    assert refused.value.verdict.code == "accepted"


def test_accept_by_two_hands_at_once_counts_once(stage):
    stage.award()
    one, two = stage.award_of(), stage.award_of()
    actions.accept(one, by=stage.ada, at=PUBLISHED)
    with pytest.raises(Refused) as refused:
        actions.decline(two, by=stage.ada, at=PUBLISHED)
    assert refused.value.verdict.code == "accepted"


@pytest.mark.parametrize("who", ["mia", "ida", "finn", "zoe", "hana"])
def test_accept_is_the_applicants_alone(stage, who):
    award = stage.award()
    with pytest.raises(Refused) as refused:
        actions.accept(award, by=getattr(stage, who), at=PUBLISHED)
    assert refused.value.verdict.code == "not-yours"


def test_decline_gives_the_place_to_the_next_and_leaves_holders_where_they_are(stage):
    award = stage.award()
    actions.decline(award, reason="Another position.", by=stage.ada, at=PUBLISHED + DAY)
    assert Quota.objects.get(key=f"offer:{stage.offers[0].pk}").taken == 0
    actions.tick(at=PUBLISHED + 2 * DAY)
    actions.tick(at=PUBLISHED + 2 * DAY)
    assert states_of(stage) == ["declined", "offered", None]
    made = Round.objects.get()
    assert made.instance["previous"]["declined"] == [str(stage.applications[0].pk)]
    assert [line["applicant"] for line in made.result["awards"]] == [str(stage.applications[1].pk)]
    moved = stage.award_of(1)
    assert (moved.offer, moved.tutor, moved.round) == (stage.offers[0], stage.tutors[0], 1)
    assert Letter.objects.filter(to_user=stage.zoe, kind="awards.offer").count() == 1


def test_the_waiting_list_stops_with_its_last_person(stage):
    now = PUBLISHED
    for number, user in enumerate(stage.applicants):
        award = stage.award() if number == 0 else stage.award_of(number)
        now += DAY
        actions.decline(award, by=user, at=now)
        actions.tick(at=now)
    assert states_of(stage) == ["declined"] * 3
    assert Round.objects.count() == 3
    assert set(Quota.objects.values_list("taken", flat=True)) == {0}


def test_lapse_comes_with_the_clock_and_moves_the_list(stage):
    award = stage.award()
    grace = timedelta(minutes=stage.call.grace_minutes)
    actions.tick(at=award.accept_by + grace)
    assert states_of(stage)[0] == "offered"
    actions.tick(at=award.accept_by + grace + timedelta(seconds=1))
    assert states_of(stage) == ["lapsed", "offered", None]
    with pytest.raises(Refused):
        actions.accept(stage.award_of(), by=stage.ada, at=award.accept_by + DAY)


def test_holders_keep_their_place_in_a_round(db):
    stage = stages.make(places=2, applicants=4)
    stage.award()
    actions.accept(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    actions.decline(stage.award_of(1), by=stage.zoe, at=PUBLISHED)
    actions.tick(at=PUBLISHED + DAY)
    assert states_of(stage) == ["accepted", "declined", "offered", None]
    assert stage.award_of(0).offer == stage.offers[0]


def test_waiting_position_counts_without_names(stage):
    stage.award()
    second, third = (queries.waiting_position(application) for application in stage.applications[1:])
    assert [(line["least"], line["most"], line["ahead"]) for line in second] == [(1, 1, None), (1, 1, None)]
    assert [(line["least"], line["most"]) for line in third] == [(2, 2), (1, 2)]


def test_the_place_on_the_list_is_told_only_where_the_programme_says_so(stage):
    stage.award()
    stage.programme.show_rank = True
    stage.programme.save()
    application = queries.applications(stage.call, [stage.applications[2].pk])[str(stage.applications[2].pk)]
    assert [line["ahead"] for line in queries.waiting_position(application)] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_forty_racers_for_ten_places_are_offered_exactly_ten():
    stage = stages.make(places=10, applicants=40, release=False)
    full, others = [], []
    start = threading.Barrier(40)

    def race(application):
        try:
            start.wait()
            actions.offer(application, stage.offers[0], at=PUBLISHED)
        except actions.Full:
            full.append(application.pk)
        except Exception as error:  # told below: a thread's own failure would be lost
            others.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=[application]) for application in stage.applications]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert others == []
    assert (Award.objects.count(), len(full)) == (10, 30)
    assert set(Quota.objects.values_list("taken", flat=True)) == {10}


def test_the_counter_itself_cannot_be_overdrawn(stage):
    stage.award()
    with pytest.raises(Exception, match="awards_taken_within_places"), transaction.atomic():
        Quota.objects.update(taken=2)
