"""The journal by thing and by person: for officers, for the person herself, and what stands in none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import client
from sojourn.journal import actions as journal
from sojourn.journal.models import Entry
from sojourn.selection.models import Panel, Release, Result
from sojourn.upkeep import trails

AT = stages.PUBLISHED + timedelta(days=30)
BEFORE = stages.PUBLISHED - timedelta(days=10)


@pytest.fixture
def stage(db):
    stage = stages.make()
    stages.live_at(AT)
    Entry.objects.all().delete()
    return stage


def note(verb, thing, by, at=BEFORE, **facts):
    return journal.note(verb, thing=thing, by=by, at=at, facts=facts)


def filled(stage):
    """One line of each sort about Ada's application."""
    file = stage.applications[0]
    return {
        "own": note("applications.begin", file, stage.ada),
        "opened": note("applications.open_file", file, stage.ida, what="the dossier"),
        "judged": note("applications.judge_pair", file, stage.ida),
        "sign_in": note("people.sign_in", stage.ada, stage.ada),
        "other": note("applications.open_file", stage.applications[1], stage.ida),
        "alarm": note("placements.raise_alarm", file, stage.ada),
        "conflict": note("reviews.declare_none", file, stage.finn),
    }


def verbs(entries):
    return sorted(entry.verb for entry in entries)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("ida", ["applications.begin", "applications.judge_pair", "applications.open_file"]),
        ("finn", ["applications.begin", "applications.judge_pair", "applications.open_file"]),
        ("mia", None), ("ada", None), ("zoe", None), ("hana", None),
    ],
)  # fmt: skip
def test_the_trail_of_an_application(stage, who, expected):
    filled(stage)
    answer = client(getattr(stage, who)).get(
        reverse("upkeep:trail", args=["application", stage.applications[0].pk])
    )
    assert answer.status_code == (200 if expected else 404)
    if expected:
        assert verbs(answer.context["page"]) == expected


def test_alarms_and_conflicts_stand_in_no_trail(stage):
    filled(stage)
    hidden = {"placements.raise_alarm", "reviews.declare_none"}
    for who in (stage.ida, stage.finn, stage.ada):
        told = {*verbs(trails.for_officer(who, at=AT)), *verbs(trails.of_oneself(who, at=AT))}
        assert not told & hidden
    assert not hidden & set(verbs(trails.about(stage.applications[0])))


def test_a_call_and_a_programme_lead_to_all_that_was_done_with_them_as_a_whole(stage):
    """And their pages lead there, for whom the journal opens."""
    release, call, programme = Release.objects.get(), stage.call, stage.programme
    note("selection.run", release.match, stage.finn)
    note("selection.publish", release, None)
    note("calls.announce", call, stage.finn)
    note("applications.judge_pair", stage.applications[0], stage.ida)
    panel = Panel.objects.create(programme=programme)
    note("selection.sign", panel, stage.ida)
    note("calls.edit_programme", programme, stage.ida)
    of_call = ["calls.announce", "selection.publish", "selection.run"]
    of_programme = ["calls.edit_programme", "selection.sign"]
    assert (verbs(trails.about(call)), verbs(trails.about(programme))) == (of_call, of_programme)
    doors = {
        ("call", call.pk): reverse("calls:call", args=[call.slug]),
        ("programme", programme.pk): reverse("calls:programme", args=[call.slug, stage.society.slug]),
    }
    for who, reads in ((stage.finn, ("call", "programme")), (stage.ida, ("programme",)), (stage.mia, ())):
        for thing, page in doors.items():
            trail = reverse("upkeep:trail", args=thing)
            answer = client(who).get(page)
            linked = answer.status_code == 200 and trail in answer.content.decode()
            opens = client(who).get(trail).status_code == 200
            assert (linked, opens) == (thing[0] in reads, thing[0] in reads), (who, thing)


def test_a_conflict_that_turned_a_review_leaves_no_line(stage):
    file = stage.applications[0]
    entry = note("reviews.assign", file, stage.finn)
    Entry.objects.filter(pk=entry.pk).update(state_from="recused", state_to="assigned")
    assert not trails.about(file).exists() and not trails.for_officer(stage.finn, at=AT).exists()


