"""A stay is changed when everybody whom the rule names has agreed; what hangs on its dates moves too."""

from datetime import date, timedelta

import pytest

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, STARTS, answers, at, client, person
from sojourn.centres.models import Coordinator
from sojourn.journal.models import Entry
from sojourn.placements import actions, queries, rules, states
from sojourn.placements.models import Amendment, Consent, Placement
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

DAY = timedelta(1)
NOW = date(2024, 10, 1)
ASKED = {
    "redate": {"starts_on": date(2024, 9, 16), "ends_on": date(2024, 12, 15)},
    "extend": {"ends_on": date(2024, 12, 22)},
    "interrupt": {
        "pause_from": date(2024, 10, 7),
        "pause_until": date(2024, 10, 20),
        "ends_on": date(2024, 12, 15),
    },
    "end": {"cause": "health", "left_on": date(2024, 9, 30)},
}


@pytest.fixture
def stage(db):
    return stages.make()


def code_of(action, *given, **more):
    with pytest.raises(Refused) as refused:
        action(*given, **more)
    return refused.value.verdict.code


def ask(placement, kind, by, *, on=NOW, **changed):
    values = {**ASKED.get(kind, {}), **changed}
    return actions.ask_amendment(placement, kind=kind, reason="A child is ill.", by=by, at=at(on), **values)


def agree(row, party, by, on=NOW):
    row = Amendment.objects.select_related(*queries.amendments.FULL).get(pk=row.pk)
    return actions.agree_amendment(row, party=party, by=by, at=at(on))


def now(placement):
    return Placement.objects.select_related(*queries.RELATED).get(pk=placement.pk)


# --- the rule ---

OVER = ("completed", "ended_early")


def expected(state, party, kind):
    if party == "":
        return "not-yours"
    if state in OVER:
        return "over"
    if party not in states.ASKERS[kind]:
        return "not-asker"
    if state in states.AMENDABLE[kind]:
        return ""
    return {"arrived": "begun", "agreed": "not-begun"}.get(state, "not-agreed")


def test_ask_amendment_truth_table(stage):
    """Every state x party x kind."""
    placement = stage.placement("arrived")
    parties = {"fellow": stage.ada, "office": stage.ida, "centre": stage.hana, "": stage.mia}
    every = ("agreeing", "proposed", "agreed", "arrived", *OVER)
    found, wanted = {}, {}
    for state in every:
        placement.state = state
        for party, by in parties.items():
            for kind in states.PARTIES:
                verdict = rules.may_ask_amendment(placement, kind=kind, by=by, at=at(NOW))
                found[state, party, kind] = verdict.code
                wanted[state, party, kind] = expected(state, party, kind)
    assert found == wanted
    assert len(found) == 6 * 4 * len(Amendment.KINDS)
    # three of them written out, so that the table is not only compared with itself
    assert found["arrived", "fellow", "redate"] == "begun"
    assert found["arrived", "centre", "move"] == "not-asker"
    assert found["agreeing", "office", "end"] == ""


@pytest.mark.parametrize(
    ("kind", "changed", "code"),
    [
        ("extend", {"ends_on": ENDS}, "not-later"),
        ("extend", {"ends_on": date(2025, 4, 1)}, "too-long"),
        ("interrupt", {"pause_until": date(2024, 10, 1)}, "order"),
        ("interrupt", {"pause_from": STARTS}, "outside"),
        ("interrupt", {"pause_from": date(2024, 12, 2), "pause_until": date(2024, 12, 3)}, "outside"),
        ("interrupt", {"pause_from": date(2024, 9, 3)}, "long-ago"),
        ("interrupt", {"ends_on": date(2024, 12, 16)}, "end"),
        ("interrupt", {"ends_on": ENDS - DAY}, "end"),
        ("end", {"cause": "visa"}, "cause"),
        ("end", {"left_on": date(2024, 10, 5)}, "day"),
        ("end", {"left_on": None}, "day"),
    ],
)
def test_ask_amendment_keeps_to_what_can_be(stage, kind, changed, code):
    placement = stage.placement("arrived")
    assert code_of(ask, placement, kind, stage.ada, on=date(2024, 10, 4), **changed) == code


