"""Offers are made once, answered once, counted under a lock; the grant comes out to the cent."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from sojourn.awards import actions, queries
from sojourn.awards.models import Award, Grant, Instalment, Part, Quota, Round, Share
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
    assert sorted(letters.values_list("kind", flat=True)) == ["awards.offer", "awards.remind"]
    assert "Monday 27 May 2024, 23:59 Vienna" in letters.get(kind="awards.offer").text


def test_offer_released_reads_no_release_that_is_not_published(stage):
    queries.release(stage.call)
    stages.Release.objects.update(state="prepared")
    assert actions.offer_released(stage.call, at=PUBLISHED) == 0


def test_accept_makes_the_place_and_the_grant_certain(stage):
    award = stage.accepted()
    assert award.state == "accepted"
    grant = Grant.objects.get(award=award)
    assert (grant.total, grant.allotted, grant.paid, grant.demonstration) == (300_001, 300_001, 0, True)
    assert (
        list(grant.instalments.values_list("amount", flat=True)) == [120_000, 120_001, 60_000]
        or sum(grant.instalments.values_list("amount", flat=True)) == 300_001
    )
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
    assert Grant.objects.count() == 1


@pytest.mark.parametrize("who", ["mia", "ida", "finn", "zoe", "hana"])
def test_accept_is_the_applicants_alone(stage, who):
    award = stage.award()
    with pytest.raises(Refused) as refused:
        actions.accept(award, by=getattr(stage, who), at=PUBLISHED)
    assert refused.value.verdict.code == "not-yours"


def test_parts_sum_by_payer_and_by_instalment(stage):
    stage.accepted()
    by_payer = Counter()
    for part in Part.objects.all():
        by_payer[part.payer_id] += part.amount
    assert by_payer == dict(Share.objects.values_list("payer_id", "amount"))
    for line in Instalment.objects.all():
        assert sum(line.parts.values_list("amount", flat=True)) == line.amount


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


def test_trigger_makes_due_once(stage):
    award = stage.accepted()
    assert actions.trigger(award, "agreed", at=PUBLISHED + 3 * DAY) == 1
    assert actions.trigger(award, "agreed", at=PUBLISHED + 9 * DAY) == 0
    line = Instalment.objects.get(order=1)
    assert (line.state, line.due_on) == ("due", date(2024, 5, 30))
    assert "leave by Thursday 30 May 2024" in Letter.objects.get(kind="awards.trigger").text


def test_pay_needs_a_due_instalment_an_office_and_a_likely_day(stage):
    award = stage.accepted()
    line = queries.instalments(stage.ida).get(order=1)
    with pytest.raises(Refused) as refused:
        actions.pay(line, paid_on=date(2024, 5, 20), by=stage.ida, at=PUBLISHED + 9 * DAY)
    assert refused.value.verdict.code == "not-due"
    actions.trigger(award, "agreed", at=PUBLISHED + 3 * DAY)
    line = queries.instalments(stage.ida).get(order=1)
    for day, by, code in (
        (date(2024, 5, 20), stage.mia, "not-office"),
        (date(2024, 5, 20), stage.ada, "not-office"),
        (date(2024, 6, 30), stage.ida, "future"),
        (date(2024, 5, 1), stage.ida, "before-due"),
    ):
        with pytest.raises(Refused) as refused:
            actions.pay(line, paid_on=day, by=by, at=PUBLISHED + 9 * DAY)
        assert refused.value.verdict.code == code
    actions.pay(line, paid_on=date(2024, 5, 20), by=stage.ida, at=PUBLISHED + 9 * DAY)
    assert Grant.objects.get().paid == line.amount
    with pytest.raises(Refused):
        actions.pay(line, paid_on=date(2024, 5, 20), by=stage.ida, at=PUBLISHED + 9 * DAY)
    assert Grant.objects.get().paid == line.amount


def test_end_cancels_what_is_not_due(stage):
    award = stage.accepted()
    actions.trigger(award, "agreed", at=PUBLISHED + 3 * DAY)
    actions.end(award, reason="Illness", at=PUBLISHED + 4 * DAY)
    assert list(Instalment.objects.values_list("state", flat=True)) == ["due", "cancelled", "cancelled"]


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
