"""The training plan: weeks, own objectives, signatures of all, versions; what the next fellow may copy."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, STARTS, at, client
from sojourn.calls.models import Objective, Programme
from sojourn.placements import actions, queries
from sojourn.placements.models import Placement, PlanVersion
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

BEFORE = at(date(2024, 8, 23))


@pytest.fixture
def stage(db):
    return stages.make()


def now(placement):
    return Placement.objects.select_related(*queries.RELATED).get(pk=placement.pk)


def code_of(action, *given, **more):
    with pytest.raises(Refused) as refused:
        action(*given, **more)
    return refused.value.verdict.code


def plan(placement, who, **values):
    return actions.edit_plan(placement, values, by=who, at=BEFORE)


def test_a_plan_starts_with_the_chapters_of_the_programme(stage):
    Objective.objects.filter(order=1).update(chapter="Chest", curriculum_url="https://curriculum.example/7")
    placement = stage.placement("agreed")
    line = placement.objectives.first()
    assert (line.chapter, line.curriculum_url, line.own) == ("Chest", "https://curriculum.example/7", False)
    stages.live_at(BEFORE)
    page = client(stage.ada).get(reverse("placements:plan", args=[placement.pk])).content.decode()
    assert 'href="https://curriculum.example/7"' in page


def test_a_changed_week_is_signed_again_and_the_old_one_is_kept(stage):
    placement = stage.placement("agreed")
    plan(placement, stage.ada, weeks={1: "Chest CT with the tutor", 2: "The meeting"}, monitoring="Fridays.")
    levels = {line.pk: {"level_start": 2} for line in placement.objectives.all()}
    plan(placement, stage.ada, objectives=levels)
    link = stage.link(placement)
    for role, by in (("fellow", stage.ada), ("tutor", link)):
        actions.sign_plan(placement, role=role, name=role, by=by, at=BEFORE)
    assert plan(placement, stage.ada, weeks={1: "Chest CT with the tutor"}).plan_version == 1
    plan(placement, stage.ada, weeks={2: "Research", 5: "Teaching"})
    placement = now(placement)
    assert (placement.plan_version, queries.unsigned_by(placement)) == (2, ["fellow", "tutor"])
    before = queries.signed_before(placement)
    assert queries.plan_changes(placement, before) == ["Week 2", "Week 5"]
    assert before.content["weeks"][1] == {"number": 2, "activities": "The meeting"}
    stages.live_at(BEFORE)
    page = client(link=link).get(reverse("placements:tutor_plan", args=[link.pk])).content.decode()
    assert "Changed since version 1" in page and "Week 5" in page


def test_an_own_objective_is_added_and_left_out_again(stage):
    placement = stage.placement("agreed")
    own = {"text": "Cardiac MRI", "kind": "skill", "planned": 5, "level_start": 1}
    plan(placement, stage.ada, own=[own])
    line = placement.objectives.get(own=True)
    assert (line.order, line.text) == (4, "Cardiac MRI")
    first = placement.objectives.first()
    plan(placement, stage.ada, drop=[first.pk, line.pk])
    assert list(placement.objectives.values_list("own", flat=True)) == [False, False, False]


def test_the_third_signature_is_the_programmes(stage):
    """After fellow and tutor; a coordinator reads the plan only where the centre signs it."""
    placement = stage.placement("signed")
    address = reverse("placements:plan", args=[placement.pk])
    stages.live_at(BEFORE)
    assert client(stage.hana).get(address).status_code == 404
    assert queries.unsigned_by(now(placement)) == []
    Programme.objects.update(plan_third="centre")
    assert queries.unsigned_by(now(placement)) == ["centre"]
    assert [row.pk for row in queries.plans_to_sign(stage.hana)] == [placement.pk]
    assert queries.plans_to_sign(stage.mia) == []
    assert client(stage.hana).get(address).status_code == 200
    sign = reverse("placements:sign_plan", args=[placement.pk])
    assert client(stage.mia).post(sign, {"name": "Mia"}).status_code == 404
    assert client(stage.ida).post(sign, {"name": "Ida"}).status_code == 403
    assert client(stage.hana).post(sign, {"name": "Hana Host"}).status_code == 302
    signed = queries.signed_roles(now(placement))
    assert {row.sha256 for row in signed.values()} == {PlanVersion.objects.get().sha256}
    assert set(signed) == {"fellow", "tutor", "centre"}
    assert queries.plans_to_sign(stage.hana) == []


def test_the_office_is_asked_when_fellow_and_tutor_have_signed(stage):
    Programme.objects.update(plan_third="office")
    placement = stage.placement("signed")
    assert Letter.objects.get(kind="placements.sign_plan_too").to_address == stage.ida.email
    by_centre = {"role": "centre", "name": "x", "by": stage.hana, "at": BEFORE}
    assert code_of(actions.sign_plan, now(placement), **by_centre) == "no-signer"
    assert queries.missing_for_certificate(now(placement))[1] == "the training plan signed by everybody"
    actions.sign_plan(now(placement), role="office", name="Ida Office", by=stage.ida, at=BEFORE)
    assert queries.missing_for_certificate(now(placement))[1] == "the tutor's final evaluation"


def test_copy_plan_takes_weeks_of_the_last_fellow_here_and_no_level(db):
    stage = stages.make(places=2, applicants=2)
    first = stage.placement("completed")
    first.weeks.create(number=1, activities="The badge, then chest CT")
    first.weeks.create(number=99, activities="Beyond the end")
    stages.awards.accept(stage.award_of(1), by=stage.zoe, at=PUBLISHED + timedelta(1))
    actions.open_accepted(at=PUBLISHED + timedelta(2))
    second = queries.mine(stage.zoe).get()
    plan(second, stage.zoe, monitoring="My own words.")
    actions.copy_plan(second, by=stage.zoe, at=BEFORE)
    second = now(second)
    assert list(second.weeks.values_list("number", "activities")) == [(1, "The badge, then chest CT")]
    assert second.monitoring == "My own words."
    assert not second.objectives.exclude(level_start=None).exists()


def test_copy_plan_needs_an_earlier_plan_and_is_the_fellows(stage):
    placement = stage.placement("agreed")
    assert code_of(actions.copy_plan, placement, by=stage.ada, at=BEFORE) == "none"
    assert code_of(actions.copy_plan, placement, by=stage.mia, at=BEFORE) == "not-yours"


def test_the_plan_page_asks_as_often_for_many_weeks_as_for_one(stage):
    placement = stage.placement("signed")
    stages.live_at(at(STARTS))
    browser, address = client(stage.ada), reverse("placements:plan", args=[placement.pk])
    placement.weeks.create(number=1, activities="One")
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for number in range(2, 14):
        placement.weeks.create(number=number, activities="More")
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(one)
