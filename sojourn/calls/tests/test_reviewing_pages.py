"""How a programme decides: criteria, phases, training cases, rights and reminders, edited in the browser."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.calls import actions, queries, rules
from sojourn.calls.models import Call, Criterion, Programme, TrainingCase
from sojourn.journal import queries as journal
from sojourn.ui.gates import Refused
from sojourn.upkeep.demo import papers
from tests.house.things import _draft

pytestmark = pytest.mark.django_db
SCALE = "1 Weak\n2 Fair\n3 Good\n4 Outstanding"


def draft(world) -> Programme:
    return Programme.objects.get(call=_draft(world), society=world.society)


def address(name: str, programme, *more) -> str:
    return reverse(f"calls:{name}", args=[programme.call.slug, programme.society.slug, *more])


@pytest.fixture
def ida(client, world):
    world.walk("submitted")
    client.force_login(world.ida)
    return client


def test_a_criterion_is_added_with_its_levels_edited_moved_and_removed(ida, world):
    programme = draft(world)
    before = [one.code for one in programme.criteria.all()]
    values = {"title": "Plan for home", "guidance": "What comes of it", "weight": 3, "anchors": SCALE}
    answer = ida.post(address("add_criterion", programme), values)
    assert answer.status_code == 302 and answer["Location"].endswith("#criteria")
    made = programme.criteria.get(code="plan-for-home")
    assert (made.weight, made.lowest, made.highest, made.anchors["4"]) == (3, 1, 4, "Outstanding")
    page = ida.get(address("how_it_decides", programme)).content.decode()
    assert "Plan for home" in page and "Outstanding" in page
    programme.minimum_scores.create(criterion=made.code, least="3.5")
    edit = address("edit_criterion", programme, made.code)
    values = {**values, "version": made.version, "anchors": "0 No\n1 Yes", "weight": 1}
    assert ida.post(edit, values).status_code == 302
    made.refresh_from_db()
    assert (made.lowest, made.highest, made.weight) == (0, 1, 1)
    assert not programme.minimum_scores.filter(criterion=made.code).exists()  # none could reach 3.5
    assert ida.post(edit, values).status_code == 409  # from an old tab
    ida.post(address("move_criterion", programme, made.code), {"direction": "up"})
    assert [one.code for one in programme.criteria.all()][-2] == made.code
    assert ida.post(address("remove_criterion", programme, made.code)).status_code == 302
    assert [one.code for one in programme.criteria.all()] == before


@pytest.mark.parametrize(
    ("anchors", "code"),
    [("1 a\n3 b", "gap"), ("1 a\n1 b", "twice"), ("good\nbad", "level"), ("1 only", "number")],
)
def test_a_scale_has_no_gap(ida, world, anchors, code):
    programme = draft(world)
    values = {"title": "X", "weight": 1, "anchors": anchors}
    page = ida.post(address("add_criterion", programme), values)
    assert page.status_code == 422
    assert page.context["form"].errors.as_data()["anchors"][0].code == code


def test_criteria_and_results_are_frozen_by_the_opening_and_the_committees_work_by_the_closing(world):
    world.walk("submitted")
    asked = {"by": world.ida, "at": world.now}
    assert rules.may_edit_criterion(world.programme, **asked).code == "frozen"
    assert rules.may_edit_results(world.programme, **asked).code == "frozen"
    assert rules.may_edit_reviewing(world.programme, **asked)
    assert rules.may_grade_conflicts(world.programme, **asked)
    world.walk("closed")
    asked["at"] = world.now
    for may in (rules.may_edit_reviewing, rules.may_grade_conflicts, rules.may_add_case):
        assert may(world.programme, **asked).code == "reviewing"
    assert rules.may_edit_phases(world.programme, **asked)
    assert rules.may_edit_pace(world.call, by=world.finn, at=world.now)
    assert rules.may_edit_pace(world.call, by=world.ida, at=world.now).code == "not-officer"
    with pytest.raises(Refused):
        actions.edit_reviewing(world.programme, {"blind": True}, **asked)


def phases(programme, *rows) -> dict:
    """What the page sends: (title, days after the closing, days, rights)."""
    given = {"version": programme.version}
    for number, (title, starts, ends, rights) in enumerate(rows):
        given |= {
            f"title-{number}": title,
            f"starts_at-{number}": starts.strftime("%Y-%m-%dT%H:%M"),
            f"ends_at-{number}": ends.strftime("%Y-%m-%dT%H:%M"),
            **{f"{right}-{number}": "on" for right in rights},
        }
    return given


def local(programme, days: int):
    moment = programme.call.closes_at + timedelta(days=days)
    return moment.astimezone(ZoneInfo(programme.call.zone))


def test_edit_phases_keeps_dates_and_rights_and_refuses_what_overlaps(ida, world):
    programme = world.programme
    day = lambda number: local(programme, number)  # noqa: E731
    rows = [("Scores", day(1), day(10), ["may_score"]), ("Talk", day(10), day(20), ["may_discuss"])]
    assert ida.post(address("edit_phases", programme), phases(programme, *rows)).status_code == 302
    kept = queries.review_phases(programme)
    assert [(one.title, one.may_score, one.may_discuss) for one in kept] == [
        ("Scores", True, False),
        ("Talk", False, True),
    ]
    programme.refresh_from_db()
    wrong = [("Scores", day(1), day(10), []), ("Talk", day(9), day(20), [])]
    page = ida.post(address("edit_phases", programme), phases(programme, *wrong))
    assert page.status_code == 422 and "starts_at-1" in page.context["form"].errors
    early = [("Scores", day(-3), day(10), [])]
    page = ida.post(address("edit_phases", programme), phases(programme, *early))
    assert page.status_code == 422 and "starts_at-0" in page.context["form"].errors
    old = {**phases(programme, *rows), "version": programme.version - 1}
    assert ida.post(address("edit_phases", programme), old).status_code == 409
    assert ida.post(address("edit_phases", programme), {"version": programme.version}).status_code == 302
    assert not queries.review_phases(programme)


def test_a_phase_that_has_begun_keeps_its_rights_and_one_that_ended_stays(world):
    world.walk("closed")
    programme = world.programme
    day = lambda number: world.now + timedelta(days=number)  # noqa: E731
    rights = dict.fromkeys(("may_score", "sees_colleagues", "may_discuss", "may_change"), True)
    rows = [
        ("over", {"starts_at": day(-5), "ends_at": day(-2)}),
        ("runs", {"starts_at": day(-2), "ends_at": day(2)}),
        ("ahead", {"starts_at": day(2), "ends_at": day(4)}),
    ]
    over, runs, ahead = (programme.phases.create(title=title, **when, **rights) for title, when in rows)
    given = {one.title: {name: getattr(one, name) for name in queries.PHASE} for one in (over, runs, ahead)}
    table = [
        (over, given["over"], ""),
        (over, given["over"] | {"title": "x"}, "ended"),
        (over, None, "ended"),
        (runs, given["runs"] | {"ends_at": day(3), "title": "x"}, ""),
        (runs, given["runs"] | {"ends_at": day(-1)}, "past"),
        (runs, given["runs"] | {"may_score": False}, "runs"),
        (runs, given["runs"] | {"starts_at": day(-1)}, "runs"),
        (runs, None, "runs"),
        (ahead, given["ahead"] | {"may_score": False, "starts_at": day(3)}, ""),
        (ahead, None, ""),
    ]
    said = [(one.title, rules.phase_stands(one, to, at=world.now).code) for one, to, _ in table]
    assert said == [(one.title, code) for one, _, code in table]


def test_a_training_case_has_words_or_a_file_and_reference_levels(ida, world):
    programme = world.programme
    code = programme.criteria.first().code
    assert ida.post(address("add_case", programme), {"title": "Case A"}).status_code == 422
    bad = SimpleUploadedFile("case.pdf", b"not a pdf", "application/pdf")
    page = ida.post(address("add_case", programme), {"title": "Case A", "file": bad})
    assert page.status_code == 422 and "file" in page.context["form"].errors
    content = papers.content("letter")
    values = {"title": "Case A", f"level-{code}": "3", "reference_note": "A plain plan."}
    good = SimpleUploadedFile("case.pdf", content, "application/pdf")
    assert ida.post(address("add_case", programme), {**values, "file": good}).status_code == 302
    case = TrainingCase.objects.get(programme=programme)
    assert (case.reference, case.file.pages, case.order) == ({code: 3}, 1, 1)
    served = ida.get(address("open_case", programme, case.pk))
    assert served["Content-Disposition"].startswith("attachment")
    edit = address("edit_case", programme, case.pk)
    asked = {**values, "version": case.version, "text": "In words now.", "drop_file": "on"}
    assert ida.post(edit, asked).status_code == 302
    case.refresh_from_db()
    assert case.file is None and case.text == "In words now."
    assert ida.post(edit, asked).status_code == 409
    assert ida.post(address("remove_case", programme, case.pk)).status_code == 302
    assert not TrainingCase.objects.exists()


def test_a_clone_shares_the_file_of_a_case_until_the_last_lets_it_go(
    world, django_capture_on_commit_callbacks
):
    world.walk("submitted")
    programme, asked = world.programme, {"by": world.ida, "at": world.now}
    upload = SimpleUploadedFile("case.pdf", papers.content("letter"), "application/pdf")
    case = actions.add_case(programme, {"title": "A"}, upload=upload, **asked)
    later = queries.cases(draft(world)).get()
    assert later.file == case.file
    file = case.file
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_case(case, **asked)
    assert queries.shows_case(file)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_case(later, **asked)
    assert not type(file).objects.filter(pk=file.pk).exists()


def test_blindness_and_training_first_are_set_in_the_browser(ida, world):
    programme = world.programme
    values = {"version": programme.version, "blind": "on", "training_first": "on"}
    assert ida.post(address("edit_reviewing", programme), values).status_code == 302
    assert ida.post(address("edit_reviewing", programme), values | {"blind": ""}).status_code == 409
    programme.refresh_from_db()
    assert (programme.blind, programme.training_first) == (True, True)
    assert journal.about(programme).filter(verb="calls.edit_reviewing").exists()


def test_reminders_and_rounds_are_set_for_the_whole_call_even_while_it_is_reviewed(client, world):
    world.walk("closed")
    client.force_login(world.finn)
    url = reverse("calls:edit_pace", args=[world.call.slug])
    values = {
        "version": world.call.version,
        "reviewer_chasers": "10, 3, -1",
        "centre_chasers": "1",
        "second_contact_days": 3,
        "rounds_until": "2024-12-01",
        "rounds_by_hand": "on",
    }
    assert client.post(url, values).status_code == 302
    call = Call.objects.get(pk=world.call.pk)
    assert (call.reviewer_chasers, call.centre_chasers, call.rounds_by_hand) == ([10, 3, -1], [1], True)
    assert client.post(url, values).status_code == 409


def test_the_page_asks_as_often_with_many_rows(ida, world):
    programme = draft(world)
    programme.training_cases.create(order=90, title="T", text="x")

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert ida.get(address("how_it_decides", programme)).status_code == 200
        return len(caught)

    asked()  # the line in the header is remembered for a while
    before = asked()
    for number in range(12):
        Criterion.objects.create(
            programme=programme, order=20 + number, code=f"c{number}", title=f"C {number}", anchors={"1": "x"}
        )
        programme.training_cases.create(order=number, title=f"T {number}", text="x", reference={"c1": 2})
    assert asked() == before
