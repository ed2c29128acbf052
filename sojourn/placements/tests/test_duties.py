"""What a stay owes, by the rows of its programme, and what an overdue duty holds back."""

from datetime import date, timedelta

import pytest

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, STARTS, answers, at
from sojourn.calls.models import Programme
from sojourn.calls.queries import staying as calls
from sojourn.certificates import rules as certificates
from sojourn.placements import actions, queries
from sojourn.placements.models import Placement


@pytest.fixture
def stage(db):
    return stages.make()


def now(placement):
    return Placement.objects.select_related(*queries.RELATED).get(pk=placement.pk)


def names(placement, day):
    return [(duty.name, duty.due_on) for duty in queries.overdue(now(placement), at(day))]


def test_overdue_begins_on_the_day_after_the_latest_one(stage):
    placement = stage.placement("agreed")
    latest = STARTS + timedelta(14)
    assert names(placement, latest) == []
    assert names(placement, latest + timedelta(1)) == [("plan", latest)]


def test_overdue_of_a_stay_without_dates_or_ended_early_is_nothing(stage):
    placement = stage.placement("agreeing")
    assert names(placement, date(2025, 6, 1)) == []
    actions.end_early(placement, reason="No visa.", cause="visa", by=stage.ida, at=at(date(2024, 8, 1)))
    assert names(placement, date(2025, 6, 1)) == []


def test_everything_is_owed_in_the_order_of_its_days(stage):
    placement = stage.placement("arrived")
    assert [name for name, _ in names(placement, date(2025, 2, 1))] == [
        "midterm_fellow", "midterm_tutor", "final_fellow", "final_tutor", "report",
    ]  # fmt: skip


def test_days_and_what_is_held_back_are_the_programmes(stage):
    placement = stage.placement("reported")
    middle = {"days": 3, "blocks": ["certificate", "payment"]}
    assert queries.held_back(now(placement), "payment", at(date(2025, 2, 1))) == []
    placement.evaluations.filter(moment="midterm", side="tutor").delete()
    assert queries.held_back(now(placement), "payment", at(date(2025, 2, 1))) == []
    Programme.objects.update(duties={"midterm_tutor": middle})
    assert queries.held_back(now(placement), "payment", at(date(2025, 2, 1))) == [
        "the tutor's mid-term evaluation"
    ]
    actions.tick(at=at(ENDS + timedelta(1)))
    verdict = certificates.may_issue(now(placement), by=stage.ida, at=at(date(2025, 2, 1)))
    assert (verdict.code, verdict.facts["overdue"]) == ("overdue", ["the tutor's mid-term evaluation"])
    Programme.objects.update(duties={})
    assert certificates.may_issue(now(placement), by=stage.ida, at=at(date(2025, 2, 1)))


def test_a_later_stay_is_owed_later(stage):
    placement = stage.placement("arrived")
    on = {"by": stage.ada, "at": at(date(2024, 10, 1))}
    row = actions.ask_amendment(
        placement, kind="extend", reason="One case more.", ends_on=date(2024, 12, 22), **on
    )
    for party, by in (("office", stage.ida), ("centre", stage.hana)):
        row = actions.agree_amendment(row, party=party, by=by, at=at(date(2024, 10, 2)))
    assert queries.due_days_of(now(placement))["report"] == date(2025, 1, 19)


def test_who_may_not_apply_again_yet(stage):
    placement = stage.placement("arrived")
    assert queries.held_applicants(at(date(2025, 2, 1))) == {stage.ada.pk: ["the report"]}
    link = stage.link(placement)
    for moment in ("midterm", "final"):
        for side, by in (("tutor", link), ("fellow", stage.ada)):
            day = at(date(2024, 11, 25))
            actions.evaluate(placement, moment=moment, side=side, answers=answers(side), by=by, at=day)
    levels = {line.pk: 4 for line in placement.objectives.all()}
    told = {"learned": "Much.", "changes": "More.", "advice": "Go.", "levels": levels}
    actions.file_report(now(placement), told, by=stage.ada, at=at(date(2024, 11, 29)))
    assert queries.held_applicants(at(date(2025, 2, 1))) == {}


def test_overdue_of_many_stays_takes_three_queries(db, django_assert_num_queries):
    stage = stages.make(places=2, applicants=2)
    stage.placement("arrived")
    found = list(Placement.objects.select_related(*queries.RELATED))
    with django_assert_num_queries(3):
        queries.overdue_by_stay(found * 2, at(date(2025, 2, 1)))


def test_a_mid_term_that_holds_back_can_be_given_when_all_is_over(stage):
    """Else what it holds back were held for ever."""
    placement = stage.placement("reported")
    row = {"days": 3, "blocks": ["payment", "certificate", "application"]}
    Programme.objects.update(duties={"midterm_fellow": row})
    placement.evaluations.filter(moment="midterm", side="fellow").delete()
    actions.tick(at=at(ENDS + timedelta(1)))
    later = at(date(2025, 2, 1))
    owed = ["the fellow's mid-term evaluation"]
    assert now(placement).state == "completed"
    assert [queries.held_back(now(placement), what, later) for what in row["blocks"]] == [owed] * 3
    assert queries.held_applicants(later) == {stage.ada.pk: owed}
    given = {"moment": "midterm", "side": "fellow", "answers": answers("fellow")}
    actions.evaluate(now(placement), **given, by=stage.ada, at=later)
    assert [queries.held_back(now(placement), what, later) for what in row["blocks"]] == [[]] * 3
    assert queries.held_applicants(later) == {}
    assert certificates.may_issue(now(placement), by=stage.ida, at=later)


WHAT = ("payment", "certificate", "application")


def test_each_duty_holds_back_what_is_configured_and_nothing_else(stage):
    """Every duty with every choice of what it holds back, on its latest day and on the day after."""
    placement = stage.placement("reported")
    placement.signatures.all().delete()
    placement.evaluations.all().delete()
    placement.report.delete()
    dues = {each.name: each.due_on for each in queries.overdue(now(placement), at(date(2025, 6, 1)))}
    assert set(dues) == set(calls.DUTIES)
    for name, due in dues.items():
        for number in range(8):
            blocks = [what for bit, what in enumerate(WHAT) if number >> bit & 1]
            others = {other: {"blocks": []} for other in calls.DUTIES if other != name}
            Programme.objects.update(duties={**others, name: {"blocks": blocks}})
            fetched = now(placement)
            for day, held in ((due, []), (due + timedelta(1), blocks)):
                found = [what for what in WHAT if queries.held_back(fetched, what, at(day))]
                assert found == held, (name, blocks, day)
                assert bool(queries.held_applicants(at(day))) == ("application" in held)
