"""Load, begin, clone, edit, announce, complete."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sojourn.calls import actions, queries
from sojourn.calls.models import Call, Programme, Tip
from sojourn.calls.queries import papers
from sojourn.calls.tests import here
from sojourn.journal import queries as journal
from sojourn.societies import actions as societies
from sojourn.ui.gates import Refused

pytestmark = pytest.mark.django_db
FEW = {"name": "A call", "slug": "2025", "year": 2025, "zone": "Europe/Vienna"}
WHEN = {"opens_at": datetime(2025, 2, 3, tzinfo=UTC), "closes_at": datetime(2025, 3, 17, 22, 59, tzinfo=UTC)}


def test_load_writes_the_call_of_2024():
    house = here.draft()
    call = house.call
    assert call.opens_at == datetime(2024, 1, 31, 23, 0, tzinfo=UTC)
    assert call.closes_at == datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
    assert call.state == "draft"
    assert call.programmes.count() == 11
    assert Tip.objects.count() == 4
    assert not any(tip.address for tip in Tip.objects.all())
    assert [entry.verb for entry in journal.about(call)] == ["calls.load"]


def test_load_keeps_what_differs_between_societies():
    house = here.draft()
    hybrid, neuro, breast = (house.programmes[name] for name in ("ESHI-MT", "ESNR", "EUSOBI"))
    assert (hybrid.places, hybrid.offers.count()) == (1, 2)
    profession = hybrid.eligibility_rules.get(code="profession")
    assert profession.params["any_of"] == ["radiologist", "nuclear medicine physician"]
    assert (neuro.committee_size, neuro.committee_note) == (None, "to be published soon")
    assert neuro.marks["committee_size"]["kind"] == "unknown"
    assert queries.bodies(breast) == ["ESR", "EUSOBI"]
    assert queries.bodies(neuro) == ["ESR"]
    assert breast.marks["own_country_barred"]["kind"] == "printed"
    assert house.programmes["ESTI"].marks["own_country_barred"]["kind"] == "ours"
    essential = house.programmes["ESPR"].eligibility_rules.get(code="paediatric-training")
    assert essential.kind == "statement"


def test_load_marks_every_grant_criterion_and_objective_as_made_up():
    house = here.draft()
    for programme in house.programmes.values():
        rows = [*programme.shares.all(), *programme.criteria.all(), *programme.objectives.all()]
        assert {row.mark["kind"] for row in [*rows, *programme.instalment_rules.all()]} == {"demonstration"}
        assert 8 <= programme.objectives.count() <= 10
        assert sum(rule.share for rule in programme.instalment_rules.all()) == 10_000
        assert programme.shares.count() == 2


def test_load_without_societies_says_which_are_missing():
    house = here.empty_house()
    with pytest.raises(LookupError, match="ESGAR"):
        actions.load(papers.of(), by=house.finn, at=here.BEFORE)
    assert not Call.objects.exists()


def test_load_of_an_earlier_year_keeps_the_weekdays_and_prints_nothing():
    house = here.draft()
    call = actions.load(papers.earlier(2022), by=house.finn, at=here.BEFORE)
    assert queries.closes_on(call) == date(2022, 3, 21)
    assert queries.closes_on(call).weekday() == queries.closes_on(house.call).weekday()
    assert call.closes_at.hour == 22
    kinds = {mark["kind"] for programme in call.programmes.all() for mark in programme.marks.values()}
    assert kinds == {"demonstration"}
    assert Tip.objects.count() == 4


def test_begin_makes_one_programme_for_each_society():
    house = here.empty_house()
    societies.add({"acronym": "ESX", "name": "A society", "field": "X"}, by=house.finn, at=here.BEFORE)
    call = actions.begin(FEW | WHEN, by=house.finn, at=here.BEFORE)
    (programme,) = call.programmes.all()
    assert programme.places is None
    assert programme.marks == {}
    assert [slot.code for slot in programme.slots.all()] == [
        "motivation",
        "cv",
        "certification",
        "recommendation",
    ]
    assert [share.amount for share in programme.shares.all()] == [None, None]
    assert queries.bodies(programme) == ["ESR"]


def test_begin_is_the_federation_officers():
    house = here.draft()
    ida = here.person("Ida Gast")
    societies.appoint(house.societies["ESTI"], ida, by=house.finn, at=here.BEFORE)
    with pytest.raises(Refused):
        actions.begin(FEW | WHEN, by=ida, at=here.BEFORE)


def test_clone_moves_dates_by_whole_weeks_and_leaves_the_past_alone():
    house = here.announced()
    before = Programme.objects.filter(call=house.call).count()
    new = actions.clone(house.call, {"name": "N", "slug": "2025", "year": 2025}, by=house.finn, at=here.OPEN)
    assert queries.closes_on(new) == date(2025, 3, 17)
    assert new.closes_at == datetime(2025, 3, 17, 22, 59, tzinfo=UTC)
    assert new.state == "draft"
    assert Programme.objects.filter(call=house.call).count() == before == new.programmes.count()
    old = house.programmes["ESGAR"]
    copy = new.programmes.get(society=old.society)
    for name in (
        "eligibility_rules",
        "slots",
        "criteria",
        "shares",
        "instalment_rules",
        "objectives",
        "offers",
    ):
        assert getattr(copy, name).count() == getattr(old, name).count() > 0, name
    assert "printed" not in {mark["kind"] for mark in copy.marks.values()}
    assert new.shared_places.count() == house.call.shared_places.count() > 0


def test_edit_dates_drops_the_mark_of_what_changed():
    house = here.draft()
    values = {"accept_days": 10, "version": house.call.version}
    call = actions.edit_dates(house.call, values, by=house.finn, at=here.BEFORE)
    assert call.accept_days == 10
    assert "accept_days" not in call.marks
    assert "results_on" in call.marks
    assert journal.about(call)[0].facts == {"fields": ["accept_days"]}


def test_edit_dates_of_an_older_form_overwrites_nothing():
    house = here.draft()
    actions.edit_dates(house.call, {"accept_days": 10, "version": 1}, by=house.finn, at=here.BEFORE)
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.edit_dates(house.call, {"accept_days": 12, "version": 1}, by=house.finn, at=here.BEFORE)
    assert overtaken.value.kept.accept_days == 10


def test_edit_programme_is_frozen_once_the_call_has_opened():
    house = here.announced()
    programme = house.programmes["ESTI"]
    just_before = house.call.opens_at - timedelta(minutes=1)
    actions.edit_programme(programme, {"places": 4}, by=house.finn, at=just_before)
    with pytest.raises(Refused) as refused:
        actions.edit_programme(programme, {"places": 5}, by=house.finn, at=house.call.opens_at)
    assert refused.value.verdict.code == "frozen"
    programme.refresh_from_db()
    assert programme.places == 4


def test_edit_offers_adds_changes_and_takes_off_the_list():
    house = here.draft()
    programme = house.programmes["ESHI-MT"]
    first, second = queries.offers(programme)
    actions.edit_offers(programme, {first.centre_id: 3}, by=house.finn, at=here.BEFORE)
    assert [(offer.centre_id, offer.places) for offer in queries.offers(programme)] == [(first.centre_id, 3)]
    actions.edit_offers(programme, {first.centre_id: 3, second.centre_id: 1}, by=house.finn, at=here.BEFORE)
    assert queries.offers(programme).count() == 2


def test_edit_offers_takes_no_centre_of_another_society():
    house = here.draft()
    programme = house.programmes["ESHI-MT"]
    foreign = queries.offers(house.programmes["ESTI"])[0].centre_id
    actions.edit_offers(programme, {foreign: 1}, by=house.finn, at=here.BEFORE)
    assert queries.offers(programme).count() == 0


def test_announce_refuses_until_everything_needed_is_there():
    house = here.draft()
    actions.edit_programme(house.programmes["ESUR"], {"places": None}, by=house.finn, at=here.BEFORE)
    with pytest.raises(Refused, match="ESUR: the number of places is missing"):
        actions.announce(house.call, by=house.finn, at=here.BEFORE)
    actions.edit_programme(house.programmes["ESUR"], {"places": 2}, by=house.finn, at=here.BEFORE)
    assert actions.announce(house.call, by=house.finn, at=here.BEFORE).state == "announced"
    with pytest.raises(Refused):
        actions.announce(house.call, by=house.finn, at=here.BEFORE)


def test_complete_waits_for_the_closing():
    house = here.announced()
    with pytest.raises(Refused):
        actions.complete(house.call, by=house.finn, at=house.call.closes_at)
    over = queries.refused_from(house.call)
    assert actions.complete(house.call, by=house.finn, at=over).state == "completed"
