"""The doors of a stay: fellow, centre, office, and the tutor's mailed link."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.awards import actions as awards
from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import ENDS, PUBLISHED, STARTS, answers, at, client
from sojourn.placements import actions, queries
from sojourn.placements.models import LogEntry, Placement
from sojourn.post.models import Letter

DAY = timedelta(1)


@pytest.fixture
def stage(db):
    return stages.make()


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


def statuses(stage, address, who="ada ida finn mia zoe hana"):
    given = {name: client(getattr(stage, name)).get(address).status_code for name in who.split()}
    return given | {"visitor": client().get(address).status_code}


FELLOW = {"ada": 200, "ida": 404, "finn": 404, "mia": 404, "zoe": 404, "hana": 404, "visitor": 302}
PAPERS = FELLOW | {"ida": 200, "finn": 200}
STAY = PAPERS | {"hana": 200}
OFFICE = FELLOW | {"ada": 404, "ida": 200, "finn": 200}
CENTRE = FELLOW | {"ada": 404, "hana": 200}


@pytest.mark.parametrize(
    ("state", "name", "more", "expected"),
    [
        ("agreeing", "stay", (), STAY),
        ("agreeing", "propose_dates", (), FELLOW),
        ("proposed", "agree_dates", (), CENTRE),
        ("proposed", "refuse_dates", (), CENTRE),
        ("agreed", "plan", (), PAPERS),
        ("agreed", "edit_plan", (), FELLOW),
        ("signed", "plan_version", (1,), PAPERS),
        ("signed", "confirm_arrival", (), CENTRE),
        ("arrived", "logbook", (), PAPERS),
        ("arrived", "log", (), FELLOW),
        ("arrived", "evaluate", ("midterm",), FELLOW),
        ("arrived", "file_report", (), FELLOW),
        ("arrived", "end_early", (), OFFICE),
        ("reported", "evaluation", ("final",), PAPERS),
        ("reported", "report", (), PAPERS),
    ],
)
def test_the_doors_of_a_stay(stage, state, name, more, expected):
    placement = stage.placement(state)
    late = {"arrived": date(2024, 11, 20), "reported": date(2024, 11, 30), "signed": STARTS}
    stages.live_at(at(late.get(state, date(2024, 8, 25))))
    assert statuses(stage, url(name, placement.pk, *more)) == expected


def test_the_offices_lists_hold_only_its_own(stage):
    stage.placement()
    stages.live_at(at(date(2024, 8, 25)))
    for name in ("office", "export_list"):
        assert statuses(stage, url(name)) == {
            "ada": 403, "ida": 200, "finn": 200, "mia": 200, "zoe": 403, "hana": 403, "visitor": 302,
        }  # fmt: skip
    assert b"Ada" in client(stage.ida).get(url("office")).content
    assert b"Ada" not in client(stage.mia).get(url("office")).content
    assert b"Ada" in client(stage.hana).get(url("hosted")).content
    assert b"Ada" not in client(stage.mia).get(url("hosted")).content


TUTOR = ["tutor_page", "tutor_dates", "tutor_arrival", "tutor_plan", "countersign"]


@pytest.mark.parametrize("name", TUTOR)
def test_the_tutors_pages_open_to_the_holder_of_the_link_only(stage, name):
    placement = stage.placement("proposed" if name == "tutor_dates" else "agreed")
    stages.live_at(at(STARTS))
    link = stage.link(placement)
    address = url(name, link.pk)
    answer = client(link=link).get(address)
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "strict-origin"
    for who in (None, stage.ada, stage.ida, stage.mia, stage.hana):
        assert client(who).get(address).status_code == 404


def test_a_former_tutor_finds_nothing(stage):
    placement = stage.placement("agreed")
    link = stage.link(placement)
    Placement.objects.update(tutor=stage.tutors[1])
    assert client(link=link).get(url("tutor_page", link.pk)).status_code == 404


def test_a_link_to_one_stay_does_not_open_the_entries_of_another(db):
    stage = stages.make(places=2, applicants=2)
    stage.placement("arrived")
    awards.accept(stage.award_of(1), by=stage.zoe, at=PUBLISHED)
    actions.open_accepted(at=PUBLISHED)
    other = queries.mine(stage.zoe).get()
    entry = LogEntry.objects.create(
        placement=other, done_on=STARTS, activity="meeting", role="observed", logged_at=at(STARTS)
    )
    link = stage.link(queries.mine(stage.ada).get())
    assert client(link=link).get(url("query_entry", link.pk, entry.pk)).status_code == 404
    client(link=link).post(url("countersign", link.pk), {"entry": [entry.pk]})
    entry.refresh_from_db()
    assert entry.state == "logged"


def test_propose_dates_puts_the_reason_beside_the_field_and_loses_nothing(stage):
    placement = stage.placement()
    stages.live_at(PUBLISHED + 3 * DAY)
    days = {"starts_on": "2024-09-02", "ends_on": "2024-09-30"}
    answer = client(stage.ada).post(url("propose_dates", placement.pk), days)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "the stay has to last 3 months, until 1 December 2024" in page
    assert 'value="2024-09-30"' in page
    client(stage.ada).post(url("propose_dates", placement.pk), days | {"ends_on": "2024-12-01"})
    assert Placement.objects.get().state == "proposed"


def test_tutor_agrees_in_one_press_or_asks_for_other_dates(stage):
    placement = stage.placement("proposed")
    stages.live_at(PUBLISHED + 4 * DAY)
    link = stage.link(placement)
    browser = client(link=link)
    assert browser.post(url("tutor_dates", link.pk), {"refuse": "1", "reason": ""}).status_code == 422
    answer = browser.post(url("tutor_dates", link.pk), {"agree": "1"}, follow=True)
    assert "The dates are agreed" in answer.content.decode()
    assert Placement.objects.get().state == "agreed"


def test_edit_plan_in_two_windows_shows_both_texts(stage):
    placement = stage.placement("agreed")
    stages.live_at(at(date(2024, 8, 25)))
    page = client(stage.ada).get(url("edit_plan", placement.pk))
    form = {"version": page.context["form"]["version"].value(), "monitoring": "My second text."}
    for line in placement.objectives.all():
        form |= {f"level_{line.pk}": "2", f"planned_{line.pk}": "5"}
    actions.edit_plan(placement, {"monitoring": "My first text."}, by=stage.ada, at=at(date(2024, 8, 24)))
    answer = client(stage.ada).post(url("edit_plan", placement.pk), form)
    assert answer.status_code == 422
    assert "My first text." in answer.content.decode()
    assert "My second text." in answer.content.decode()
    form["version"] = answer.context["form"]["version"].value()
    assert client(stage.ada).post(url("edit_plan", placement.pk), form).status_code == 302
    assert Placement.objects.get().monitoring == "My second text."


def test_log_stops_at_what_looks_like_a_patient(stage):
    placement = stage.placement("arrived")
    stages.live_at(at(date(2024, 9, 10)))
    address = url("log", placement.pk)
    entry = {"activity": "reporting", "role": "performed", "count": "3", "done_on": "2024-09-10"}
    answer = client(stage.ada).post(address, entry | {"note": "CT of Mr Example, born 12.03.1961"})
    assert answer.status_code == 422
    assert "This looks like a date like a date of birth" in answer.content.decode()
    assert LogEntry.objects.count() == 0
    confirmed = entry | {"note": "Protocol 20240910 tried", "sure": "on"}
    assert client(stage.ada).post(address, confirmed).status_code == 302
    assert LogEntry.objects.get().note == "Protocol 20240910 tried"
    kept = client(stage.ada).post(address, entry | {"another": "1"})
    assert kept.url.endswith("/log/")  # where what was logged last is offered


def test_evaluations_stay_closed_to_the_other_side_until_both_are_in(stage):
    placement = stage.placement("arrived")
    stages.live_at(at(date(2024, 10, 18)))
    link = stage.link(placement)
    given = answers("tutor") | {"comment": "A secret so far."}
    client(link=link).post(url("tutor_evaluate", link.pk, "midterm"), given)
    page = url("evaluation", placement.pk, "midterm")
    assert "A secret so far." not in client(stage.ada).get(page).content.decode()
    assert "A secret so far." in client(stage.ida).get(page).content.decode()
    client(stage.ada).post(url("evaluate", placement.pk, "midterm"), answers("fellow") | {"comment": "Mine."})
    assert "A secret so far." in client(stage.ada).get(page).content.decode()
    tutors = client(link=link).get(url("tutor_evaluate", link.pk, "midterm")).content.decode()
    assert "Mine." in tutors


def test_evaluate_asks_for_each_answer(stage):
    placement = stage.placement("arrived")
    stages.live_at(at(date(2024, 10, 18)))
    answer = client(stage.ada).post(
        url("evaluate", placement.pk, "midterm"), {"welcome": "4", "comment": "Kept."}
    )
    assert answer.status_code == 422
    assert answer.content.decode().count("Choose a level from 1 to 5.") >= 4
    assert "Kept." in answer.content.decode()


def test_report_goes_by_draft_filing_return_and_acceptance(stage):
    placement = stage.placement("arrived")
    stages.live_at(at(date(2024, 11, 28)))
    address = url("file_report", placement.pk)
    draft = {"draft": "1", "learned": "Half a sentence", "version": "0"}
    assert client(stage.ada).post(address, draft).status_code == 302
    assert client(stage.ida).get(url("report", placement.pk)).status_code == 404
    short = client(stage.ada).post(address, {"learned": "Half a sentence", "version": "2"})
    assert short.status_code == 422
    assert "Half a sentence" in short.content.decode()
    whole = {"learned": "A", "changes": "B", "advice": "C", "version": "2"}
    whole |= {f"level_{line.pk}": "4" for line in placement.objectives.all()}
    assert client(stage.ada).post(address, whole).status_code == 302
    assert client(stage.ada).post(url("accept_report", placement.pk)).status_code == 404
    client(stage.ida).post(url("return_report", placement.pk), {"reason": "Say more."})
    assert "Say more." in client(stage.ada).get(address).content.decode()
    version = str(queries.report_of(placement).version)
    client(stage.ada).post(address, whole | {"version": version})
    client(stage.ida).post(url("accept_report", placement.pk))
    assert queries.report_of(placement).state == "accepted"


@pytest.mark.parametrize(
    "state", ["agreeing", "proposed", "agreed", "signed", "arrived", "reported", "completed"]
)
def test_the_timeline_stands_in_every_state(stage, state):
    placement = stage.placement(state)
    stages.live_at(at(ENDS))
    for who in (stage.ada, stage.ida, stage.hana):
        assert client(who).get(url("stay", placement.pk)).status_code == 200
    link = stage.link(placement)
    assert client(link=link).get(url("tutor_page", link.pk)).status_code == 200


def test_the_centre_sees_names_and_dates_and_no_papers(stage):
    placement = stage.placement("reported")
    stages.live_at(at(ENDS))
    page = client(stage.hana).get(url("stay", placement.pk)).content.decode()
    assert "Ada Lind" in page
    for word in ("Report", "Mid-term", "Grant", "Logbook"):
        assert word not in page


@pytest.mark.parametrize("name", ["office", "hosted"])
def test_lists_ask_as_many_questions_for_three_as_for_one(db, name):
    stage = stages.make(places=3, applicants=3)
    stages.live_at(PUBLISHED + DAY)
    stage.award()
    counted = []
    for number, user in enumerate(stage.applicants):
        awards.accept(stage.award_of(number), by=user, at=PUBLISHED)
        actions.open_accepted(at=PUBLISHED)
        browser = client(stage.ida if name == "office" else stage.hana)
        browser.get(url(name))  # the header keeps for a minute what it found
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url(name)).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[2]


def test_ratings_are_told_from_five_voices_on(db):
    stage = stages.make(places=5, applicants=5)
    stage.award()
    institution = stage.offers[0].centre.institution
    for number, user in enumerate(stage.applicants):
        assert queries.ratings(institution) is None
        awards.accept(stage.award_of(number), by=user, at=PUBLISHED)
        actions.open_accepted(at=PUBLISHED)
        placement = queries.mine(user).get()
        placement.evaluations.create(
            moment="final",
            side="fellow",
            offer=placement.offer,
            answers=answers("fellow", 1 + number),
            given_at=PUBLISHED,
        )
    found = queries.ratings(institution)
    assert found["voices"] == 5
    assert {mean for _, mean in found["answers"]} == {3.0}


def test_letters_that_lost_their_reason_are_stopped(stage):
    placement = stage.placement("arrived")
    letters = {letter.kind: letter for letter in Letter.objects.filter(thing_id=str(placement.pk))}
    assert queries.recipient(letters["placements.confirm_arrival"]) == ""
    assert queries.recipient(letters["placements.evaluate_midterm"]) == stage.tutors[0].email
    assert queries.recipient(letters["placements.open"]) == stage.ada.email


@pytest.mark.parametrize(
    ("name", "who", "most"),
    [
        ("stay", "ada", 45),
        ("stay", "ida", 35),
        ("stay", "hana", 25),
        ("logbook", "ada", 20),
        ("office", "ida", 15),
    ],
)
def test_a_page_asks_no_more_than_it_needs(stage, name, who, most):
    placement = stage.placement("reported")
    stages.live_at(at(ENDS))
    browser = client(getattr(stage, who))
    address = url(name) if name == "office" else url(name, placement.pk)
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    assert len(asked) <= most, "\n".join(query["sql"][:150] for query in asked)
