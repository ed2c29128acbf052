"""What the awards know is handed down to the applications, and goes again with what it rests on."""

from datetime import date, timedelta

import pytest

from sojourn.applications.models import HeldAward
from sojourn.awards import actions as awards
from sojourn.awards.models import Award
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, PUBLISHED
from sojourn.placements.models import Placement
from sojourn.selection.models import Release
from sojourn.upkeep import worker

DAY = timedelta(days=1)


@pytest.fixture
def stage(db):
    return stages.make()


def handed(stage) -> list[tuple]:
    worker.keep_awards(at=PUBLISHED)
    return list(HeldAward.objects.values_list("application_id", "accepted_at", "ended_on"))


def test_an_offer_counts_once_it_is_accepted_with_the_window_until_the_stay_is_agreed(stage):
    award = stage.award()
    assert handed(stage) == []
    awards.accept(award, by=stage.ada, at=PUBLISHED + DAY)
    known = (stage.applications[0].pk, PUBLISHED + DAY)
    assert handed(stage) == [(*known, date(2025, 6, 30))]
    Award.objects.update(ends_until=date(2025, 9, 30))
    assert handed(stage) == [(*known, date(2025, 9, 30))]


def test_the_last_day_of_the_stay_is_handed_down(stage):
    stage.placement("agreed")
    assert [row[2] for row in handed(stage)] == [ENDS]
    Placement.objects.update(ends_on=ENDS + DAY)
    assert [row[2] for row in handed(stage)] == [ENDS + DAY]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"state": "declined"}, 0),
        ({"state": "fallen"}, 0),
        ({"state": "ended"}, 0),
        ({"state": "ended", "arrived_at": PUBLISHED + 90 * DAY}, 1),
    ],
)
def test_what_was_never_taken_up_is_no_award(stage, change, left):
    stage.accepted()
    Award.objects.update(**change)
    assert len(handed(stage)) == left


def test_a_recall_takes_it_back(stage):
    stage.accepted()
    assert len(handed(stage)) == 1
    Release.objects.update(state="recalled", recalled_at=PUBLISHED + 2 * DAY)
    assert handed(stage) == []
