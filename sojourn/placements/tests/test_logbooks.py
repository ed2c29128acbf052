"""The logbook: kept once, never about patients, countersigned on one page, compared in fives, exported."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, STARTS, at, client
from sojourn.journal.models import Entry
from sojourn.placements import actions, queries
from sojourn.placements.models import CheckIn, LogEntry, Placement
from sojourn.ui.gates import Refused

DAY = date(2024, 9, 20)
ENTRY = {"activity": "reporting", "role": "performed", "count": 6, "done_on": DAY}
TYPED = {"activity": "reporting", "role": "performed", "count": "6", "done_on": "2024-09-20"}


@pytest.fixture
def stage(db):
    return stages.make()


def url(name, *given):
    return reverse(f"placements:{name}", args=given)


def log(placement, stage, **more):
    return actions.log(placement, {**ENTRY, **more}, by=stage.ada, at=at(DAY))


def test_log_keeps_the_same_form_once(stage):
    placement = stage.placement("arrived")
    stages.live_at(at(DAY))
    browser, key = client(stage.ada), str(uuid.UUID(int=7))
    address = url("log", placement.pk)
    for _ in range(3):
        answer = browser.post(address, {**TYPED, "key": key}, headers={"X-Sojourn-Queue": "later"})
        assert (answer.status_code, answer.json()["said"]) == (201, "Logged: Reporting session, 6.")
    assert LogEntry.objects.count() == 1
    browser.post(address, {**TYPED, "key": str(uuid.UUID(int=8))})
    browser.post(address, TYPED)  # without a script there may be no key
    browser.post(address, TYPED)
    assert LogEntry.objects.count() == 4


def test_the_key_of_another_logbook_is_not_ours(db):
    stage = stages.make(places=2, applicants=2)
    placement = stage.placement("arrived")
    entry = actions.log(placement, ENTRY, by=stage.ada, at=at(DAY), key=uuid.UUID(int=7))
    assert client(stage.zoe).post(
        url("log", placement.pk), {**TYPED, "key": entry.key}, headers={"X-Sojourn-Queue": "later"}
    ).status_code == 404  # fmt: skip


def test_log_offers_what_was_logged_last(stage):
    placement = stage.placement("arrived")
    line = placement.objectives.last()
    log(placement, stage, objective=line, modality="Cone-beam CT", role="assisted")
    stages.live_at(at(DAY))
    page = client(stage.ada).get(url("log", placement.pk)).content.decode()
    assert 'value="Cone-beam CT"' in page
    assert f'<option value="{line.pk}" selected>' in page


def test_a_suspect_entry_is_saved_when_the_fellow_says_that_it_is_none(stage):
    placement = stage.placement("arrived")
    stages.live_at(at(DAY))
    browser, address = client(stage.ada), url("log", placement.pk)
    asked = browser.post(address, {**TYPED, "note": "Protocol 20240917"})
    assert asked.status_code == 422
    assert "This looks like a long number" in asked.content.decode()
    assert browser.post(address, {**TYPED, "note": "Protocol 20240917", "sure": "on"}).status_code == 302


def test_countersign_signs_queries_and_answers_on_one_page(stage):
    placement = stage.placement("arrived")
    clear, unclear, _ = (log(placement, stage, count=n) for n in (1, 2, 3))
    actions.check_in(placement, note="Busy, and good.", by=stage.ada, at=at(DAY))
    note = CheckIn.objects.get()
    link = stage.link(placement)
    stages.live_at(at(DAY + timedelta(7)))
    address = url("countersign", link.pk)
    given = {
        "entry": [clear.pk, unclear.pk],
        f"why-{unclear.pk}": "Which side?",
        f"answer-{note.pk}": "Agreed.",
    }
    assert client(link=link).post(address, {**given, f"why-{unclear.pk}": "Mrs Example?"}).status_code == 422
    assert client(link=link).post(address, given).status_code == 302
    assert list(LogEntry.objects.order_by("count").values_list("state", "query")) == [
        ("countersigned", ""), ("queried", "Which side?"), ("logged", ""),
    ]  # fmt: skip
    note.refresh_from_db()
    assert (note.number, note.answer) == (3, "Agreed.")
    stages.live_at(at(DAY))
    page = client(stage.ada).get(url("logbook", placement.pk)).content.decode()
    assert "Agreed." in page and "Which side?" in page


def shown(browser, address):
    """The fields of the page as a tutor's browser sends them, everything ticked."""
    page = browser.get(address).content.decode()
    fields = dict(re.findall(r'name="(read-[\w-]+)" value="(\w+)"', page))
    return {**fields, "entry": re.findall(r'name="entry" value="(\d+)"', page)}


def test_what_changed_after_the_page_was_read_is_not_signed(stage):
    placement = stage.placement("arrived")
    entry, calm = log(placement, stage, count=2), log(placement, stage, count=5)
    link = stage.link(placement)
    stages.live_at(at(DAY))
    browser, address = client(link=link), url("countersign", link.pk)
    read = shown(browser, address)
    more = {name: getattr(entry, name) for name in ("done_on", "activity", "modality", "role", "note")}
    actions.correct_entry(entry, {**more, "count": 200}, by=stage.ada, at=at(DAY))
    page = browser.post(address, read)
    assert page.status_code == 422
    assert "The fellow changed something here meanwhile" in page.content.decode()
    assert not LogEntry.objects.filter(state="countersigned").exists()
    assert browser.post(address, shown(browser, address)).status_code == 302
    assert LogEntry.objects.filter(state="countersigned").count() == 2
    again = browser.post(address, {"entry": [entry.pk, calm.pk]}, follow=True)
    assert "They were countersigned already." in again.content.decode()
    assert Entry.objects.filter(verb="placements.countersign").count() == 2


