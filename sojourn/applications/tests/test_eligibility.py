"""One answer for applicant, office and committee, of this moment, whatever fact, date or decision changed."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application
from sojourn.applications.queries import eligibility as facts
from sojourn.applications.tests.stage import AFTER, AT, TRAINING, Stage
from sojourn.calls.models import Call, EligibilityRule, Programme
from sojourn.societies.models import Membership
from sojourn.ui.gates import Refused
from sojourn.upkeep import clock

LEAVE = {"fact": "leave_days", "words": "parental leave", "cap_days": 400}
ILLNESS = {"fact": "illness_days", "words": "illness", "discretionary": True}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The instant that requests live in; a list, so that a test can move it."""
    at = [AT]
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=at[0], real=at[0], demonstration=True))
    return at


def rule(programme: Programme, kind: str, params: dict, *, hard: bool = False, wording: str = "as printed"):
    return EligibilityRule.objects.create(
        programme=programme, order=9, code=f"{kind.replace('_', '-')}-{EligibilityRule.objects.count()}",
        kind=kind, params=params, wording=wording, hard=hard,
    )  # fmt: skip


def outcomes(app: Application, **more) -> dict[str, str]:
    found = rules.findings(queries.parts(queries.get(app.pk)), **more)
    return {one.rule.kind: one.outcome for one in found}


def say(app: Application, **told) -> None:
    kept = queries.get(app.pk)
    values = {"statements": kept.statements, "memberships": kept.memberships, "facts": kept.facts | told}
    actions.confirm_eligibility(app, values, by=app.applicant, at=AT)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


KINDS = [
    ("age", {"at_most": 35}, {"born_on": date(1990, 1, 1)}, {"born_on": date(1980, 1, 1)}),
    (
        "language",
        {"language": "English", "level": "B2"},
        {"language-English": "C1"},
        {"language-English": "A2"},
    ),
    ("prior_training", {"field": "CT", "months": 6}, {"training-CT": 6}, {"training-CT": 5}),
    ("training_year", {"at_least": 3}, {"training_year": 4}, {"training_year": 2}),
    ("countries", {"any_of": ["PL"], "of": "nationality"}, {"nationality": "PL"}, {"nationality": "AT"}),
    (
        "prior_award",
        {"wait_years": 2},
        {"award-one-of-these-programmes": False},
        {"award-one-of-these-programmes": True, "award_end-one-of-these-programmes": date(2023, 6, 1)},
    ),
]


@pytest.mark.parametrize(("kind", "params", "good", "bad"), KINDS)
def test_the_form_asks_what_the_rule_needs_and_the_answer_counts_at_once(stage, kind, params, good, bad):
    app = stage.draft()
    page = f"/applications/{app.pk}/confirm-eligibility/"
    names = list(good | bad)
    before = browser(stage.ada).get(page).content.decode()
    assert not any(f'name="{name}"' in before for name in names)
    rule(stage.programme, kind, params)
    assert outcomes(app)[kind] == "unknown"
    form = browser(stage.ada).get(page).content.decode()
    assert all(f'name="{name}"' in form for name in names)
    for given, outcome in ((good, "yes"), (bad, "no"), (good, "yes")):
        typed = {name: {True: "yes", False: "no"}.get(value, value) for name, value in given.items()}
        assert browser(stage.ada).post(page, typed).status_code == 302
        assert outcomes(app)[kind] == outcome
    assert any(one["label"] for one in _told(app))


def _told(app):
    parts = queries.parts(queries.get(app.pk))
    asked = facts.questions(parts.rules)
    return [
        {"label": question.label}
        for question in asked
        if facts.told(parts.application, asked)[question.name] is not None
    ]


