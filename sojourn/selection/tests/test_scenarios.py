"""Scenarios: kept, compared, bounded to what a person may change, and without any effect."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.core import verifier
from sojourn.journal.models import Entry
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions, queries
from sojourn.selection.models import Match, Scenario
from sojourn.selection.tests.crowd import crowd
from sojourn.selection.tests.test_actions import bar, decision, panel_of, refusal
from sojourn.selection.tests.test_views import page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

CLOSE = {"what": "centre", "programme": "", "centre": "shared", "by": 0}
MORE = {"what": "grants", "programme": "aaa", "centre": "", "by": 1}


def tried(cast, *changes, by=None, name="Test", minute=0):
    by, at = by or cast.finn, AT + timedelta(minutes=minute)
    room = queries.room(by, "2024", at=at)
    return actions.try_out(room, name=name, changes=changes, by=by, at=at)


def posted(user, data):
    return signed_in(user).post(reverse("selection:try_out", args=["2024"]), data)


def seen(cast, scenario, by=None):
    room = queries.room(by or cast.finn, "2024", at=AT)
    return queries.difference(scenario, queries.Sight(room, by or cast.finn), queries.places_of(cast.call))


def test_try_out_changes_nothing_real(two):
    cast, _ = two
    before = queries.instance(cast.call)
    scenario = tried(cast, CLOSE, MORE)
    assert queries.instance(cast.call) == before and not Match.objects.exists()
    assert scenario.before == queries.standing_run(cast.call).result["awards"]
    assert verifier.verify(scenario.instance, scenario.result) == []
    assert Entry.objects.get(verb="selection.try_out").facts == {
        "changes": 2,
        "awards": len(scenario.result["awards"]),
    }


def test_a_closed_centre_moves_whom_it_had(two):
    cast, (_first, *_) = two
    made = seen(cast, tried(cast, CLOSE))
    lost = {move.application: (move.before, move.after, move.gains) for move in made.moves}
    held = {row["centre"]: row["applicant"] for row in queries.standing_run(cast.call).result["awards"]}
    winner = next(one for one in lost if str(one.pk) == held["shared"])
    assert lost[winner][0] == "Shared, City" and not lost[winner][2]
    assert sum(made.lose.values()) >= 1


def test_one_more_grant_only_helps(two):
    cast, _ = two
    made = seen(cast, tried(cast, MORE))
    assert sum(made.gain.values()) == 1 and not sum(made.lose.values())
    assert [move.before for move in made.moves] == ["No place"]


def test_nothing_goes_below_zero(two):
    cast, _ = two
    scenario = tried(
        cast, {**MORE, "by": -50}, {"what": "total", "programme": "", "centre": "shared", "by": -9}
    )
    grants = {row["id"]: row["grants"] for row in scenario.instance["programmes"]}
    totals = {row["id"]: row.get("places") for row in scenario.instance["centres"]}
    assert grants["aaa"] == 0 and totals["shared"] == 0


def test_a_chair_changes_the_own_and_sees_the_own(two):
    cast, (_first, _second, _third, _other) = two
    run = queries.standing_run(cast.call)
    room = queries.room(cast.eva, "2024", at=AT)
    groups = queries.changeable(room, run.instance, queries.places_of(cast.call))
    assert [name for name, _ in groups] == ["AAA"]
    assert all(value.split("|")[1] == "aaa" for _, options in groups for value, _ in options)
    data = {"name": "Mine", "what1": "grants|bbb|", "by1": "1"}
    assert posted(cast.eva, data).status_code == 422
    assert posted(cast.eva, data | {"what1": "total||shared"}).status_code == 422
    assert posted(cast.eva, data | {"what1": "grants|aaa|"}).status_code == 302
    mine = Scenario.objects.get()
    assert mine.society == cast.a.society
    assert list(queries.scenarios(queries.room(cast.b.chair, "2024", at=AT))) == []
    assert page(cast.b.chair, "drop_scenario", "2024", mine.pk).status_code == 404
    assert [row.name for row in queries.scenarios(queries.room(cast.finn, "2024", at=AT))] == ["Mine"]


def test_the_other_society_moves_only_as_a_number(two):
    cast, (_first, _second, _third, other) = two
    closed = tried(cast, {"what": "grants", "programme": "aaa", "centre": "", "by": -2})
    made = seen(cast, closed, by=cast.eva)
    assert made.gain["BBB"] == 1 and all(move.application != other for move in made.moves)
    text = page(cast.eva, "scenarios", "2024").content.decode()
    assert other.family_name not in text and "1 gain" in text


def test_a_conflict_hides_the_move_and_its_count(two):
    cast, (_first, _second, _third, other) = two
    bar(cast, cast.eva, other)
    made = seen(
        cast, tried(cast, {"what": "grants", "programme": "aaa", "centre": "", "by": -2}), by=cast.eva
    )
    assert "BBB" not in made.gain and "BBB" not in made.awards


def test_scenarios_stand_side_by_side_three_at_most(two):
    cast, _ = two
    made = [tried(cast, MORE, name=f"Number {n}", minute=n) for n in range(1, 6)]
    text = page(cast.finn, "scenarios", "2024").content.decode()
    assert text.count('scope="col">Number') == 3 and ">Number 5</th>" in text
    beside = "&".join(f"beside={one.pk}" for one in made[:2])
    text = page(cast.finn, "scenarios", "2024", query=f"?{beside}").content.decode()
    assert ">Number 1</th>" in text and ">Number 5</th>" not in text
    assert page(cast.finn, "scenarios", "2024", query="?beside=nonsense").status_code == 200


def test_a_scenario_keeps_its_own_before_and_says_when_the_input_changed(two):
    cast, _ = two
    scenario = tried(cast, MORE)
    before = seen(cast, scenario)
    cast.a.programme.places = 1
    cast.a.programme.save()
    assert seen(cast, scenario) == before
    assert "Older input" in page(cast.finn, "scenarios", "2024").content.decode()


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(two):
    cast, _ = two
    data = {"name": "Two", "what1": "grants|aaa|", "by1": "0", "what2": "grants|aaa|", "by2": "2"}
    given = posted(cast.finn, data)
    text = given.content.decode()
    assert given.status_code == 422 and "Give a number other than 0." in text
    assert "This is changed above already." in text and 'value="Two"' in text
    assert not Scenario.objects.exists()
    text = posted(cast.finn, {"name": "", "what1": ""}).content.decode()
    assert "There is a problem" in text or "error" in text


def test_drop_scenario_is_its_makers_and_the_offices(two):
    cast, _ = two
    office, mine = tried(cast, MORE), tried(cast, MORE, by=cast.eva, name="Mine")
    assert refusal(actions.drop_scenario, office, by=cast.eva, at=AT) == "not_yours"
    actions.drop_scenario(mine, by=cast.eva, at=AT)
    actions.drop_scenario(office, by=cast.finn, at=AT)
    assert not Scenario.objects.exists()
    assert Entry.objects.filter(verb="selection.drop_scenario").count() == 2


def test_before_anything_is_before_a_committee_there_is_nothing_to_try(cast):
    assert page(cast.finn, "try_out", "2024").status_code == 403
    assert page(cast.finn, "scenarios", "2024").status_code == 200
    panel_of(cast.a, decision(cast.application(choices=[]), 1))
    assert page(cast.finn, "try_out", "2024").status_code == 200


@pytest.mark.parametrize(("number", "societies"), [(60, 1), (800, 11)])
def test_scenarios_of_whole_calls_add_up(number, societies):
    made = crowd(number, societies, 30)
    scenario = tried(made, {"what": "grants", "programme": "s01", "centre": "", "by": 3})
    room = queries.room(made.finn, "2024", at=AT)
    difference = queries.difference(scenario, queries.Sight(room, made.finn), queries.places_of(made.call))
    assert sum(difference.awards.values()) == len(scenario.result["awards"])
    assert len(difference.moves) == sum(difference.gain.values()) + sum(difference.lose.values())
    chair = made.chairs[0]
    room = queries.room(chair, "2024", at=AT)
    sight = queries.Sight(room, chair)
    assert {row.programme for row in sight.named.values()} == {made.programmes[0]}
