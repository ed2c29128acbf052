"""Before the arrival: copied from the centre's list, counted back from the start, ticked off by its owner."""

from datetime import date, timedelta

import pytest

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import STARTS, at
from sojourn.centres.models import Centre, Requirement
from sojourn.placements import actions, queries, rules
from sojourn.placements.models import Errand
from sojourn.post.models import Letter
from sojourn.ui.gates import Refused

ASKED = (
    # title, owner, days before, of whom
    ("Proof of vaccination", "fellow", 60, "all"),
    ("Visa letter", "centre", 90, "visa"),
    ("Register with the chamber", "fellow", 120, "hands_on"),
    ("Insurance", "office", 30, "all"),
)


def stage(mode="hands_on"):
    made = stages.make()
    centre = made.offers[0].centre
    Centre.objects.filter(pk=centre.pk).update(mode=mode)
    for order, (title, owner, days, whom) in enumerate(ASKED, 1):
        Requirement.objects.create(
            centre=centre, order=order, title=title, owner=owner, days_before=days, of_whom=whom
        )
    return made


@pytest.fixture
def agreed(db):
    made = stage()
    made.stay = made.placement("agreed")
    return made


def errand(placement, title):
    return queries.errands_behind(placement).get(title=title)


@pytest.mark.parametrize(("mode", "number"), [("hands_on", 4), ("observer", 3)])
def test_the_centres_list_is_copied_for_whom_it_concerns(db, mode, number):
    placement = stage(mode).placement("agreeing")
    assert placement.errands.count() == number
    Requirement.objects.all().delete()
    assert placement.errands.count() == number  # a later change touches no stay that is under way


@pytest.mark.parametrize(
    ("days_before_start", "sign"),
    [(200, "open"), (75, "open"), (74, "soon"), (60, "soon"), (59, "late"), (0, "late")],
)
def test_red_comes_before_it_is_too_late(agreed, days_before_start, sign):
    now = at(STARTS - timedelta(days_before_start))
    signs = {line.errand.title: line.sign for line in queries.errand_lines(agreed.stay, at=now)}
    assert signs["Proof of vaccination"] == sign


def test_another_start_moves_every_latest_day(agreed):
    later = STARTS + timedelta(28)
    now = at(date(2024, 6, 1))
    due = [
        [line.due_on for line in queries.errand_lines(agreed.stay, at=now, starts_on=day)]
        for day in (STARTS, later)
    ]
    assert [after - before for before, after in zip(*due, strict=True)] == [timedelta(28)] * 4


WHO = ("ada", "hana", "ida", "mia", "zoe")
TABLE = [
    # verb, title, who may
    ("finish", "Proof of vaccination", {"ada", "ida"}),
    ("finish", "Visa letter", {"hana", "ida"}),
    ("finish", "Insurance", {"ida"}),
    ("spare", "Proof of vaccination", {"hana", "ida"}),
    ("spare", "Visa letter", {"ada", "hana", "ida"}),
    ("spare", "Insurance", {"hana", "ida"}),
]


@pytest.mark.parametrize(("verb", "title", "may"), TABLE)
def test_who_settles_what(agreed, verb, title, may):
    row = errand(agreed.stay, title)
    rule = getattr(rules, f"may_{verb}_errand")
    assert {who for who in WHO if rule(row, by=getattr(agreed, who), at=at(STARTS))} == may


def test_finish_names_who_did_it_and_can_be_undone(agreed):
    row = errand(agreed.stay, "Proof of vaccination")
    actions.finish_errand(row, by=agreed.ada, at=at(date(2024, 7, 1)))
    assert (row.state, row.settled_by) == ("done", "Ada Lind")
    with pytest.raises(Refused):
        actions.finish_errand(row, by=agreed.ada, at=at(date(2024, 7, 1)))
    actions.reopen_errand(row, by=agreed.ada, at=at(date(2024, 7, 2)))
    assert (row.state, row.settled_by, row.settled_at) == ("open", "", None)


def letters():
    return Letter.objects.filter(kind="placements.before_arrival")


def test_each_owner_is_reminded_once_two_weeks_before(agreed):
    for day in range(110, 0, -1):
        actions.tick(at=at(STARTS - timedelta(day)))
    told = {letter.to_user for letter in letters()}
    assert told == {agreed.ada, agreed.hana, agreed.ida}
    to_ada = letters().filter(to_user=agreed.ada)
    assert to_ada.count() == 2  # the chamber is late from the first day on, the vaccination comes later
    assert all("Register with the chamber" in one.text or "vaccination" in one.text for one in to_ada)


def test_what_is_settled_reminds_nobody(agreed):
    Errand.objects.update(state="done")
    actions.tick(at=at(STARTS - timedelta(5)))
    assert not letters().exists()


def test_desks_show_to_each_its_own(agreed):
    now = at(STARTS - timedelta(20))
    shown = {
        who: {
            line.title for line in queries.waiting_for(getattr(agreed, who), at=now) if line.verb == "See to"
        }
        for who in WHO
    }
    assert shown["ada"] == {"Proof of vaccination", "Register with the chamber"}
    assert shown["hana"] == {"Visa letter (for Ada Lind)"}
    assert shown["ida"] == {"Insurance (for Ada Lind)"}
    assert shown["mia"] == shown["zoe"] == set()


def test_an_earlier_start_says_what_could_not_be_seen_to_any_more(agreed):
    now = at(STARTS - timedelta(80))
    values = {"starts_on": STARTS - timedelta(14), "ends_on": date(2024, 11, 17)}
    lines = {line["what"]: line for line in queries.what_moves(agreed.stay, values, at=now)}
    late = {what for what, line in lines.items() if line["late"]}
    assert late == {"Visa letter: latest day", "Register with the chamber: latest day"}
    assert lines["Proof of vaccination: latest day"]["moved"]
