"""Who may prepare a call and until when; the checklist; the reading of "three-four years"."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from sojourn.calls import actions, queries, rules
from sojourn.calls.tests import here
from sojourn.societies.models import Officer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house():
    made = here.announced()
    made.ida, made.mia, made.zoe = (here.person(name) for name in ("Ida Gast", "Mia Fremd", "Zoe Frei"))
    Officer.objects.create(society=made.societies["ESGAR"], user=made.ida)
    Officer.objects.create(society=made.societies["ESTI"], user=made.mia)
    return made


@pytest.mark.parametrize(
    ("who", "dates", "programme"),
    [("finn", "", ""), ("ida", "not-officer", ""), ("mia", "not-officer", "not-officer"),
     ("zoe", "not-officer", "not-officer"), (None, "not-officer", "not-officer")],
)  # fmt: skip
def test_who_may_edit_what_before_the_opening(house, who, dates, programme):
    by = getattr(house, who) if who else None
    asked = {"by": by, "at": house.call.opens_at - MINUTE}
    assert rules.may_edit_dates(house.call, **asked).code == dates
    assert rules.may_edit_programme(house.programmes["ESGAR"], **asked).code == programme
    assert rules.may_edit_offers(house.programmes["ESGAR"], **asked).code == programme


@pytest.mark.parametrize(
    ("state", "minutes", "code"),
    [("draft", 0, ""), ("draft", 99_999, ""), ("announced", -1, ""), ("announced", 0, "frozen"),
     ("announced", 99_999, "frozen"), ("completed", -1, "frozen")],
)  # fmt: skip
def test_frozen_by_state_and_minute(house, state, minutes, code):
    house.call.state = state
    assert rules.frozen(house.call, at=house.call.opens_at + minutes * MINUTE).code == code


def test_only_the_federation_announces_begins_clones_and_completes(house):
    for who in (house.ida, house.zoe, None):
        asked = {"by": who, "at": here.BEFORE}
        assert rules.may_begin(**asked).code == "not-officer"
        assert rules.may_clone(house.call, **asked).code == "not-officer"
        assert rules.may_announce(house.call, **asked).code == "not-officer"
    assert rules.may_complete(house.call, by=house.ida, at=here.BEFORE).code == "not-officer"


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        (date(2024, 3, 18), "yes"),
        (date(2021, 3, 18), "yes"),
        (date(2021, 3, 17), "borderline"),
        (date(2020, 3, 18), "borderline"),
        (date(2020, 3, 17), "no"),
        (date(2024, 3, 19), "no"),
    ],
)
def test_three_four_years_by_the_day(house, born, outcome):
    found = rules.findings(house.programmes["ESTI"], {"certified_on": born})
    assert found[0].rule.code == "certification"
    assert found[0].outcome == outcome


def test_the_closing_day_is_that_of_the_calls_zone(house):
    """At 22:59 UTC it is Monday in Vienna; in Tokyo it would be Tuesday."""
    assert queries.closes_on(house.call) == date(2024, 3, 18)
    house.call.zone = "Asia/Tokyo"
    assert queries.closes_on(house.call) == date(2024, 3, 19)


@pytest.mark.parametrize(
    ("acronym", "profession", "outcome"),
    [("ESGAR", "radiologist", "yes"), ("ESGAR", "nuclear medicine physician", "no"),
     ("ESHI-MT", "nuclear medicine physician", "yes"), ("ESHI-MT", "other", "no"),
     ("ESHI-MT", None, "unknown")],
)  # fmt: skip
def test_profession_differs_by_programme(house, acronym, profession, outcome):
    found = {
        row.rule.code: row for row in rules.findings(house.programmes[acronym], {"profession": profession})
    }
    assert found["profession"].outcome == outcome


@pytest.mark.parametrize(
    ("residence", "work", "allowed"),
    [("AT", "DE", False), ("DE", "AT", False), ("DE", "DE", True), ("AT", "AT", False), ("", "", True)],
)
def test_own_country_by_residence_or_work(house, residence, work, allowed):
    verdict = rules.own_country(house.programmes["ESTI"], "AT", residence=residence, work=work)
    assert bool(verdict) is allowed


def test_own_country_without_the_rule_bars_nothing(house):
    programme = house.programmes["ESTI"]
    programme.own_country_barred = False
    assert rules.own_country(programme, "AT", residence="AT", work="AT")


def test_ready_names_what_is_missing_and_what_only_informs():
    house = here.draft()
    programme = house.programmes["ESUR"]
    actions.edit_programme(programme, {"places": 9, "aim": ""}, by=house.finn, at=here.BEFORE)
    points = [point for point in rules.ready(house.call, at=here.BEFORE) if point.programme == programme]
    open_points = {(point.title, point.needed) for point in points if not point.verdict}
    assert open_points == {("Centres for all places", False), ("Aim", False), ("Committee", False)}
    assert rules.lacking_of(points)


def test_ready_refuses_a_closing_that_is_past_and_dates_out_of_order():
    house = here.draft()
    house.call.letters_by = house.call.closes_at - MINUTE
    points = {point.title: bool(point.verdict) for point in rules.ready(house.call, at=house.call.closes_at)}
    assert points["Closing lies ahead"] is False
    assert points["Dates of letters, reviews and decisions in order"] is False


def test_lacking_of_says_how_much_more_is_on_the_list():
    programme = SimpleNamespace(society=SimpleNamespace(acronym="ESX"))
    points = [rules.Point("Places", rules._if(False, "the number of places is missing."), True, programme)]
    assert rules.lacking_of(points).reason == "ESX: the number of places is missing."
    assert rules.lacking_of(points * 3).reason.endswith("missing. 2 more on the list.")
