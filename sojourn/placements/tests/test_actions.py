"""A stay from the accepted award to the end, each step by the right hand and at its time."""

from datetime import date, timedelta

import pytest

from sojourn.awards import actions as awards
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, PUBLISHED, STARTS, answers, at
from sojourn.journal.models import Entry
from sojourn.placements import actions, queries
from sojourn.placements.models import LogEntry, Placement, PlanVersion
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

DAY = timedelta(1)


@pytest.fixture
def stage(db):
    return stages.make()


def refused(code, action, *args, **more):
    with pytest.raises(Refused) as caught:
        action(*args, **more)
    assert caught.value.verdict.code == code, caught.value.verdict


def test_open_accepted_opens_each_award_once(stage):
    stage.accepted()
    assert actions.open_accepted(at=PUBLISHED) == 1
    assert actions.open_accepted(at=PUBLISHED) == 0
    placement = Placement.objects.get()
    assert (placement.fellow, placement.tutor) == (stage.ada, stage.tutors[0])
    assert list(placement.objectives.values_list("text", "planned")) == [
        ("Objective 1", 12),
        ("Objective 2", 12),
        ("Objective 3", 12),
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (date(2024, 5, 1), date(2024, 7, 31), "past"),
        (date(2024, 8, 1), date(2024, 10, 31), "before-window"),
        (date(2024, 9, 2), date(2024, 10, 31), "too-short"),
        (date(2024, 9, 2), date(2025, 3, 1), "too-long"),
        (date(2024, 9, 2), date(2024, 9, 1), "order"),
        (date(2025, 4, 15), date(2025, 7, 14), "after-window"),
    ],
)
def test_propose_dates_keeps_to_window_and_length(stage, starts, ends, code):
    placement = stage.placement()
    now = PUBLISHED + 3 * DAY
    refused(code, actions.propose_dates, placement, starts_on=starts, ends_on=ends, by=stage.ada, at=now)


@pytest.mark.parametrize("who", ["mia", "ida", "hana", "zoe"])
def test_propose_dates_is_the_fellows(stage, who):
    placement = stage.placement()
    by = getattr(stage, who)
    refused(
        "not-yours", actions.propose_dates, placement, starts_on=STARTS, ends_on=ENDS, by=by, at=PUBLISHED
    )


def test_propose_dates_asks_coordinator_and_tutor(stage):
    placement = stage.placement("proposed")
    sent = Letter.objects.filter(thing_id=str(placement.pk)).values_list("kind", "to_address", "invitation")
    kinds = {kind: (address, bool(link)) for kind, address, link in sent}
    assert kinds["placements.propose_dates"] == (stage.hana.email, False)
    assert kinds["placements.agree_dates"] == (stage.tutors[0].email, True)


def test_agree_dates_is_the_centres_by_account_or_link(stage):
    placement = stage.placement("proposed")
    for by in (stage.ada, stage.mia, stage.ida, None):
        refused("not-yours", actions.agree_dates, placement, by=by, at=PUBLISHED)
    actions.agree_dates(placement, by=stage.link(placement), at=PUBLISHED + 4 * DAY)
    assert placement.state == "agreed"
    entry = Entry.objects.get(verb="placements.agree_dates")
    assert entry.actor_kind == "link"
    due = dict(Letter.objects.filter(due_at__gt=at(date(2024, 8, 1))).values_list("kind", "due_at"))
    assert {kind: when.date() for kind, when in due.items()} == {
        "placements.confirm_arrival": STARTS,
        "placements.evaluate_midterm": date(2024, 10, 17),
        "placements.midterm": date(2024, 10, 17),
        "placements.evaluate_final": date(2024, 11, 24),
        "placements.final": date(2024, 11, 24),
    }


def test_a_link_to_another_stay_opens_nothing_here(db):
    stage = stages.make(places=2, applicants=2)
    placement = stage.placement("proposed")
    link = stage.link(placement)
    link.thing_id = "11111111-1111-1111-1111-111111111111"
    refused("not-yours", actions.agree_dates, placement, by=link, at=PUBLISHED)
    former = stage.link(placement)
    former.address = "former.tutor@oslo.example"
    refused("not-yours", actions.agree_dates, placement, by=former, at=PUBLISHED)


def test_refuse_dates_lets_the_fellow_propose_again(stage):
    placement = stage.placement("proposed")
    actions.refuse_dates(placement, reason="Closed in September.", by=stage.hana, at=PUBLISHED + 4 * DAY)
    assert (placement.state, placement.reason) == ("agreeing", "Closed in September.")
    actions.propose_dates(
        placement,
        starts_on=date(2024, 10, 1),
        ends_on=date(2024, 12, 31),
        by=stage.ada,
        at=PUBLISHED + 5 * DAY,
    )
    assert (placement.state, placement.reason) == ("proposed", "")


