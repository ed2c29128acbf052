"""Who owes something of an earlier stay is told so when applying again, where that programme says so."""

from datetime import date

import pytest

from sojourn.applications import rules
from sojourn.applications.models import Application
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import at
from sojourn.calls.models import Programme
from sojourn.journal import queries as journal
from sojourn.people.models import User
from sojourn.upkeep import worker

LATE = at(date(2025, 2, 1))


@pytest.fixture
def stage(db):
    return stages.make()


def marked():
    return journal.reached(rules.OWES, User)


def test_an_overdue_report_holds_the_next_application_back_until_it_is_in(stage):
    placement = stage.placement("arrived")
    worker.hand_down_duties(at=at(date(2024, 12, 1)))
    assert marked() == []
    for _ in range(2):
        worker.hand_down_duties(at=LATE)
    assert marked() == [str(stage.ada.pk)]
    application = Application(
        applicant=stage.ada, programme=stage.programme, state="draft", residence_country="AT"
    )
    moment = stage.call.opens_at
    assert rules.may_submit(application, by=stage.ada, at=moment, found=[]).code == "owes"
    application.applicant = stage.zoe
    assert rules.may_submit(application, by=stage.zoe, at=moment, found=[]).code != "owes"
    placement.report = placement._meta.get_field("report").related_model.objects.create(
        placement=placement, state="filed"
    )
    worker.hand_down_duties(at=LATE)
    assert marked() == []


def test_a_programme_may_let_its_fellows_apply_all_the_same(stage):
    stage.placement("arrived")
    Programme.objects.update(duties={"report": {"blocks": ["certificate"]}})
    worker.hand_down_duties(at=LATE)
    assert marked() == []
