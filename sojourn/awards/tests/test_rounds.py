"""Rounds after declines: who waits for better gets better, nobody gets worse, every place is in one state."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from sojourn.applications.models import Choice
from sojourn.awards import actions, queries
from sojourn.awards.models import Award, Move, Quota, Round
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.calls.models import CentreOffer
from sojourn.centres.models import Centre, Coordinator, Institution, Tutor
from sojourn.core import verifier
from sojourn.journal.models import Entry
from sojourn.post.models import Letter
from sojourn.selection.models import Match, Nomination
from sojourn.ui.gates import Refused

DAY = timedelta(days=1)


def made(*, applicants=4, grants=2, floats=True, cities=(), dice=None):
    """One place at each of Oslo, Porto and `cities`; everybody wishes in that order, or as diced."""
    stage = stages.make(places=1, applicants=applicants, release=False)
    stage.programme.places, stage.programme.may_float = grants, floats
    stage.programme.save()
    for city in cities:
        institution = Institution.objects.create(name=f"Invented Hospital {city}", slug=city, city=city)
        Coordinator.objects.create(institution=institution, user=stage.hana)
        centre = Centre.objects.create(institution=institution, society=stage.society, state="approved")
        stage.offers.append(CentreOffer.objects.create(programme=stage.programme, centre=centre, places=1))
        stage.tutors.append(
            Tutor.objects.create(centre=centre, name=f"Gus {city}", email=f"gus@{city}.example")
        )
    Choice.objects.all().delete()
    for application in stage.applications:
        wished = dice.sample(stage.offers, dice.randint(1, 3)) if dice else stage.offers
        Choice.objects.bulk_create(
            Choice(application=application, rank=rank, offer=offer) for rank, offer in enumerate(wished, 1)
        )
    stages.publish(stage)
    actions.offer_released(stage.call, at=PUBLISHED)
    return stage


@pytest.fixture
def stage(db):
    """Ada holds Oslo, Zoe Porto; Kim and a fourth wait."""
    return made()


def waits(stage):
    """Zoe accepts Porto and waits for Oslo."""
    return actions.accept(stage.award_of(1), floats=True, by=stage.zoe, at=PUBLISHED)


def test_who_waits_for_better_is_moved_up_and_the_place_left_goes_on(stage):
    waits(stage)
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED + DAY)
    actions.tick(at=PUBLISHED + DAY)
    zoe, kim = stage.award_of(1), stage.award_of(2)
    assert (zoe.state, zoe.offer, zoe.tutor, zoe.floats) == (
        "accepted",
        stage.offers[0],
        stage.tutors[0],
        False,
    )
    assert (kim.state, kim.offer, kim.round) == ("offered", stage.offers[1], 1)
    move = Move.objects.get()
    assert (move.kind, move.from_offer, move.to_offer, move.round) == ("upgrade", *stage.offers[1::-1], 1)
    text = Letter.objects.get(kind="awards.upgrade").text
    assert "you wait no longer" in text and "Invented Hospital Porto" in text
    assert dict(Entry.objects.get(verb="awards.next_round").facts) == {"offers": 1, "upgrades": 1}
    assert set(Quota.objects.filter(key__startswith="offer").values_list("taken", flat=True)) == {1}


def test_who_keeps_the_place_is_moved_no_more(stage):
    waits(stage)
    actions.freeze(stage.award_of(1), by=stage.zoe, at=PUBLISHED)
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED + DAY)
    actions.tick(at=PUBLISHED + DAY)
    assert stage.award_of(1).offer == stage.offers[1]
    assert stage.award_of(2).offer == stage.offers[0]


def test_waiting_for_better_is_off_unless_the_programme_allows_it(db):
    stage = made(floats=False)
    with pytest.raises(Refused) as refused:
        waits(stage)
    assert refused.value.verdict.code == "no-float"
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    actions.tick(at=PUBLISHED)
    assert stage.award_of(1).offer == stage.offers[1]  # holders do not move


def test_the_first_choice_cannot_be_waited_from(stage):
    with pytest.raises(Refused) as refused:
        actions.accept(stage.award_of(0), floats=True, by=stage.ada, at=PUBLISHED)
    assert refused.value.verdict.code == "best"


def test_an_offer_not_yet_answered_gets_better_too_and_the_old_page_does_not_answer_it(stage):
    zoe = stage.award_of(1)
    seen, before = zoe.offer_id, zoe.accept_by
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED + DAY)
    actions.tick(at=PUBLISHED + DAY)
    assert (stage.award_of(1).offer, stage.award_of(1).state) == (stage.offers[0], "offered")
    assert stage.award_of(1).accept_by > before
    for answer in (actions.accept, actions.decline):
        with pytest.raises(Refused) as refused:
            answer(zoe, seen=seen, by=stage.zoe, at=PUBLISHED + DAY)
        assert refused.value.verdict.code == "moved"


def test_an_answer_is_taken_in_the_silent_grace_and_not_after_it(stage):
    ada, zoe = stage.award_of(0), stage.award_of(1)
    grace = timedelta(minutes=stage.call.grace_minutes)
    actions.accept(ada, by=stage.ada, at=ada.accept_by + grace)
    with pytest.raises(Refused) as refused:
        actions.accept(zoe, by=stage.zoe, at=zoe.accept_by + grace + timedelta(seconds=1))
    assert refused.value.verdict.code == "late"
    assert "grace" not in refused.value.verdict.reason


def test_no_stay_is_opened_while_somebody_waits_for_better(stage):
    waits(stage)
    assert list(queries.accepted(stage.call)) == []
    actions.freeze(stage.award_of(1), by=stage.zoe, at=PUBLISHED)
    assert list(queries.accepted(stage.call)) == [stage.award_of(1)]


def test_on_the_last_day_of_the_rounds_who_waits_keeps_what_she_has(stage):
    waits(stage)
    stage.call.rounds_until = PUBLISHED.date()
    stage.call.save()
    actions.tick(at=PUBLISHED)
    assert stage.award_of(1).floats
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED + DAY)
    for _ in range(2):
        actions.tick(at=PUBLISHED + DAY)
    assert (stage.award_of(1).floats, stage.award_of(1).offer) == (False, stage.offers[1])
    assert Round.objects.count() == 0
    assert Letter.objects.filter(kind="awards.settle").count() == 1


def test_a_dry_run_changes_nothing_and_tells_who_would_move(stage):
    waits(stage)
    plan = queries.plan(stage.call, without=[stage.award_of(0).pk])
    told = [(moved.application.pk, moved.offer.pk, bool(moved.award)) for moved in plan.moves]
    ids = [application.pk for application in stage.applications]
    assert sorted(told, key=lambda row: ids.index(row[0])) == [
        (ids[1], stage.offers[0].pk, True),
        (ids[2], stage.offers[1].pk, False),
    ]
    assert (Round.objects.count(), Move.objects.count(), Award.objects.count()) == (0, 0, 2)
    assert queries.plan(stage.call).moves == []


def test_rounds_by_hand_wait_for_the_office(stage):
    stage.call.rounds_by_hand = True
    stage.call.save()
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    actions.tick(at=PUBLISHED + DAY)
    assert Round.objects.count() == 0
    for who in (stage.ida, stage.ada, stage.hana):
        with pytest.raises(Refused):
            actions.next_round(stage.call, by=who, at=PUBLISHED + DAY)
    made_round = actions.next_round(stage.call, by=stage.finn, at=PUBLISHED + DAY)
    assert made_round.run_by == stage.finn
    assert verifier.verify(made_round.instance, made_round.result) == []
    assert actions.next_round(stage.call, by=stage.finn, at=PUBLISHED + DAY) is None


def test_a_centre_that_cannot_after_the_release_costs_nobody_the_rank(stage):
    match = Match.objects.get()
    ada = stage.award_of(0)
    Nomination.objects.create(
        match=match, application=ada.application, offer=ada.offer, state="declined", due_at=PUBLISHED
    )
    actions.tick(at=PUBLISHED + DAY)
    awards = Award.objects.filter(application=stage.applications[0])
    assert awards.get(offer=stage.offers[0]).state == "fallen"
    # Zoe may wait for Oslo by the programme's rule; the place that she leaves is Ada's before it is Kim's
    assert stage.award_of(1).offer == stage.offers[0]
    assert awards.get(offer=stage.offers[1]).state == "offered"
    assert "nobody's doing but the centre's" in Letter.objects.get(kind="awards.fall").text


def holders_of(stage):
    return [award for award in Award.objects.all() if award.state in ("offered", "accepted")]


def check(stage, best):
    """Counters equal holders and never pass places or grants; nobody holds less than what was accepted."""
    live = holders_of(stage)
    refused = Award.objects.filter(state="fallen").values_list("application_id", "offer_id")
    assert not {(award.application_id, award.offer_id) for award in live} & set(refused)
    by_offer = Counter(award.offer_id for award in live)
    assert max([*by_offer.values(), 0]) <= 1
    assert len(live) <= stage.programme.places
    assert len({award.application_id for award in live}) == len(live)
    counted = dict(Quota.objects.values_list("key", "taken"))
    for offer in stage.offers:
        assert counted.get(f"offer:{offer.pk}", 0) == by_offer[offer.pk]
    assert counted.get(f"programme:{stage.programme.pk}", 0) == len(live)
    accepted = [award for award in live if award.state == "accepted"]
    for award in accepted:
        rank = Choice.objects.get(application=award.application_id, offer=award.offer_id).rank
        assert rank <= best.get(award.pk, rank)
        best[award.pk] = rank


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_answers_keeps_to_places_and_grants_and_ends(seed):
    dice = random.Random(seed)
    stage = made(
        applicants=7,
        grants=dice.randint(1, 4),
        floats=dice.random() < 0.8,
        cities=("lyon", "graz"),
        dice=dice,
    )
    at, best = PUBLISHED, {}
    users = {application.pk: application.applicant for application in stage.applications}
    match = Match.objects.get()
    for _ in range(40):
        live = [one for one in holders_of(stage) if one.state == "offered" or one.floats]
        if not live:
            break
        award = dice.choice(live)
        by, at = users[award.application_id], at + timedelta(hours=dice.randint(1, 200))
        verb = dice.choice(("accept", "float", "decline", "lapse", "freeze", "fall"))
        if verb == "fall":
            best.pop(award.pk, None)
            Nomination.objects.get_or_create(
                match=match,
                application=award.application,
                offer=award.offer,
                defaults={"state": "declined", "due_at": at},
            )
            actions.tick(at=at)
            check(stage, best)
            continue
        try:
            if verb == "lapse":
                actions.lapse(award, at=at)
            elif verb == "float":
                actions.accept(award, floats=True, by=by, at=at)
            else:
                getattr(actions, verb)(award, by=by, at=at)
        except Refused:
            pass
        check(stage, best)
        actions.tick(at=at)
        check(stage, best)
    else:
        pytest.fail("the offers never came to an end")
    for made_round in Round.objects.all():
        assert verifier.verify(made_round.instance, made_round.result) == []
    # in the end a free place is wished by nobody who still waits and could take it
    assert queries.plan(stage.call).moves == []