def test_what_applicants_do_is_read_by_no_office_while_the_call_is_open(stage):
    early = stage.call.opens_at + timedelta(days=1)
    note("applications.begin", stage.applications[0], stage.ada, at=early)
    for who in (stage.ida, stage.finn):
        assert not trails.for_officer(who, at=early).exists()
        assert not trails.things("application", who, at=early).exists()
        assert trails.for_officer(who, at=AT).count() == 1


def test_of_oneself_tells_own_acts_and_after_the_release_who_opened_the_file(stage):
    filled(stage)
    page = client(stage.ada).get(reverse("upkeep:own_trail"))
    assert verbs(entry for entry, _ in page.context["lines"]) == [
        "applications.begin", "applications.open_file", "people.sign_in",
    ]  # fmt: skip
    text = page.content.decode()
    assert "the programme office" in text and "Ida" not in text and "judge_pair" not in text


def test_of_oneself_is_the_same_for_twins_before_the_release(stage):
    """Whatever others do with the file: no line, no number, no query more."""
    Release.objects.update(published_at=AT + timedelta(days=1))
    browser, seen = client(stage.ada), []
    note("applications.begin", stage.applications[0], stage.ada)
    for _ in range(2):
        browser.get(reverse("upkeep:own_trail"))
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(reverse("upkeep:own_trail"))
        seen.append((verbs(entry for entry, _ in page.context["lines"]), len(asked)))
        for verb in ("applications.open_file", "applications.refer", "selection.decide", "reviews.assign"):
            note(verb, stage.applications[0], stage.ida)
    assert seen[0] == seen[1]


def test_a_person_is_there_only_with_acts_in_the_readers_scope(stage):
    filled(stage)
    address = reverse("upkeep:person_trail", args=[stage.ada.pk])
    assert verbs(client(stage.ida).get(address).context["page"]) == ["applications.begin"]
    assert client(stage.mia).get(address).status_code == 404
    assert client(stage.zoe).get(address).status_code == 404


def test_the_same_queries_at_any_length(stage):
    file = stage.applications[0]
    address, counted = reverse("upkeep:trail", args=["application", file.pk]), []
    browser = client(stage.ida)
    filled(stage)
    for _ in range(2):
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        counted.append(len(asked))
        line = {"thing_label": "applications.application", "thing_id": str(file.pk), "at": BEFORE}
        line |= {"verb": "applications.open_file", "actor_kind": "person", "real_at": BEFORE}
        Entry.objects.bulk_create([Entry(actor=stage.ida, **line) for _ in range(2000)])
    assert counted[0] == counted[1]


@pytest.mark.parametrize("typed", ["applications.open_file", "Applications: open file", " applications:open"])
def test_what_is_read_on_the_page_can_be_asked_for(stage, typed):
    filled(stage)
    page = client(stage.ida).get(reverse("upkeep:journal"), {"verb": typed}).content.decode()
    assert "Applications: open file" in page and "Applications: judge pair" not in page


def test_a_line_leads_to_the_trail_of_its_thing_where_there_is_one(stage):
    filled(stage)
    file = stage.applications[0]
    lines = {entry.verb: subject for entry, subject in told(stage.finn)}
    assert (lines["applications.begin"].kind, lines["applications.begin"].pk) == ("application", str(file.pk))
    assert lines["people.sign_in"] == trails.Subject(f"user {str(stage.ada.pk)[:8]}")
    assert all(subject.kind == "" for _, subject in told(stage.mia))  # of another society: no trail to open


def told(officer):
    return trails.told(officer, Entry.objects.all(), at=AT)


def test_a_line_of_what_hangs_on_an_application_leads_to_it(stage):
    file = stage.applications[0]
    note("selection.decide", Result.objects.get(application=file), stage.finn)
    page = client(stage.finn).get(reverse("upkeep:journal")).content.decode()
    assert reverse("upkeep:trail", args=["application", file.pk]) in page and f"result, {file}" in page


def test_the_sheets(stage):
    filled(stage)
    for name, args in (("trail_sheet", ["application", stage.applications[0].pk]), ("journal_sheet", [])):
        assert client(stage.ida).get(reverse(f"upkeep:{name}", args=args)).status_code == 200
    assert client(stage.ada).get(reverse("upkeep:own_trail_sheet")).status_code == 200
    assert client(stage.mia).get(
        reverse("upkeep:trail_sheet", args=["application", stage.applications[0].pk])
    ).status_code == 404  # fmt: skip