def test_confirm_arrival_waits_for_the_day(stage):
    placement = stage.placement("agreed")
    link = stage.link(placement)
    early = at(date(2024, 8, 1))
    refused("early", actions.confirm_arrival, placement, arrived_on=early.date(), by=link, at=early)
    refused("day", actions.confirm_arrival, placement, arrived_on=STARTS + DAY, by=link, at=at(STARTS))
    refused("not-yours", actions.confirm_arrival, placement, arrived_on=STARTS, by=stage.ada, at=at(STARTS))
    actions.confirm_arrival(placement, arrived_on=STARTS, by=link, at=at(STARTS))
    assert placement.state == "arrived"


def test_sign_plan_needs_levels_and_monitoring_and_the_fellow_first(stage):
    placement = stage.placement("agreed")
    link, now = stage.link(placement), at(date(2024, 8, 20))

    def sign(role, by):
        return actions.sign_plan(placement, role=role, name="x", by=by, at=now)

    refused("fellow-first", sign, "tutor", link)
    refused("monitoring", sign, "fellow", stage.ada)
    actions.edit_plan(placement, {"monitoring": "Weekly."}, by=stage.ada, at=now)
    refused("levels", sign, "fellow", stage.ada)
    levels = {line.pk: {"level_start": 1} for line in placement.objectives.all()}
    actions.edit_plan(placement, {"objectives": levels}, by=stage.ada, at=now)
    sign("fellow", stage.ada)
    refused("signed", sign, "fellow", stage.ada)
    refused("not-yours", sign, "tutor", stage.hana)
    sign("tutor", link)
    assert set(queries.signed_roles(placement)) == {"fellow", "tutor"}


def test_edit_plan_after_a_signature_asks_for_new_ones_and_keeps_the_original(stage):
    placement = stage.placement("signed")
    line = placement.objectives.first()
    before = PlanVersion.objects.get()
    actions.edit_plan(placement, {"objectives": {line.pk: {"planned": 30}}}, by=stage.ada, at=at(STARTS))
    assert placement.plan_version == 2
    assert queries.signed_roles(placement) == {}
    assert PlanVersion.objects.get().content == before.content
    actions.edit_plan(placement, {"objectives": {line.pk: {"planned": 30}}}, by=stage.ada, at=at(STARTS))
    assert placement.plan_version == 2


def test_log_is_open_from_the_arrival_to_the_last_day(stage):
    placement = stage.placement("arrived")
    entry = {"activity": "reporting", "role": "observed", "count": 3}

    def log(day, now, by=stage.ada):
        return actions.log(placement, {**entry, "done_on": day}, by=by, at=at(now))

    refused("future", log, date(2024, 9, 5), date(2024, 9, 4))
    refused("outside", log, date(2024, 9, 1), date(2024, 9, 4))
    refused("outside", log, date(2024, 12, 3), date(2024, 12, 4))
    refused("not-yours", log, date(2024, 9, 4), date(2024, 9, 4), stage.zoe)
    log(date(2024, 9, 4), date(2024, 9, 4))
    assert queries.objective_progress(placement)[0]["done"] == 0
    assert LogEntry.objects.get().count == 3


def test_log_drops_an_objective_of_somebody_elses_plan(db):
    stage = stages.make(places=2, applicants=2)
    placement = stage.placement("arrived")
    line = placement.objectives.first()
    line.placement_id = None
    values = {"activity": "reporting", "role": "observed", "count": 1, "done_on": STARTS, "objective": line}
    assert actions.log(placement, values, by=stage.ada, at=at(STARTS)).objective is None


def test_countersign_is_all_or_none_and_by_the_own_tutor(stage):
    placement = stage.placement("arrived")
    values = {"activity": "meeting", "role": "assisted", "count": 1, "done_on": STARTS}
    entries = [actions.log(placement, values, by=stage.ada, at=at(STARTS)) for _ in range(3)]
    link = stage.link(placement)
    actions.query_entry(entries[0], reason="Which case?", by=link, at=at(STARTS))
    refused("state", actions.countersign, entries, by=link, at=at(STARTS))
    refused("not-yours", actions.countersign, entries[1:], by=stage.ada, at=at(STARTS))
    assert LogEntry.objects.filter(state="countersigned").count() == 0
    assert actions.countersign(entries[1:], by=link, at=at(STARTS)) == 2
    refused("signed", actions.correct_entry, entries[1], values, by=stage.ada, at=at(STARTS))
    actions.correct_entry(entries[0], {**values, "count": 2}, by=stage.ada, at=at(STARTS))
    assert (entries[0].state, entries[0].count, entries[0].query) == ("logged", 2, "")


def test_tick_asks_the_tutor_once_a_week_for_countersignatures(stage):
    placement = stage.placement("arrived")
    values = {"activity": "meeting", "role": "assisted", "count": 1, "done_on": STARTS}
    actions.log(placement, values, by=stage.ada, at=at(STARTS))
    asked = Letter.objects.filter(kind="placements.countersign")
    for days, letters in ((1, 0), (7, 1), (8, 1), (13, 1), (14, 2)):
        actions.tick(at=at(STARTS) + days * DAY)
        assert asked.count() == letters, days


