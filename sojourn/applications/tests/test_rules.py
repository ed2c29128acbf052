"""Truth tables without HTTP: time, role, state; completeness; eligibility; own country."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest

from sojourn.applications import actions, queries, rules, states
from sojourn.applications.models import Application
from sojourn.applications.tests.stage import ABOUT, AFTER, AT, CLOSES, REFEREE, TRAINING, Stage, pdf
from sojourn.calls.models import Call
from sojourn.societies.models import Membership

MINUTE = timedelta(minutes=1)


BOUNDARIES = {
    "2024-02-01T07:59:59+00:00": "not-open",
    "2024-02-01T08:00:00+00:00": "",
    "2024-03-18T22:59:00+00:00": "",  # 23:59 in Vienna
    "2024-03-18T23:03:59+00:00": "",  # the silent grace
    "2024-03-18T23:04:00+00:00": "closed",
}


def test_open_at_each_boundary(stage):
    found = {at: rules.open_at(stage.call, at=AT.fromisoformat(at)).code for at in BOUNDARIES}
    assert found == BOUNDARIES


def test_may_edit_withdraw_and_submit(stage):
    for state, who, when in product(states.ALL, ("ada", "zoe", "ida", "finn", ""), (AT, AFTER)):
        row = Application(applicant=stage.ada, programme=stage.programme, state=state)
        asks = {"by": getattr(stage, who) if who else None, "at": when}
        own_and_open = who == "ada" and when == AT
        told = (state, who, when)
        assert bool(rules.may_edit(row, **asks)) == (own_and_open and state in states.EDITABLE), told
        assert bool(rules.may_withdraw(row, **asks)) == (own_and_open and state in states.EDITABLE), told
        assert bool(rules.may_submit(row, **asks)) == (own_and_open and state == "draft"), told


def test_may_admit_refer_bar_and_hold(stage):
    instants = (AT, CLOSES, CLOSES + 4 * MINUTE, CLOSES + 5 * MINUTE, AFTER)
    for state, who, when in product(states.ALL, ("ada", "ida", "mia", "finn"), instants):
        row = Application(applicant=stage.ada, programme=stage.programme, state=state)
        over = when >= CLOSES + 5 * MINUTE
        expected = who in ("ida", "finn") and over and state in states.RECEIVED
        for rule in (rules.may_admit, rules.may_refer, rules.may_bar, rules.may_hold):
            assert bool(rule(row, by=getattr(stage, who), at=when)) == expected, (state, who, when)


def codes(app, *, blocks: bool | None = None) -> list[str]:
    found = rules.gaps(queries.parts(app))
    return [gap.code for gap in found if blocks is None or gap.blocks == blocks]


def test_an_empty_draft_misses_everything_in_order(stage):
    missing = codes(stage.draft(), blocks=True)
    assert missing == [
        "city", "work_country", "certified_on", "certified_by", "profession", "cv",
        "document-motivation", "document-certification", "referees", "choices",
    ]  # fmt: skip


def test_a_complete_application_has_only_warnings(stage):
    assert codes(stage.complete()) == ["awaited", "fewer"]


@pytest.mark.parametrize(
    ("letter_by", "bring", "name", "missing"),
    [
        ("applicant", False, False, ["document-recommendation"]),
        ("applicant", True, False, []),
        ("either", False, False, ["referees"]),
        ("either", True, False, []),
        ("either", False, True, []),
        ("referee", False, False, ["referees"]),
        ("referee", False, True, []),
    ],
)
def test_who_brings_the_letter(db, letter_by, bring, name, missing):
    stage = Stage(letter_by=letter_by)
    app = stage.complete(referee=False)
    if bring:
        actions.add_document(app, stage.slots["recommendation"], upload=pdf(), by=stage.ada, at=AT)
    if name:
        actions.name_referee(app, REFEREE, by=stage.ada, at=AT)
    assert codes(app, blocks=True) == missing


def test_a_choice_in_the_own_country_blocks_once_the_country_changes(stage):
    app = stage.complete()
    actions.edit_about(app, ABOUT | {"work_country": "FR"}, by=stage.ada, at=AT)
    assert codes(app, blocks=True) == ["own-country"]


@pytest.mark.parametrize(
    ("certified", "outcome", "verb"),
    [
        (date(2021, 3, 18), "yes", "admit"),
        (date(2021, 3, 17), "borderline", "refer"),
        (date(2020, 3, 18), "borderline", "refer"),
        (date(2020, 3, 17), "no", "bar"),
        (date(2020, 2, 29), "no", "bar"),
        (None, "unknown", ""),
    ],
)
def test_three_four_years_as_we_read_them(stage, certified, outcome, verb):
    app = stage.complete()
    Application.objects.filter(pk=app.pk).update(certified_on=certified)
    found = rules.findings(queries.parts(queries.get(app.pk)))
    assert [one.outcome for one in found] == [outcome, "yes", "yes"]
    assert rules.suggestion(found) == verb


@pytest.mark.parametrize(
    ("number", "row", "outcome"),
    [
        ("", None, "unknown"),  # nothing said at all
        ("55", None, "unknown"),  # claimed, not confirmed
        ("55", {}, "yes"),
        ("", {}, "yes"),
        ("55", {"until_on": date(2024, 3, 17)}, "no"),
        ("55", {"until_on": date(2024, 3, 18)}, "yes"),
    ],
)
def test_membership_claimed_and_confirmed(stage, number, row, outcome):
    app = stage.draft(stage.zoe)
    values = {"statements": ["english"], "memberships": {"FED": number}}
    actions.confirm_eligibility(app, values, by=stage.zoe, at=AT)
    if row is not None:
        Membership.objects.create(user=stage.zoe, number="55", **row)
    assert rules.findings(queries.parts(app))[1].outcome == outcome


@pytest.mark.parametrize(
    ("state", "days", "answer"),
    [
        ("eligible", -1, True),
        ("eligible", 0, False),
        ("barred", 0, False),
        ("borderline", 30, False),
        ("submitted", 30, True),  # a late case still finds its answer
        ("incomplete", 30, True),
    ],
)
def test_what_was_decided_stays_from_the_day_of_the_results(stage, state, days, answer):
    app = stage.submitted()
    Application.objects.filter(pk=app.pk).update(state=state)
    day = date(2024, 5, 21)
    Call.objects.filter(pk=stage.call.pk).update(results_on=day)
    noon = datetime.combine(day + timedelta(days=days), time(12), UTC)
    found = rules.may_refer(queries.get(app.pk), by=stage.ida, at=noon)
    assert (bool(found), found.code) == (answer, "" if answer else "results")


def test_clear_verb_needs_everything_and_never_bars(stage):
    app = stage.submitted()
    parts = queries.parts(app)
    assert rules.clear_verb(parts) == ""  # the letter is awaited
    stage.received(app)
    assert rules.clear_verb(queries.parts(app)) == "admit"
    values = TRAINING | {"certified_on": date(2020, 6, 1)}
    actions.edit_training(app, values, by=stage.ada, at=AT)
    assert rules.clear_verb(queries.parts(queries.get(app.pk))) == "refer"
    actions.edit_training(app, TRAINING | {"certified_on": date(2010, 6, 1)}, by=stage.ada, at=AT)
    assert rules.clear_verb(queries.parts(queries.get(app.pk))) == ""


def test_may_name_referee_after_closing_only_in_place_of_one_that_will_not_come(stage):
    app = stage.submitted()
    assert rules.may_name_referee(app, by=stage.ada, at=AFTER).code == "closed"
    letter = app.letters.get()
    actions.decline_letter(letter, by=stage.invitation(letter), at=AFTER)
    assert rules.may_name_referee(app, by=stage.ada, at=AFTER)
    late = stage.call.letters_by + 5 * MINUTE
    assert rules.may_name_referee(app, by=stage.ada, at=late).code == "letters-closed"


def test_section_states_of_the_task_list(stage):
    app = stage.draft()
    parts = queries.parts(app)
    found = rules.gaps(parts)
    sections = ("eligibility", "about", "training", "documents", "referees", "centres")
    assert [rules.section_state(one, parts, found) for one in sections] == [
        "todo", "todo", "todo", "todo", "todo", "todo",
    ]  # fmt: skip
    parts = queries.parts(stage.complete(stage.zoe))
    found = rules.gaps(parts)
    assert {rules.section_state(one, parts, found) for one in sections} == {"done"}
