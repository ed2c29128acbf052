"""The public list: by consent, from the instant of the results on, gone with a recall or a declined place."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sojourn.awards import actions, queries
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED
from sojourn.selection import actions as selection
from sojourn.selection import queries as results

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def stage():
    made = stages.make(places=2, applicants=3)
    made.programme.public_list = True
    made.programme.save()
    return made


def agree(stage, of: int) -> None:
    result = results.result_for(stage.applications[of], at=PUBLISHED)
    selection.list_name(result, agreed=True, by=stage.applicants[of], at=PUBLISHED)


def listed(stage, at=PUBLISHED):
    return [one.application for one, _ in queries.public_list(stage.programme, at=at)]


def shown(stage, at):
    stages.live_at(at)
    address = reverse("public:programme", args=[stage.call.slug, stage.society.slug])
    return stages.client().get(address).content.decode()


def test_only_who_agreed_stands_in_it_and_never_before_the_instant(stage):
    assert listed(stage) == []
    agree(stage, 0)
    first = stage.applications[0]
    assert (listed(stage, PUBLISHED - SECOND), listed(stage)) == ([], [first])
    before, after = (shown(stage, PUBLISHED + step) for step in (-timedelta(hours=1), timedelta(hours=1)))
    assert first.family_name in after and "Selected for 2024" in after
    assert first.family_name not in before and "Selected for" not in before
    stage.programme.public_list = False
    assert listed(stage) == []


def test_a_place_of_a_later_round_is_listed_once_it_is_held(stage):
    """Kim waits and agrees; she stands there with the place that Ada gave up, and not before."""
    award, kim = stage.award(), stage.applications[2]
    agree(stage, 2)
    assert "It stands there only once a place is yours" in result_page(stage, 2)
    assert listed(stage) == []
    actions.decline(award, by=stage.ada, at=PUBLISHED + timedelta(1))
    later = PUBLISHED + timedelta(2)
    actions.tick(at=later)
    assert listed(stage, later) == [kim]
    ((_, place),) = queries.public_list(stage.programme, at=later)
    assert place == stage.award_of(2).offer
    actions.accept(stage.award_of(2), by=stage.applicants[2], at=later)
    stages.live_at(later)
    page = stages.client(stage.applicants[2]).get(reverse("awards:offer", args=[stage.award_of(2).pk]))
    assert f"{reverse('selection:result', args=[kim.pk])}#listing" in page.content.decode()
    assert kim.family_name in shown(stage, later)


def result_page(stage, of: int) -> str:
    stages.live_at(PUBLISHED + timedelta(minutes=1))
    address = reverse("selection:result", args=[stage.applications[of].pk])
    return stages.client(stage.applicants[of]).get(address).content.decode()


def test_a_declined_place_leaves_the_list_and_a_recall_empties_it(stage):
    agree(stage, 0)
    agree(stage, 1)
    award = stage.award()
    assert len(listed(stage)) == 2
    actions.decline(award, by=stage.ada, at=PUBLISHED + timedelta(1))
    assert listed(stage, PUBLISHED + timedelta(1)) == [stage.applications[1]]
    release = results.live_release(stage.call)
    selection.recall(release, reason="Wrong.", by=stage.finn, at=PUBLISHED + timedelta(2))
    assert listed(stage, PUBLISHED + timedelta(2)) == []
    assert "Selected for" not in shown(stage, PUBLISHED + timedelta(2))
