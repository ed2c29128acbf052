"""Letters to many: who gets one, two people, once, and nothing that tells a decision before its day."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from sojourn.applications.models import Application
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import client
from sojourn.letters import actions, queries, rules
from sojourn.letters.models import Mailing
from sojourn.letters.queries import audiences
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.selection.models import Release
from sojourn.upkeep import worker

WORDS = {"subject": "About {{ call }}", "text": "Dear {{ name }}, {{ page }}"}


def url(name, *args):
    return reverse(f"letters:{name}", args=args)


def prepared(stage, at, audience="submitted", by=None):
    return actions.prepare(stage.programme, audience=audience, by=by or stage.ida, at=at, **WORDS)


def confirmed(stage, at, audience="submitted"):
    made = prepared(stage, at, audience)
    mark = audiences.dry_run(made, by=stage.finn, at=at).mark
    actions.confirm(made, mark=mark, by=stage.finn, at=at)
    return made


def send(at):
    return post.send_due(at=at, allowed=worker.allowed, connection=mail.get_connection())


BEFORE = {"drafts", "submitted", "referees", "committee", "coordinators"}
AFTER_CLOSING = {"submitted", "returned", "referees", "reviewers", "committee", "coordinators"}


@pytest.mark.parametrize("audience", audiences.AUDIENCES)
def test_may_prepare_by_stage(db, audience):
    """No audience that is cut by a decision exists before the release, for no officer."""
    stage = stages.make(release=False)
    opened, closed = stage.call.opens_at + timedelta(days=1), stage.call.closes_at + timedelta(days=10)
    for who in (stage.ida, stage.finn):
        may = [bool(rules.may_prepare(stage.programme, audience, by=who, at=at)) for at in (opened, closed)]
        assert may == [audience in BEFORE, audience in AFTER_CLOSING]
    assert rules.may_prepare(stage.programme, audience, by=stage.mia, at=closed).code == "not-officer"
    assert rules.may_prepare(stage.programme, audience, by=stage.ada, at=closed).code == "not-officer"


@pytest.mark.parametrize("audience", sorted(AFTER_CLOSING))
def test_before_the_release_no_audience_depends_on_what_is_decided(db, audience):
    """Twins: the office's check differs, the list does not."""
    stage = stages.make(release=False)
    at = stage.call.closes_at + timedelta(days=10)
    made = prepared(stage, at, audience)
    lists = []
    for state in ("eligible", "borderline", "barred", "incomplete"):
        Application.objects.filter(pk=stage.applications[0].pk).update(state=state)
        lists.append(audiences.dry_run(made, by=stage.ida, at=at).mark)
    assert len(set(lists)) == 1


def test_two_people_and_ten_minutes(stage, at):
    made = prepared(stage, at)
    run = audiences.dry_run(made, by=stage.ida, at=at)
    assert rules.may_confirm(made, by=stage.ida, at=at).code == "own"
    assert client(stage.ida).post(url("confirm", made.pk), {"mark": run.mark}).status_code == 403
    assert not Letter.objects.exists()
    answer = client(stage.finn).post(url("confirm", made.pk), {"mark": run.mark})
    assert answer.status_code == 302 and Letter.objects.count() == len(run.recipients) == 3
    assert send(at) == 0
    assert send(at + timedelta(minutes=20)) == 3
    assert sorted(one.to[0].rpartition("<")[2].strip(">") for one in mail.outbox) == sorted(
        person.email for person in stage.applicants
    )
    assert all(len(one.recipients()) == 1 for one in mail.outbox)


def test_a_double_click_writes_nothing_twice(stage, at):
    made = prepared(stage, at)
    mark = {"mark": audiences.dry_run(made, by=stage.finn, at=at).mark}
    browser = client(stage.finn)
    browser.post(url("confirm", made.pk), mark)
    page = browser.post(url("confirm", made.pk), mark, follow=True).content.decode()
    assert "nothing was written twice" in page and Letter.objects.count() == 3


def test_another_list_than_the_one_shown_is_not_confirmed(stage, at):
    made = prepared(stage, at)
    mark = audiences.dry_run(made, by=stage.finn, at=at).mark
    Application.objects.filter(pk=stage.applications[0].pk).update(state="withdrawn")
    assert client(stage.finn).post(url("confirm", made.pk), {"mark": mark}).status_code == 409
    assert not Letter.objects.exists()