def test_a_line_that_changed_after_it_was_read_is_not_answered(stage):
    placement = stage.placement("arrived")
    actions.check_in(placement, note="All quiet.", by=stage.ada, at=at(DAY))
    read = CheckIn.objects.select_related("placement__tutor").get()
    actions.check_in(placement, note="My tutor is never there.", by=stage.ada, at=at(DAY))
    with pytest.raises(Refused) as refused:
        actions.answer_check_in(read, answer="Glad to hear it.", by=stage.link(placement), at=at(DAY))
    assert refused.value.verdict.code == "changed"
    assert CheckIn.objects.get().answer == ""


def test_check_in_is_one_line_a_week_until_it_is_answered(stage):
    placement = stage.placement("arrived")
    for text in ("First words.", "Better words."):
        actions.check_in(placement, note=text, by=stage.ada, at=at(DAY))
    row = CheckIn.objects.get()
    assert row.note == "Better words."
    actions.answer_check_in(row, answer="Yes.", by=stage.link(placement), at=at(DAY))
    with pytest.raises(Refused) as refused:
        actions.check_in(placement, note="Third.", by=stage.ada, at=at(DAY))
    assert refused.value.verdict.code == "answered"
    actions.check_in(placement, note="Next week.", by=stage.ada, at=at(DAY + timedelta(7)))
    assert list(CheckIn.objects.values_list("number", flat=True)) == [4, 3]
    stages.live_at(at(DAY + timedelta(7)))
    answer = client(stage.ada).post(url("logbook", placement.pk), {"note": "Mrs Example was glad"})
    assert answer.status_code == 422


def test_progress_is_told_by_part_and_countersigned(stage):
    placement = stage.placement("arrived")
    line = placement.objectives.first()
    log(placement, stage, objective=line, role="observed", count=2)
    signed = log(placement, stage, objective=line, role="performed", count=5)
    queried = log(placement, stage, objective=line, role="performed", count=90)
    link = stage.link(placement)
    actions.countersign([signed], by=link, at=at(DAY))
    actions.query_entry(queried, reason="So many?", by=link, at=at(DAY))
    row = queries.objective_progress(placement)[0]
    assert (row["done"], row["roles"], row["signed"]) == (7, [2, 0, 5], 5)


def earlier(stage, number):
    """Completed stays with 10, 20, 30 and so on countersigned activities of the first objective."""
    model = Placement
    for index in range(number):
        award = stages.Award.objects.create(
            application=stage.applications[index],
            offer=stage.offers[0],
            state="ended",
            offered_at=stages.PUBLISHED,
            accept_by=stages.PUBLISHED,
        )
        row = model.objects.create(
            award=award, offer=stage.offers[0], state="completed", opened_at=at(STARTS),
            completed_at=at(ENDS + timedelta(index)), starts_on=STARTS, ends_on=ENDS,
        )  # fmt: skip
        line = row.objectives.create(order=1, kind="skill", text="Objective 1")
        row.entries.create(
            objective=line, done_on=DAY, activity="reporting", role="observed", count=10 * (index + 1),
            state="countersigned", logged_at=at(DAY),
        )  # fmt: skip


@pytest.mark.parametrize(("number", "mean"), [(4, None), (5, 30.0), (6, 30.0), (9, 30.0), (10, 55.0)])
def test_earlier_fellows_are_told_only_in_fives(db, number, mean):
    stage = stages.make(places=1, applicants=12)
    placement = stage.placement("arrived")
    stage.applications.reverse()  # the last first: the first has a stay of her own
    earlier(stage, number)
    assert queries.earlier_means(placement).get("Objective 1") == mean


def test_export_logbook_says_what_is_countersigned(stage):
    placement = stage.placement("arrived")
    line = placement.objectives.first()
    signed = log(placement, stage, objective=line, count=5)
    log(placement, stage, note="=1+1")
    actions.countersign([signed], by=stage.link(placement), at=at(DAY))
    stages.live_at(at(DAY))
    browser = client(stage.ada)
    rows = browser.get(url("export_logbook", placement.pk, "csv")).content.decode().splitlines()
    assert len(rows) == 3
    assert "countersigned,2024-09-20" in rows[1]
    assert "'=1+1" in rows[2]
    paper = browser.get(url("export_logbook", placement.pk, "pdf"))
    assert paper.content.startswith(b"%PDF-") and paper["Content-Type"] == "application/pdf"
    assert browser.get(url("export_logbook", placement.pk, "xlsx")).content.startswith(b"PK")
    assert browser.get(url("export_logbook", placement.pk, "exe")).status_code == 404
    assert client(stage.hana).get(url("export_logbook", placement.pk, "csv")).status_code == 404


def test_the_logbook_asks_as_often_for_many_entries_as_for_one(stage):
    placement = stage.placement("arrived")
    stages.live_at(at(DAY))
    browser, address = client(stage.ada), url("logbook", placement.pk)
    log(placement, stage, objective=placement.objectives.first())
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for line in placement.objectives.all():
        for _ in range(5):
            log(placement, stage, objective=line)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(one)


def test_forgetting_a_fellow_forgets_the_lines_of_the_weeks(stage):
    placement = stage.placement("arrived")
    actions.check_in(placement, note="Busy.", by=stage.ada, at=at(DAY))
    actions.forget(stage.ada, at=at(DAY))
    assert CheckIn.objects.get().note == ""