def test_strangers_former_tutors_and_other_societies_ask_for_nothing(stage):
    placement = stage.placement("arrived")
    former = stage.link(placement)
    former.address = "former.tutor@oslo.example"
    for by in (stage.mia, stage.zoe, former, None):
        assert code_of(ask, placement, "extend", by) == "not-yours"


# --- what happens ---


def test_a_longer_stay_is_agreed_by_the_office_and_then_the_centre(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "extend", stage.ada)
    assert code_of(ask, placement, "interrupt", stage.ada) == "open"
    assert code_of(agree, row, "centre", stage.hana) == "not-asked"
    assert client(stage.hana).get(f"/placements/amendments/{row.pk}/").status_code == 404
    agree(row, "office", stage.ida)
    assert now(placement).ends_on == ENDS
    asked = Letter.objects.filter(kind__in=("placements.ask_amendment", "placements.ask_tutor"))
    assert sorted(asked.values_list("to_address", flat=True)) == sorted(
        [stage.ida.email, stage.hana.email, stage.tutors[0].email]
    )
    agree(row, "centre", stage.link(placement))
    after = now(placement)
    assert (after.ends_on, after.state) == (date(2024, 12, 22), "arrived")
    entry = Entry.objects.get(verb="placements.carry_out")
    assert entry.facts["before"]["ends_on"] == "2024-12-01"
    assert entry.facts["after"] == {"ends_on": "2024-12-22"}


def lengthened(stage, placement, **values):
    """By everybody's yes."""
    row = ask(placement, "extend", stage.ada, **values)
    agree(row, "office", stage.ida)
    agree(row, "centre", stage.hana)
    return now(placement)


def test_weeks_more_are_planned_and_signed_anew_and_the_original_stays(stage):
    placement = stage.placement("arrived")
    before = len(queries.plan_weeks(placement))
    after = lengthened(stage, placement)
    assert (len(queries.plan_weeks(after)), after.plan_version) == (before + 3, 2)
    assert queries.signed_roles(after) == {}
    version = queries.signed_before(after)
    assert (version.number, version.content["length"]) == (1, before)
    assert queries.plan_changes(after, version) == [f"{before + 3} weeks instead of {before}"]
    (line,) = [line for line in queries.waiting_of(after, at=at(NOW)) if line.verb == "Sign"]
    assert line.due_at is None  # what was due by the first day was the first version
    assert queries.overdue(after, at(NOW)) == []


def test_days_away_that_are_made_up_for_leave_the_signed_plan_alone(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "interrupt", stage.hana)
    agree(row, "fellow", stage.ada)
    agree(row, "office", stage.ida)
    assert (now(placement).ends_on, now(placement).plan_version) == (date(2024, 12, 15), 1)


def test_a_plan_that_nobody_signed_turns_with_no_change(stage):
    placement = stage.placement("arrived")
    placement.signatures.all().delete()
    assert lengthened(stage, placement).plan_version == 1


def test_letters_of_a_day_follow_the_new_dates_and_the_old_ones_stop(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "extend", stage.hana)
    agree(row, "fellow", stage.ada)
    agree(row, "office", stage.ida)
    finals = Letter.objects.filter(kind="placements.evaluate_final").order_by("written_at")
    assert [letter.due_at.date() for letter in finals] == [date(2024, 11, 24), date(2024, 12, 15)]
    assert [queries.recipient(letter) for letter in finals] == ["", stage.tutors[0].email]