def test_wrong_facts_are_told_beside_the_field_and_nothing_is_kept(stage):
    rule(stage.programme, "age", {"at_most": 35})
    app = stage.draft()
    page = f"/applications/{app.pk}/confirm-eligibility/"
    for born, said in (
        ("2030-01-01", "lies in the future"),
        ("0090-01-01", "Check the year"),
        ("x", "Write a day"),
    ):
        answer = browser(stage.ada).post(page, {"born_on": born, "membership-FED": "77"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert 'value="77"' in answer.content.decode()
    assert queries.get(app.pk).facts == {}


def test_a_right_answer_beside_a_wrong_one_is_not_lost(stage):
    rule(stage.programme, "age", {"at_most": 35})
    rule(stage.programme, "training_year", {"at_least": 3})
    app = stage.draft()
    typed = {"born_on": "1990-01-01", "training_year": "many"}
    answer = browser(stage.ada).post(f"/applications/{app.pk}/confirm-eligibility/", typed)
    assert answer.status_code == 422
    assert 'value="1990-01-01"' in answer.content.decode() and 'value="many"' in answer.content.decode()


def test_only_what_the_rules_need_is_asked(stage):
    """No date of birth, no nationality, no certificate from residents."""
    assert facts.questions(list(stage.programme.eligibility_rules.all())) == []
    stage.programme.eligibility_rules.filter(kind="years_since").update(
        kind="training_year", params={"at_least": 3, "at_most": 5}
    )
    app = stage.draft()
    page = browser(stage.ada).get(f"/applications/{app.pk}/edit-training/").content.decode()
    assert 'name="certified_on"' not in page and 'name="profession"' in page
    missing = [gap.code for gap in rules.gaps(queries.parts(app)) if gap.blocks]
    assert "certified_on" not in missing and "certified_by" not in missing


def test_a_hard_rule_stands_in_the_way_of_submitting_and_a_soft_one_does_not(stage):
    app = stage.complete()
    row = rule(stage.programme, "age", {"at_most": 35})
    say(app, born_on=date(1970, 1, 1))
    assert rules.may_submit(app, by=stage.ada, at=AT, found=rules.gaps(queries.parts(app), at=AT))
    row.hard = True
    row.save(update_fields=["hard"])
    refused = rules.may_submit(app, by=stage.ada, at=AT, found=rules.gaps(queries.parts(app), at=AT))
    assert refused.reason == "Aged 54 on closing (18 March 2024); the limit is 35."
    with pytest.raises(Refused):
        actions.submit(app, by=stage.ada, at=AT)
    page = browser(stage.ada).get(f"/applications/{app.pk}/").content.decode()
    assert "Aged 54" in page


def test_an_age_at_submission_is_that_of_the_day_it_is_sent(stage):
    """35 today, 36 before the closing: it can be sent today, and stays right afterwards."""
    rule(stage.programme, "age", {"at_most": 35, "reference": "submission"}, hard=True)
    app = stage.complete()
    say(app, born_on=date(1988, 3, 10))
    assert outcomes(app, at=AT)["age"] == "yes"
    assert outcomes(app, at=AT + timedelta(days=6))["age"] == "no"
    actions.submit(app, by=stage.ada, at=AT)
    assert outcomes(app, at=AFTER)["age"] == "yes"


def test_a_changed_fact_of_the_applicant_is_right_everywhere_at_once(stage):
    app = stage.complete()
    assert outcomes(app)["years_since"] == "yes"
    actions.edit_training(app, TRAINING | {"certified_on": date(2020, 6, 1)}, by=stage.ada, at=AT)
    assert outcomes(app)["years_since"] == "borderline"
    page = browser(stage.ada).get(f"/applications/{app.pk}/confirm-eligibility/").content.decode()
    assert "Certified on 1 June 2020" in page and "The committee decides" in page


def committee_reads(app) -> str:
    made = queries.dossier_for_committee(queries.get(app.pk), at=AFTER)
    return " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())


def test_days_that_the_office_allows_count_for_applicant_office_and_committee_at_once(stage, now):
    years = stage.programme.eligibility_rules.get(kind="years_since")
    years.params = {"at_most": 3, "extensions": [LEAVE, ILLNESS]}
    years.save()
    app = stage.complete()
    actions.edit_training(app, TRAINING | {"certified_on": date(2020, 9, 1)}, by=stage.ada, at=AT)
    say(app, illness_days=200)
    actions.submit(app, by=stage.ada, at=AT)
    assert outcomes(app)["years_since"] == "borderline"
    actions.refer(queries.get(app.pk), by=stage.ida, at=AFTER)
    assert "Borderline" in committee_reads(app)

    office = browser(stage.ida)
    page = f"/applications/office/{app.pk}/allow-days/"
    now[0] = AFTER
    assert "Claimed: 200." in office.get(page).content.decode()
    assert office.post(page, {"illness_days": "200", "reason": ""}).status_code == 422
    answer = office.post(page, {"illness_days": "200", "leave_days": "", "reason": "Certificate seen."})
    assert answer.status_code == 302
    assert outcomes(app)["years_since"] == "yes"
    shown = office.get(f"/applications/office/{app.pk}/").content.decode()
    assert "illness (200 days, allowed by the office)" in shown and "Certificate seen." in shown
    mine = browser(stage.ada).get(f"/applications/{app.pk}/").content.decode()
    assert "illness (200 days, allowed by the office)" in mine
    assert "allowed by the office" in committee_reads(app)
    assert queries.findings(queries.get(app.pk)).get(code="years").outcome == "yes"

    actions.allow_days(queries.get(app.pk), {"illness_days": 0}, reason="Not proved.", by=stage.ida, at=AFTER)
    assert outcomes(app)["years_since"] == "no"
    actions.allow_days(queries.get(app.pk), {"illness_days": None}, reason="Again.", by=stage.ida, at=AFTER)
    assert outcomes(app)["years_since"] == "borderline"


def test_who_may_allow_days(stage):
    app = stage.submitted()
    parts = queries.parts(app)
    assert rules.may_allow_days(parts, by=stage.ida, at=AFTER).code == "no-extension"
    parts.rules[0].params["extensions"] = [LEAVE]
    assert rules.may_allow_days(parts, by=stage.ida, at=AFTER)
    assert rules.may_allow_days(parts, by=stage.finn, at=AFTER)
    assert rules.may_allow_days(parts, by=stage.mia, at=AFTER).code == "not-officer"
    assert rules.may_allow_days(parts, by=stage.ida, at=AT).code == "still-open"
    app.state = "draft"
    assert rules.may_allow_days(parts, by=stage.ida, at=AFTER).code == "state"


def test_a_membership_confirmed_later_is_right_everywhere_at_once(stage):
    Membership.objects.all().delete()
    app = stage.submitted()
    assert outcomes(app)["membership"] == "unknown"
    actions.hold(queries.get(app.pk), note="Wait", by=stage.ida, at=AFTER)
    Membership.objects.create(user=stage.ada, number="1", since_on=date(2020, 1, 1))
    assert outcomes(app)["membership"] == "yes"
    assert "Is an active member of FED" in committee_reads(app)


def test_the_committee_learns_what_the_age_rule_says_and_not_the_age(stage):
    rule(stage.programme, "age", {"at_most": 35}, wording="Not older than 35")
    app = stage.complete()
    say(app, born_on=date(1990, 7, 7))
    actions.submit(app, by=stage.ada, at=AT)
    text = committee_reads(app)
    assert "Not older than 35" in text
    assert "33" not in text and "1990" not in text


# Uniqueness.


def several(stage: Stage) -> None:
    Call.objects.update(one_per_person=False)
    for programme in (stage.programme, stage.other):
        programme.call.one_per_person = False


def later_call(stage: Stage, *, opens_in: int, closes_in: int) -> Programme:
    """A programme of another call, its days counted from those of the first."""
    call = Call.objects.create(
        slug="other", name="Another call", year=2025, state="announced", zone="Europe/Vienna",
        opens_at=stage.call.opens_at + timedelta(days=opens_in),
        closes_at=stage.call.closes_at + timedelta(days=closes_in), one_per_person=False,
    )  # fmt: skip
    return Programme.objects.create(
        call=call, society=stage.programme.society, name="Other", field="Breast", own_country_basis=[]
    )


@pytest.mark.parametrize(
    ("params", "opens_in", "closes_in", "allowed"),
    [
        ({"scope": "call"}, 0, 1, True),
        ({"scope": "same_time"}, 0, 1, False),
        ({"scope": "same_time"}, 47, 300, True),
        ({"scope": "year"}, 47, 288, False),
        ({"scope": "year"}, 47, 290, True),
        ({"scope": "year", "at_most": 2}, 47, 100, True),
        ({"scope": "year", "of": "topics"}, 47, 100, False),
    ],
)
def test_a_second_application_by_scope_in_another_call(stage, params, opens_in, closes_in, allowed):
    programme = later_call(stage, opens_in=opens_in, closes_in=closes_in)
    rule(programme, "unique", params)
    stage.submitted()
    at = max(AT, programme.call.opens_at + timedelta(hours=1))
    verdict = rules.may_begin(programme, by=stage.ada, at=at)
    assert bool(verdict) is allowed
    assert allowed or (verdict.code == "unique" and "You have an application" in verdict.reason)
    if not allowed:
        with pytest.raises(Refused):
            actions.begin(programme, by=stage.ada, at=at)


def test_a_draft_that_was_never_sent_takes_nothing_once_its_call_is_over(stage):
    programme = later_call(stage, opens_in=20, closes_in=60)
    rule(programme, "unique", {"scope": "year"})
    app = stage.draft()
    assert rules.may_begin(programme, by=stage.ada, at=programme.call.opens_at).code == "unique"
    assert rules.may_begin(programme, by=stage.ada, at=AFTER)
    actions.withdraw(app, by=stage.ada, at=AT)
    assert rules.may_begin(programme, by=stage.ada, at=programme.call.opens_at)


@pytest.mark.parametrize(
    ("params", "allowed"), [({}, False), ({"at_most": 2}, True), ({"of": "topics"}, False)]
)
def test_a_second_application_in_one_call(stage, params, allowed):
    several(stage)
    rule(stage.other, "unique", {"scope": "call", **params})
    stage.draft()
    assert bool(rules.may_begin(stage.other, by=stage.ada, at=AT)) is allowed
    assert rules.may_begin(stage.other, by=stage.zoe, at=AT)


def test_what_was_begun_first_cannot_be_sent_beside_a_later_one_until_one_is_withdrawn(stage):
    several(stage)
    rule(stage.programme, "unique", {"scope": "call"})
    first = stage.complete()
    second = actions.begin(stage.other, by=stage.ada, at=AT)
    assert outcomes(first)["unique"] == "no"
    refused = rules.may_submit(first, by=stage.ada, at=AT, found=rules.gaps(queries.parts(first), at=AT))
    assert "only one application is allowed in this call" in refused.reason
    actions.withdraw(second, by=stage.ada, at=AT)
    assert outcomes(first)["unique"] == "yes"
    actions.submit(first, by=stage.ada, at=AT)


def test_facts_are_forgotten_with_the_person(stage):
    rule(stage.programme, "age", {"at_most": 35})
    app = stage.complete()
    say(app, born_on=date(1990, 1, 1))
    actions.submit(app, by=stage.ada, at=AT)
    actions.forget(stage.ada, at=AFTER)
    assert queries.get(app.pk).facts == {}


def test_reading_many_asks_no_more_than_reading_one(stage):
    rule(stage.programme, "unique", {"scope": "call"})
    years = stage.programme.eligibility_rules.get(kind="years_since")
    years.params = {"at_most": 3, "extensions": [LEAVE]}
    years.save()
    rows = [stage.draft(stage.ada), stage.draft(stage.zoe), stage.draft(stage.mia)]
    asked = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queried:
            for parts in queries.parts_of([queries.get(row.pk) for row in some]):
                rules.gaps(parts, at=AT)
        asked.append(len(queried) - len(some))
    assert asked[0] == asked[1]