def test_evaluate_opens_at_its_time_and_only_once(stage):
    placement = stage.placement("arrived")
    link = stage.link(placement)

    def give(moment, side, by, day):
        return actions.evaluate(placement, moment=moment, side=side, answers=answers(side), by=by, at=at(day))

    refused("early", give, "midterm", "fellow", stage.ada, date(2024, 9, 10))
    refused("early", give, "final", "tutor", link, date(2024, 11, 1))
    refused("not-yours", give, "midterm", "tutor", stage.ada, date(2024, 10, 18))
    refused("not-yours", give, "midterm", "fellow", link, date(2024, 10, 18))
    give("midterm", "fellow", stage.ada, date(2024, 10, 18))
    assert not queries.revealed(placement, "midterm")
    give("midterm", "tutor", link, date(2024, 10, 18))
    assert queries.revealed(placement, "midterm")
    refused("given", give, "midterm", "tutor", link, date(2024, 10, 19))
    with pytest.raises(ValueError, match="1 to 5"):
        actions.evaluate(
            placement, moment="final", side="fellow", answers={"welcome": 6}, by=stage.ada, at=at(ENDS)
        )


def test_report_is_filed_returned_filed_again_and_accepted(stage):
    placement = stage.placement("arrived")
    told = {"learned": "Much.", "changes": "", "advice": ""}
    refused("early", actions.file_report, placement, told, by=stage.ada, at=at(date(2024, 10, 1)))
    actions.save_report(placement, told, by=stage.ada, at=at(date(2024, 10, 1)))
    report = actions.file_report(placement, told, by=stage.ada, at=at(date(2024, 11, 28)))
    refused("filed", actions.save_report, placement, told, by=stage.ada, at=at(date(2024, 11, 28)))
    refused("not-office", actions.accept_report, report, by=stage.mia, at=at(date(2024, 11, 29)))
    actions.return_report(report, reason="Say more.", by=stage.ida, at=at(date(2024, 11, 29)))
    report = actions.file_report(placement, told, by=stage.ada, at=at(date(2024, 11, 30)))
    actions.accept_report(report, by=stage.finn, at=at(date(2024, 11, 30)))
    assert report.state == "accepted"


def test_complete_comes_with_the_clock_when_everything_is_in(stage):
    placement = stage.placement("reported")
    actions.tick(at=at(ENDS - DAY))
    assert queries.mine(stage.ada).get().state == "arrived"
    actions.tick(at=at(ENDS))
    assert queries.mine(stage.ada).get().state == "completed"
    assert queries.missing_for_certificate(queries.mine(stage.ada).get()) == []
    refused("missing", stages.placements.complete, stages_incomplete(stage, placement), at=at(ENDS))


def stages_incomplete(stage, placement):
    placement.evaluations.filter(moment="final", side="tutor").delete()
    Placement.objects.update(state="arrived")
    return queries.mine(stage.ada).get()


def test_end_early_is_the_offices_and_says_so_to_the_fellow(stage):
    placement = stage.placement("arrived")
    refused("not-office", actions.end_early, placement, reason="x", by=stage.ada, at=at(STARTS))
    actions.end_early(placement, reason="Illness.", by=stage.ida, at=at(STARTS))
    assert list(queries.ended()) == [(placement.award_id, "Illness.")]
    assert "Illness." in Letter.objects.get(kind="placements.end_early").text
    assert "Illness." not in str(Entry.objects.get(verb="placements.end_early").__dict__)


def test_the_facts_tell_each_step_that_was_reached(stage):
    placement = stage.placement("agreed")
    assert queries.facts([placement.award_id])[placement.award_id].reached == {"agreed"}
    assert list(queries.arrivals()) == []
    for name in ("signed", "arrived", "reported"):
        dict(stages.STEPS)[name](stage, placement)
    steps = queries.facts([placement.award_id])[placement.award_id].reached
    assert steps == {"agreed", "arrived", "midterm", "report", "statement", "reported"}
    assert list(queries.arrivals()) == [placement.award_id]


def test_forget_leaves_the_stay_without_a_word_of_the_fellow(stage):
    placement = stage.placement("completed")
    actions.forget(stage.ada, at=at(ENDS))
    placement = queries.mine(stage.ada).get()
    assert placement.report.learned == placement.monitoring == ""
    assert placement.signatures.get(role="fellow").name == "erased"


def test_the_award_follows_a_stay_that_ended_early(stage):
    placement = stage.placement("arrived")
    actions.end_early(placement, reason="Illness.", by=stage.ida, at=at(STARTS))
    assert awards.follow_ended(queries.ended(), at=at(STARTS)) == 1
    assert awards.follow_ended(queries.ended(), at=at(STARTS)) == 0
    assert stage.award_of().state == "ended"
