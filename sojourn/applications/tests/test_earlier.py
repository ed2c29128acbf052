"""Earlier awards, other applications: public check, task list, officer and committee say the same."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application, HeldAward
from sojourn.applications.tests.stage import AFTER, AT, Stage
from sojourn.calls.models import Call, EligibilityRule, Programme
from sojourn.societies.models import Society
from sojourn.ui.gates import Refused

LAST_YEAR = datetime(2023, 5, 20, 9, tzinfo=UTC)
ASKED = "award-one-of-these-programmes"
ENDED = "award_end-one-of-these-programmes"


def rule(programme: Programme, kind: str, params: dict, *, hard: bool = False) -> None:
    EligibilityRule.objects.create(
        programme=programme, order=9, code=kind.replace("_", "-"), kind=kind, params=params, hard=hard
    )


def last_year(stage: Stage, *, field: str = "Abdominal") -> Programme:
    call = Call.objects.create(
        slug="2023", name="Exchange programmes 2023", year=2023, state="announced", zone="Europe/Vienna",
        opens_at=stage.call.opens_at - timedelta(365), closes_at=stage.call.closes_at - timedelta(365),
        results_on=date(2023, 5, 13),
    )  # fmt: skip
    return Programme.objects.create(
        call=call, society=stage.programme.society, name="Abdominal programme", field=field
    )


def awarded(stage: Stage, *, ended_on: date | None, accepted_at: datetime = LAST_YEAR) -> Application:
    """Ada's application of last year, of which the rooms above handed down an award."""
    programme = last_year(stage)
    row = Application.objects.create(
        applicant=stage.ada, programme=programme, scope_key=f"call:{programme.call_id}", state="eligible",
        begun_at=LAST_YEAR, saved_at=LAST_YEAR,
    )  # fmt: skip
    assert actions.keep_awards({row.pk: (accepted_at, ended_on)}) == 1
    return row


def say(app: Application, **told) -> None:
    values = {"statements": ["english"], "memberships": {"FED": "1"}, "facts": told}
    actions.confirm_eligibility(app, values, by=app.applicant, at=AT)


def outcome(app: Application, kind: str) -> str:
    found = rules.findings(queries.parts(queries.get(app.pk)), at=AT)
    return next(one.outcome for one in found if one.rule.kind == kind)


def page(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def committee(app: Application) -> str:
    made = queries.dossier_for_committee(queries.get(app.pk), at=AFTER)
    return " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("params", "told", "kept", "expected"),
    [
        ({}, None, None, "unknown"),
        ({}, False, None, "yes"),
        ({}, True, None, "no"),
        ({}, None, date(2023, 12, 1), "no"),
        ({}, False, date(2023, 12, 1), "no"),
        ({}, False, "running", "no"),
        ({"wait_years": 2}, False, date(2023, 12, 1), "no"),
        ({"wait_years": 2}, False, date(2022, 3, 18), "yes"),
        ({"wait_years": 2}, False, date(2022, 3, 19), "no"),
        ({"wait_years": 2}, None, date(2022, 3, 18), "unknown"),
        ({"wait_years": 2}, False, "running", "unknown"),
        ({"programmes": ["sar"]}, None, date(2023, 12, 1), "no"),
        ({"programmes": ["Society of Abdominal"]}, None, date(2023, 12, 1), "no"),
        ({"programmes": ["FED"]}, None, date(2023, 12, 1), "no"),
        ({"programmes": ["SBI"]}, None, date(2023, 12, 1), "unknown"),
    ],
)
def test_an_earlier_award_by_what_is_told_and_what_is_kept(stage, params, told, kept, expected):
    rule(stage.programme, "prior_award", params)
    if kept:
        awarded(stage, ended_on=None if kept == "running" else kept)
    app = stage.draft()
    if told is not None:
        say(app, **{ASKED: told})
    assert outcome(app, "prior_award") == expected


def test_an_award_given_here_is_read_by_applicant_officer_and_committee(stage, visit):
    rule(stage.programme, "prior_award", {"wait_years": 3})
    awarded(stage, ended_on=date(2023, 12, 1))
    app = stage.complete()
    say(app, **{ASKED: False})
    said = "ended on 1 December 2023, as is on record here; 3 years must pass before closing (18 March 2024)"
    for path in (f"/applications/{app.pk}/", f"/applications/{app.pk}/confirm-eligibility/"):
        assert f"Your award of SAR (Exchange programmes 2023) {said}" in page(visit("ada", AT), path)
    actions.submit(app, by=stage.ada, at=AT)
    office = page(visit("ida", AFTER), f"/applications/office/{app.pk}/")
    assert f"The award of SAR (Exchange programmes 2023) {said}" in office
    actions.refer(queries.get(app.pk), note="The board agreed.", by=stage.ida, at=AFTER)
    assert f"The award of SAR (Exchange programmes 2023) {said}" in committee(app)
    kept = queries.findings(queries.get(app.pk)).get(code="prior-award")
    assert (kept.outcome, kept.facts["ended_on"], kept.facts["on_record"]) == ("no", "2023-12-01", True)


def test_what_is_told_reads_alike_in_the_public_check_and_in_the_application(stage, visit):
    rule(stage.programme, "prior_award", {"wait_years": 3})
    app = stage.draft()
    public = "/calls/2024/sar/check/?"
    unknown = "We need to know whether you held such an award before."
    barred = "ended on 1 June 2023; 3 years must pass before closing (18 March 2024)"
    own = f"/applications/{app.pk}/confirm-eligibility/"
    client = visit("ada", AT)
    assert unknown in page(client, own) and unknown in page(client, f"{public}{ASKED}=")
    say(app, **{ASKED: True, ENDED: date(2023, 6, 1)})
    assert barred in page(client, own) and barred in page(client, f"{public}{ASKED}=yes&{ENDED}=2023-06-01")
    say(app, **{ASKED: False})
    none = "No earlier award stands in the way."
    assert none in page(client, own) and none in page(client, f"{public}{ASKED}=no")