def test_the_dry_run_says_who_is_left_out_and_why(stage, at):
    stage.zoe.is_active = False
    stage.zoe.save()
    twin = stage.applications[2].applicant
    made = prepared(stage, at)
    Application.objects.filter(pk=stage.applications[2].pk).update(applicant=stage.ada, scope_key="x")
    run = audiences.dry_run(made, by=stage.finn, at=at)
    assert [one.to for one in run.recipients] == [stage.ada] and twin not in [
        one.to for one in run.recipients
    ]
    assert sorted(one.left_out for one in run.left_out) == [
        "Gets this letter already: the same address stands in the list twice.",
        "The account is closed.",
    ]
    page = client(stage.finn).get(url("mailing", made.pk)).content.decode()
    assert "1 person gets this letter" in page and "The account is closed." in page


def test_names_are_not_read_while_the_call_is_open(db):
    stage = stages.make(release=False)
    at = stage.call.opens_at + timedelta(days=1)
    stages.live_at(at)
    made = prepared(stage, at)
    page = client(stage.finn).get(url("mailing", made.pk)).content.decode()
    assert "3 people get this letter" in page
    assert not any(person.email in page or person.family_name in page for person in stage.applicants)


def test_what_was_recalled_meanwhile_reaches_nobody(stage, at):
    confirmed(stage, at, "selected")
    assert Letter.objects.filter(kind="letters.mailing").count() == 1
    Release.objects.update(state="recalled")
    assert send(at + timedelta(minutes=10)) == 0
    assert Letter.objects.get().state == "stopped"


def test_the_rest_is_halted(stage, at):
    made = confirmed(stage, at)
    client(stage.ida).post(url("halt", made.pk))
    assert send(at + timedelta(minutes=10)) == 0
    assert set(Letter.objects.values_list("state", flat=True)) == {"stopped"}


def test_the_form_refuses_what_is_no_placeholder_and_an_audience_that_is_none_yet(db):
    stage = stages.make(release=False)
    stages.live_at(stage.call.closes_at + timedelta(days=10))
    values = {"programme": stage.programme.pk, "audience": "selected", **WORDS}
    answer = client(stage.ida).post(url("prepare"), values)
    assert answer.status_code == 422 and "not published" in answer.context["form"].errors["audience"][0]
    wrong = values | {"audience": "submitted", "text": "{{ page }} {{ settings.SECRET_KEY }} {% debug %}"}
    assert client(stage.ida).post(url("prepare"), wrong).status_code == 422
    assert client(stage.mia).post(url("prepare"), values | {"audience": "submitted"}).status_code == 422
    assert not Mailing.objects.exists()


def test_a_letter_to_many_stands_on_the_second_desk_only(stage, at):
    made = prepared(stage, at)
    desks = {who: [line.title for line in queries.waiting_for(getattr(stage, who), at=at)]
             for who in ("ida", "finn", "mia", "ada")}  # fmt: skip
    assert desks == {"ida": [], "finn": [f"the letter to many “{made.subject}”"], "mia": [], "ada": []}
    for name in ("mailing", "confirm", "drop", "halt"):
        method = client(stage.mia).get if name == "mailing" else client(stage.mia).post
        assert method(url(name, made.pk)).status_code == 404


def test_every_audience_finds_its_people_after_the_release(stage, at):
    """Ada's stay runs: she is selected and a fellow, her tutor gets a link that works once."""
    stage.placement("arrived")
    found = {}
    for audience in sorted(set(audiences.AUDIENCES) - {"drafts", "late"}):
        made = prepared(stage, at, audience)
        run = audiences.dry_run(made, by=stage.finn, at=at)
        found[audience] = len(run.recipients)
        actions.confirm(made, mark=run.mark, by=stage.finn, at=at)
    assert found["selected"] == found["fellows"] == found["tutors"] == 1 and found["waiting"] == 2
    assert found["submitted"] == 3 and found["coordinators"] >= 1
    tutor = Letter.objects.get(batch=f"mailing-{Mailing.objects.get(audience='tutors').pk}")
    assert tutor.invitation is not None and "[[link]]" in tutor.text
