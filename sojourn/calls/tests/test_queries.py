"""What is public, what follows from the dates, and that no list grows with its queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sojourn.calls import actions, queries, rules
from sojourn.calls.models import Call
from sojourn.calls.queries import papers
from sojourn.calls.tests import here
from sojourn.core import eligibility
from sojourn.societies.models import Officer

SECOND = timedelta(seconds=1)


def made(**changes) -> Call:
    given = {
        "state": "announced", "zone": "Europe/Vienna", "grace_minutes": 5,
        "opens_at": datetime(2024, 1, 31, 23, 0, tzinfo=UTC),
        "closes_at": datetime(2024, 3, 18, 22, 59, tzinfo=UTC),
    }  # fmt: skip
    return Call(**{**given, **changes})


@pytest.mark.parametrize(
    ("at", "phase", "is_open"),
    [
        ("2024-01-31T22:59:59", "announced", False),
        ("2024-01-31T23:00:00", "open", True),
        ("2024-03-18T22:58:59", "open", True),
        ("2024-03-18T22:59:00", "grace", True),
        ("2024-03-18T23:03:59", "grace", True),
        ("2024-03-18T23:04:00", "closed", False),
    ],
)
def test_phase_and_open_at_by_the_second(at, phase, is_open):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert queries.phase(made(), moment) == phase
    assert queries.open_at(made(), moment) is is_open


def test_refused_from_is_four_minutes_after_midnight_in_vienna():
    assert queries.refused_from(made()) == datetime(2024, 3, 18, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize("state", ["draft", "completed"])
def test_neither_a_draft_nor_a_past_call_is_open(state):
    assert queries.phase(made(state=state), here.OPEN) == state
    assert not queries.open_at(made(state=state), here.OPEN)


def test_grace_across_the_change_to_summer_time_is_five_real_minutes():
    """Clocks jump from 02:00 to 03:00 in that night: 01:59 plus five minutes is 03:04 on the wall."""
    call = made(closes_at=datetime(2024, 3, 31, 0, 59, tzinfo=UTC))
    assert queries.open_at(call, datetime(2024, 3, 31, 1, 3, 59, tzinfo=UTC))
    assert not queries.open_at(call, datetime(2024, 3, 31, 1, 4, tzinfo=UTC))


@pytest.mark.django_db
def test_drafts_are_not_public():
    house = here.draft()
    assert queries.current(here.OPEN) is None
    assert queries.call("2024") is None
    assert queries.programme("2024", "esgar") is None
    actions.announce(house.call, by=house.finn, at=here.BEFORE)
    assert queries.current(here.OPEN) == house.call
    assert queries.programme("2024", "esgar") == house.programmes["ESGAR"]


@pytest.mark.django_db
def test_visible_to_officers_only():
    house = here.draft()
    ida, zoe = here.person("Ida Gast"), here.person("Zoe Frei")
    Officer.objects.create(society=house.societies["ESGAR"], user=ida)
    assert list(queries.visible_to(house.finn)) == [house.call]
    assert list(queries.visible_to(ida)) == [house.call]
    assert list(queries.visible_to(zoe)) == []


@pytest.mark.django_db
def test_waiting_for_each_kind_of_officer():
    house = here.draft()
    ida, zoe = here.person("Ida Gast"), here.person("Zoe Frei")
    Officer.objects.create(society=house.societies["ESUR"], user=ida)
    assert [line.verb for line in queries.waiting_for(house.finn, at=here.BEFORE)] == ["Prepare"]
    assert queries.waiting_for(ida, at=here.BEFORE) == []
    actions.edit_programme(house.programmes["ESUR"], {"places": None}, by=house.finn, at=here.BEFORE)
    assert [line.url for line in queries.waiting_for(ida, at=here.BEFORE)] == ["/office/calls/2024/esur/"]
    assert queries.waiting_for(zoe, at=here.BEFORE) == []


@pytest.mark.django_db
def test_waiting_for_in_an_empty_installation_is_the_first_call():
    house = here.empty_house()
    (line,) = queries.waiting_for(house.finn, at=here.BEFORE)
    assert (line.verb, line.url) == ("Begin", "/office/calls/begin/")


@pytest.mark.django_db
def test_ready_asks_the_same_at_one_programme_and_at_eleven():
    house = here.draft()
    with CaptureQueriesContext(connection) as many:
        rules.ready(house.call, at=here.BEFORE)
    house.call.programmes.exclude(society__acronym="ESTI").delete()
    with CaptureQueriesContext(connection) as one:
        rules.ready(house.call, at=here.BEFORE)
    assert len(one) == len(many) > 1


@pytest.mark.django_db
def test_grant_total_needs_every_share():
    house = here.draft()
    programme = house.programmes["EUSOBI"]
    assert queries.grant_total(queries.shares(programme)) == 750_000
    programme.shares.update(amount=None)
    assert queries.grant_total(queries.shares(programme)) is None
    assert queries.grant_total([]) is None


def test_papers_give_every_programme_ten_thousand_parts_and_known_rule_kinds():
    for row in papers.of()["programmes"]:
        assert sum(part["share"] for part in row["instalments"]) == 10_000
        for rule in row["rules"]:
            assert eligibility.faults(rule["kind"], rule.get("params", {})) == {}
        assert [slot["code"] for slot in row["slots"] if not slot.get("when")] == [
            "motivation",
            "cv",
            "certification",
            "recommendation",
        ]


def test_papers_hold_forty_invented_centres_with_examples_only():
    institutions = papers.centres()
    assert len(institutions) == 40
    assert all("(invented)" in row["name"] for row in institutions)
    tutors = [tutor for row in institutions for centre in row["centres"] for tutor in centre["tutors"]]
    assert all(tutor["email"].endswith(".example") for tutor in tutors)
    assert len({tutor["email"] for tutor in tutors}) == len(tutors)
    several = [row for row in institutions if len(row["centres"]) > 1]
    assert several
    assert all(row["shared_places"] <= sum(c["places"] for c in row["centres"])
               for row in several if "shared_places" in row)  # fmt: skip


def test_papers_name_only_the_known_kinds_of_marks():
    data = papers.of()
    marks = [*data["marks"].values(), *(mark for row in data["programmes"] for mark in row["marks"].values())]
    assert {mark["kind"] for mark in marks} == {"printed", "ours", "demonstration", "unknown"}
    assert all(mark.get("note") for mark in marks)


def test_what_is_asked_for_demonstration_only_says_so_and_stays_in_2024():
    asked = {row["acronym"]: row for row in papers.of()["programmes"] if row.get("questions")}
    assert len(asked) == 1
    for row in asked.values():
        assert all("emonstration" in question["help"] for question in row["questions"])
        assert row["marks"]["questions"]["kind"] == "demonstration"
        assert [question["depends_on"] for question in row["questions"] if "depends_on" in question]
    further = [slot for row in papers.of()["programmes"] for slot in row["slots"] if slot.get("when")]
    assert further
    assert all(slot["mark"]["kind"] == "demonstration" for slot in further)
    assert all("demonstration" in slot["title"] for slot in further)
    for row in papers.earlier(2023)["programmes"]:
        assert not row["questions"]
        assert not [slot for slot in row["slots"] if slot.get("when")]