def test_a_hard_rule_on_earlier_awards_is_in_the_way_of_submitting(stage):
    rule(stage.programme, "prior_award", {}, hard=True)
    app = stage.complete()
    say(app, **{ASKED: False})
    assert rules.may_submit(app, by=stage.ada, at=AT, found=rules.gaps(queries.parts(app), at=AT))
    awarded(stage, ended_on=None)
    with pytest.raises(Refused, match="as is on record here"):
        actions.submit(queries.get(app.pk), by=stage.ada, at=AT)


def test_neither_its_own_award_nor_a_later_one_nor_another_persons_is_in_the_way(stage):
    rule(stage.programme, "prior_award", {})
    app = stage.submitted()
    say_no = Application.objects.filter(pk=app.pk)
    say_no.update(facts={ASKED: False})
    actions.keep_awards({app.pk: (AFTER, None)})
    assert outcome(app, "prior_award") == "yes"
    theirs = stage.draft(stage.zoe)
    Application.objects.filter(pk=theirs.pk).update(facts={ASKED: False})
    assert outcome(theirs, "prior_award") == "yes"
    HeldAward.objects.all().delete()
    before = awarded(stage, ended_on=None, accepted_at=AFTER)
    assert outcome(app, "prior_award") == "yes"
    actions.keep_awards({before.pk: (LAST_YEAR, None)})
    assert outcome(app, "prior_award") == "no"


def test_keep_awards_takes_over_what_changed_and_drops_what_is_gone(stage):
    row = awarded(stage, ended_on=None)
    assert actions.keep_awards({row.pk: (LAST_YEAR, None)}) == 0
    assert actions.keep_awards({row.pk: (LAST_YEAR, date(2023, 12, 1))}) == 1
    assert HeldAward.objects.get().ended_on == date(2023, 12, 1)
    assert actions.keep_awards({}) == 1
    assert not HeldAward.objects.exists()


@pytest.mark.parametrize(
    ("params", "other", "expected"),
    [
        ({"scope": "call"}, "call", "no"),
        ({"scope": "call"}, "undecided", "yes"),
        ({"scope": "same_time"}, "call", "no"),
        ({"scope": "same_time"}, "undecided", "no"),
        ({"scope": "same_time"}, "decided", "yes"),
        ({"scope": "year"}, "call", "no"),
        ({"scope": "year"}, "decided", "no"),
        ({"scope": "year"}, "last year", "yes"),
        ({"scope": "year", "at_most": 2}, "decided", "yes"),
        ({"scope": "call", "of": "topics"}, "call", "no"),
        ({"scope": "year", "of": "topics"}, "decided", "yes"),
    ],
)
def test_each_scope_of_uniqueness_everywhere(stage, visit, params, other, expected):
    """`other`: an application of this call, or of one that is undecided, or over, when this one opens."""
    Call.objects.update(one_per_person=False)
    app = stage.complete()
    call = {"call": app.programme.call}.get(other)
    if call is None:
        days = {"undecided": (-60, -20, 20), "decided": (-60, -10, -5), "last year": (-365, -320, -260)}
        opens, closes, results = (timedelta(number) for number in days[other])
        opened = stage.call.opens_at
        call = Call.objects.create(
            slug="other", name="Another call", year=2024, state="announced", zone="Europe/Vienna",
            opens_at=opened + opens, closes_at=opened + closes, results_on=(opened + results).date(),
            one_per_person=False,
        )  # fmt: skip
    beside = Programme.objects.create(
        call=call, society=stage.programme.society if other != "call" else _third(stage), name="Beside",
        field="Breast" if other == "call" else "Abdominal",
    )  # fmt: skip
    Application.objects.create(
        applicant=stage.ada, programme=beside, scope_key=f"programme:{beside.pk}", state="submitted",
        begun_at=call.opens_at, saved_at=call.opens_at, submitted_at=call.opens_at,
    )  # fmt: skip
    rule(stage.programme, "unique", params)
    own = page(visit("ada", AT), f"/applications/{app.pk}/")
    stage.programme.eligibility_rules.filter(kind="unique").delete()
    actions.submit(app, by=stage.ada, at=AT)  # as it could be sent before the other was
    rule(stage.programme, "unique", params)
    assert outcome(app, "unique") == expected
    many = params.get("at_most", 1) > 1
    asked = f"other-{params['scope']}={'1' if many else ('yes' if expected == 'no' else 'no')}"
    public = page(Client(), f"/calls/2024/sar/check/?{asked}")
    office = page(visit("ida", AFTER), f"/applications/office/{app.pk}/")
    actions.refer(queries.get(app.pk), note="The board agreed.", by=stage.ida, at=AFTER)
    where = {"call": "in this call", "same_time": "at the same time", "year": "in 2024"}[params["scope"]]
    what = "topic" if params.get("of") else "application"
    said = f"only one {what} is allowed {where}"
    found = [said in text for text in (public, own, office, committee(app))]
    assert found == [expected == "no"] * 4


def _third(stage: Stage):
    """A society that has no programme in this call."""
    return Society.objects.create(acronym="SCI", slug="sci", name="Society of Chests", field="Chest")
