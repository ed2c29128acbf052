"""Answers, rounds, swaps and a recall at one instant: one consistent state, and no place lost or made."""

from datetime import timedelta

import pytest

from sojourn.awards import actions, queries
from sojourn.awards.models import Answer, Award, Change, Move, Quota, Round
from sojourn.awards.tests.racing import race
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.awards.tests.test_rounds import check, holders_of, made
from sojourn.selection import actions as selection
from sojourn.selection import queries as results

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


def counted() -> bool:
    """Every counter says what the awards say."""
    return all(
        one.taken
        == Award.objects.filter(offer=one.key.partition(":")[2], state__in=("offered", "accepted")).count()
        for one in Quota.objects.filter(key__startswith="offer:")
    )


def test_an_acceptance_races_with_the_lapse_and_one_of_them_wins():
    stage = made()
    award = stage.award_of(0)
    late = award.accept_by + timedelta(minutes=stage.call.grace_minutes, seconds=1)
    codes = race(
        lambda: actions.accept(stage.award_of(0), by=stage.ada, at=award.accept_by),
        lambda: actions.lapse(stage.award_of(0), at=late),
    )
    assert len(codes) == 1
    won = stage.award_of(0).state
    assert won in ("accepted", "lapsed")
    taken = Quota.objects.get(key=f"offer:{stage.offers[0].pk}").taken
    assert taken == (won == "accepted")


def test_a_decline_races_with_the_upgrade_of_the_same_offer():
    stage = made()
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    seen = stage.award_of(1).offer_id
    codes = race(
        lambda: actions.decline(stage.award_of(1), seen=seen, by=stage.zoe, at=PUBLISHED),
        lambda: actions.next_round(stage.call, at=PUBLISHED),
        lambda: actions.next_round(stage.call, at=PUBLISHED),
    )
    actions.tick(at=PUBLISHED + DAY)
    zoe = stage.award_of(1)
    if codes:  # the round was first: her page was old, and she is asked anew
        assert codes == ["moved"] and (zoe.state, zoe.offer) == ("offered", stage.offers[0])
    else:
        assert zoe.state == "declined"
    check(stage, {})
    assert [one.number for one in Round.objects.order_by("number")] == list(
        range(1, Round.objects.count() + 1)
    )


def test_many_answers_and_rounds_at_once_leave_every_place_in_one_state():
    stage = made(applicants=8, grants=4, cities=("lyon", "graz"))
    users = [application.applicant for application in stage.applications]
    race(
        lambda: actions.decline(stage.award_of(0), by=users[0], at=PUBLISHED),
        lambda: actions.accept(stage.award_of(1), floats=True, by=users[1], at=PUBLISHED),
        lambda: actions.decline(stage.award_of(2), by=users[2], at=PUBLISHED),
        lambda: actions.accept(stage.award_of(3), by=users[3], at=PUBLISHED),
        lambda: actions.next_round(stage.call, at=PUBLISHED),
        lambda: actions.next_round(stage.call, at=PUBLISHED),
    )
    actions.tick(at=PUBLISHED + DAY)
    check(stage, {})
    assert len(holders_of(stage)) == 4


def test_a_swap_races_with_a_decline_of_one_side():
    """Ada has accepted, Zoe has not answered; the last yes to the swap meets Zoe's no."""
    stage = made(floats=False, cities=("lyon",))
    actions.accept(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    actions.accept(stage.award_of(1), by=stage.zoe, at=PUBLISHED)
    change = actions.propose_change(
        stage.award_of(0), kind="swap", other=stage.award_of(1), reason="A child.", by=stage.ida, at=PUBLISHED
    )

    def agree(party, by):
        found = Change.objects.select_related(*queries.changes.FULL).get(pk=change.pk)
        actions.agree(found, party=party, by=by, at=PUBLISHED)

    for party, by in (("fellow", stage.ada), ("other_fellow", stage.zoe), ("centre", stage.hana)):
        agree(party, by)
    codes = race(
        lambda: agree("other_centre", stage.hana),
        lambda: actions.end(stage.award_of(1), reason="She left.", by=None, at=PUBLISHED),
    )
    one, two = stage.award_of(0), stage.award_of(1)
    assert two.state == "ended" and one.state == "accepted"
    swapped = Change.objects.get().state == "done"
    assert (one.offer, two.offer) == (
        (stage.offers[1], stage.offers[0]) if swapped else (stage.offers[0], stage.offers[1])
    )
    assert Move.objects.count() == (2 if swapped else 0) and bool(codes) == (not swapped)


def test_two_offices_run_the_same_round_and_it_runs_once():
    stage = made()
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    race(*[lambda: actions.next_round(stage.call, by=stage.finn, at=PUBLISHED)] * 3)
    freed = [set(one.freed) for one in Round.objects.order_by("number")]
    assert len({frozenset(one) for one in freed}) == 1
    first = Round.objects.count()
    actions.tick(at=PUBLISHED + DAY)
    assert Round.objects.count() == first
    check(stage, {})
    assert counted()


def test_a_recall_races_with_an_acceptance_and_nothing_of_it_stands():
    stage = made()
    at = PUBLISHED + timedelta(hours=1)
    release = results.live_release(stage.call)
    award = stage.award_of(0)
    codes = race(
        lambda: actions.accept(award, by=stage.ada, at=at),
        lambda: selection.recall(release, reason="A mistake.", by=stage.finn, at=at),
        lambda: actions.next_round(stage.call, at=at),
    )
    assert codes in ([], ["recalled"])
    assert Answer.objects.count() == (0 if codes else 1)
    assert list(queries.mine(stage.ada)) == []
    actions.tick(at=at)
    assert set(Award.objects.values_list("state", flat=True)) == {"recalled"}
    assert set(Quota.objects.values_list("taken", flat=True)) == {0} and counted()
    assert not Round.objects.exists()


def test_after_a_recall_an_open_page_accepts_nothing_before_the_worker_has_followed():
    stage = made()
    at = PUBLISHED + timedelta(hours=1)
    award = stage.award_of(0)
    selection.recall(results.live_release(stage.call), reason="A mistake.", by=stage.finn, at=at)
    assert race(lambda: actions.accept(award, by=stage.ada, at=at)) == ["recalled"]
    assert race(lambda: actions.decline(award, by=stage.ada, at=at)) == ["recalled"]
    assert stage.award_of(0).state == "offered" and not Answer.objects.exists()


def test_an_upgrade_of_who_waits_races_with_the_own_keeping():
    """Zoe keeps what she has while the round would move her: the one or the other, and one place."""
    stage = made()
    actions.accept(stage.award_of(1), floats=True, by=stage.zoe, at=PUBLISHED)
    actions.decline(stage.award_of(0), by=stage.ada, at=PUBLISHED)
    race(
        lambda: actions.freeze(stage.award_of(1), by=stage.zoe, at=PUBLISHED),
        lambda: actions.next_round(stage.call, at=PUBLISHED),
    )
    zoe = stage.award_of(1)
    assert (zoe.state, zoe.floats) == ("accepted", False)
    assert zoe.offer in stage.offers[:2]
    actions.tick(at=PUBLISHED + DAY)
    check(stage, {})
    assert counted() and stage.applications[1].pk in {one.application_id for one in holders_of(stage)}