def test_what_moves_is_told_before_anybody_is_asked(stage):
    placement = stage.placement("arrived")
    lines = {line["what"]: line for line in queries.what_moves(placement, ASKED["interrupt"])}
    assert lines["Last day"]["after"] == "Sunday 15 December 2024"
    assert not lines["First day"]["moved"]
    assert lines["Weeks of the training plan"]["before"] == lines["Weeks of the training plan"]["after"]
    # the middle of 91 days at the centre lies two weeks later, since the pause comes before it
    assert lines["Mid-term evaluations due"]["after"] == "Thursday 14 November 2024"
    assert lines["Report due"]["after"] == "Sunday 12 January 2025"
    stages.live_at(at(NOW))
    address = f"/placements/{placement.pk}/amendments/interrupt/ask-amendment/"
    given = {"pause_from": "2024-10-07", "pause_until": "2024-10-20", "reason": "A child is ill."}
    page = client(stage.ada).post(address, given)
    assert "Sunday 15 December 2024" in page.content.decode()
    assert not Amendment.objects.exists()
    client(stage.ada).post(address, {**given, "sure": "1"})
    assert Amendment.objects.get().ends_on == date(2024, 12, 15)


def test_nobody_logs_on_a_day_of_an_interruption(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "interrupt", stage.ada)
    agree(row, "office", stage.ida)
    agree(row, "centre", stage.hana)
    placement = now(placement)
    values = {"activity": "reporting", "role": "observed", "count": 1, "done_on": date(2024, 10, 8)}
    assert code_of(actions.log, placement, values, by=stage.ada, at=at(date(2024, 10, 25))) == "away"
    actions.log(placement, {**values, "done_on": date(2024, 10, 21)}, by=stage.ada, at=at(date(2024, 10, 25)))
    second = {"pause_from": date(2024, 10, 20), "pause_until": date(2024, 10, 22)}
    twice = {**second, "ends_on": date(2024, 12, 15), "on": date(2024, 10, 25)}
    assert code_of(ask, placement, "interrupt", stage.ada, **twice) == "twice"


def test_other_days_before_the_arrival_keep_to_the_window(stage):
    placement = stage.placement("agreed")
    soon = date(2024, 8, 20)
    late = {"starts_on": date(2025, 5, 1), "ends_on": date(2025, 7, 31), "on": soon}
    assert code_of(ask, placement, "redate", stage.ada, **late) == "after-window"
    row = ask(placement, "redate", stage.ada, on=soon)
    agree(row, "centre", stage.hana, on=soon)
    after = now(placement)
    assert (after.starts_on, after.ends_on, after.state) == (
        date(2024, 9, 16), date(2024, 12, 15), "agreed",
    )  # fmt: skip
    assert queries.overtaken() == []


def test_a_no_ends_it_and_what_was_asked_can_be_taken_back(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "extend", stage.ada)
    actions.refuse_amendment(row, party="office", reason="No money.", by=stage.ida, at=at(NOW))
    assert (now(placement).ends_on, Amendment.objects.get().state) == (ENDS, "refused")
    assert "No money." in Letter.objects.get(kind="placements.refused_amendment").text
    row = ask(placement, "extend", stage.ada)
    assert code_of(actions.take_back, row, by=stage.hana, at=at(NOW)) == "not-yours"
    actions.take_back(row, by=stage.ada, at=at(NOW))
    assert code_of(agree, row, "office", stage.ida) == "settled"


def test_what_is_asked_of_a_stay_that_ends_has_lost_its_object(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "extend", stage.ada)
    actions.end_early(now(placement), reason="Ill.", cause="health", by=stage.ida, at=at(NOW))
    row.refresh_from_db()
    assert row.state == "taken_back"


def test_a_stay_is_not_completed_while_a_longer_one_is_asked(stage):
    placement = stage.placement("reported")
    row = ask(placement, "extend", stage.ada, on=date(2024, 11, 30))
    actions.tick(at=at(date(2024, 12, 2)))
    assert now(placement).state == "arrived"
    actions.take_back(row, by=stage.ada, at=at(date(2024, 12, 2)))
    actions.tick(at=at(date(2024, 12, 2)))
    assert now(placement).state == "completed"


def test_the_fellow_asks_for_an_end_and_the_centre_never_reads_why(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "end", stage.ada, cause="safety")
    address = f"/placements/amendments/{row.pk}/"
    stages.live_at(at(NOW))
    assert client(stage.hana).get(address).status_code == 404
    assert "A child is ill." in client(stage.ida).get(address).content.decode()
    agree(row, "office", stage.ida)
    after = now(placement)
    assert (after.state, after.cause, after.left_on) == ("ended_early", "safety", date(2024, 9, 30))
    assert client(stage.hana).get(address).status_code == 404
    told = Letter.objects.filter(to_user=stage.hana).values_list("text", flat=True)
    assert not [text for text in told if "A child is ill." in text or "safe" in text]
    assert "safety" not in str([entry.facts for entry in Entry.objects.all()])


def test_a_refused_visa_ends_a_stay_that_nobody_began_and_a_no_show_waits_for_the_day(stage):
    placement = stage.placement("agreed")
    early = {"by": stage.ida, "at": at(date(2024, 8, 1)), "reason": "It was refused."}
    assert code_of(actions.end_early, placement, cause="no_show", **early) == "too-soon"
    assert code_of(actions.end_early, placement, cause="visa", left_on=NOW, **early) == "no-day"
    actions.end_early(placement, cause="visa", **early)
    assert (placement.state, placement.cause, placement.left_on) == ("ended_early", "visa", None)


def test_the_rest_of_a_stay_goes_on_elsewhere(stage):
    """The new centre agrees; the old one and its tutor are out, and what was said of it stays with it."""
    placement = stage.placement("arrived")
    per = person("Per Porto")
    Coordinator.objects.filter(institution__city="Porto").update(user=per)
    former = stage.link(placement)
    middle = at(date(2024, 10, 18))
    for side, by in (("tutor", former), ("fellow", stage.ada)):
        actions.evaluate(placement, moment="midterm", side=side, answers=answers(side), by=by, at=middle)
    there = {"offer": stage.offers[1], "from_on": date(2024, 10, 28), "on": date(2024, 10, 20)}
    row = ask(placement, "move", stage.ida, **there)
    assert list(Consent.objects.filter(given_at=None).values_list("party", flat=True)) == [
        "fellow",
        "new_centre",
    ]
    agree(row, "fellow", stage.ada, on=date(2024, 10, 21))
    assert code_of(agree, row, "new_centre", stage.hana, on=date(2024, 10, 22)) == "not-yours"
    agree(row, "new_centre", per, on=date(2024, 10, 22))
    after = now(placement)
    assert (after.offer, after.tutor, after.plan_version) == (stage.offers[1], stage.tutors[1], 2)
    assert [leg["until"] for leg in queries.legs(after)] == [date(2024, 10, 27), ENDS]
    stages.live_at(at(date(2024, 10, 29)))
    stay = f"/placements/{placement.pk}/"
    assert [client(who).get(stay).status_code for who in (stage.hana, per, stage.ada)] == [404, 200, 200]
    assert client(link=former).get(f"/placements/tutor/{former.pk}/").status_code == 404
    new = stage.link(after)
    evaluation = f"/placements/tutor/{new.pk}/evaluate/midterm/"
    assert client(link=new).get(evaluation).status_code == 404


def test_forgetting_a_fellow_forgets_why(stage):
    placement = stage.placement("arrived")
    ask(placement, "extend", stage.ada)
    actions.forget(stage.ada, at=at(NOW))
    assert Amendment.objects.get().reason == ""


def test_the_tutor_answers_by_link(stage):
    placement = stage.placement("arrived")
    row = ask(placement, "extend", stage.ada)
    link = stage.link(placement)
    address = f"/placements/tutor/{link.pk}/amendments/{row.pk}/"
    stages.live_at(at(NOW))
    assert client(link=link).get(address).status_code == 404
    agree(row, "office", stage.ida)
    page = client(link=link).get(address)
    assert "Sunday 22 December 2024" in page.content.decode()
    assert "grant" not in page.content.decode()
    assert "Answer a change" in client(link=link).get(f"/placements/tutor/{link.pk}/").content.decode()
    assert client(link=link).post(address, {"answer": "agree"}).status_code == 302
    assert now(placement).ends_on == date(2024, 12, 22)
    assert "Done" in client(link=link).get(address).content.decode()
