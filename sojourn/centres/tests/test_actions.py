"""Offer, approve, retire, edit, name a tutor; what the journal keeps of it."""

import pytest

from sojourn.calls.tests import here
from sojourn.centres import actions, queries
from sojourn.centres.models import Centre, History, Institution, Tutor
from sojourn.journal import queries as journal
from sojourn.ui.gates import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return here.draft()


@pytest.fixture
def new(house):
    values = {"name": "Neubau Clinic (invented)", "city": "Linz", "country": "AT"}
    return actions.add_institution(values, by=house.finn, at=here.BEFORE)


def test_load_writes_forty_institutions_and_the_history_of_two_societies(house):
    assert Institution.objects.count() == 40
    assert set(Centre.objects.values_list("state", flat=True)) == {"approved"}
    assert set(History.objects.values_list("society__acronym", flat=True)) == {"ESGAR", "ESHI-MT"}
    assert History.objects.count() == 14
    assert not Institution.objects.filter(name__in=History.objects.values("name")).exists()


def test_add_institution_twice_gives_two_addresses(house, new):
    again = actions.add_institution(
        {"name": new.name, "city": "Wels", "country": "AT"}, by=house.finn, at=here.BEFORE
    )
    assert (new.slug, again.slug) == ("neubau-clinic-invented", "neubau-clinic-invented-2")


def test_offer_waits_for_the_society(house, new):
    society = house.societies["ESTI"]
    centre = actions.offer(
        new, society, {"mode": "observer", "topics": "Lungs"}, by=house.finn, at=here.BEFORE
    )
    assert centre.state == "offered"
    assert centre not in queries.approved()
    actions.approve(centre, by=house.finn, at=here.BEFORE)
    assert centre in queries.approved()
    with pytest.raises(Refused, match="has a centre of ESTI already"):
        actions.offer(new, society, {}, by=house.finn, at=here.BEFORE)
    assert [entry.verb for entry in journal.about(centre)] == ["centres.approve", "centres.offer"]


def test_retire_and_approve_again(house):
    centre = Centre.objects.first()
    actions.retire(centre, by=house.finn, at=here.BEFORE)
    assert centre not in queries.approved()
    actions.approve(centre, by=house.finn, at=here.BEFORE)
    assert centre in queries.approved()


def test_edit_centre_of_an_older_form_overwrites_nothing(house):
    centre = Centre.objects.first()
    actions.edit(centre, {"topics": "Theirs", "version": 1}, by=house.finn, at=here.BEFORE)
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.edit(centre, {"topics": "Mine", "version": 1}, by=house.finn, at=here.BEFORE)
    assert overtaken.value.kept.topics == "Theirs"


def test_edit_institution_journals_fields_and_no_content(house):
    row = Institution.objects.first()
    actions.edit(row, {"about": "A secret of the house", "version": 1}, by=house.finn, at=here.BEFORE)
    entry = journal.about(row)[0]
    assert (entry.verb, entry.facts) == ("centres.edit_institution", {"fields": ["about"]})


def test_name_tutor_again_changes_the_name_and_wakes_a_retired_one(house):
    centre = Centre.objects.first()
    named = {"email": "Dr.New@host.example", "by": house.finn, "at": here.BEFORE}
    tutor = actions.name_tutor(centre, name="Dr New", **named)
    assert tutor.email == "dr.new@host.example"
    actions.retire_tutor(tutor, by=house.finn, at=here.BEFORE)
    assert tutor not in queries.tutors(centre)
    again = actions.name_tutor(centre, name="Dr Newer", **named)
    assert (again.pk, again.name, again.active) == (tutor.pk, "Dr Newer", True)
    assert Tutor.objects.filter(email="dr.new@host.example").count() == 1


def test_forget_takes_the_coordinator_away(house):
    hana = here.person("Hana Haus")
    row = Institution.objects.first()
    actions.coordinate(row, hana, by=house.finn, at=here.BEFORE)
    actions.coordinate(row, hana, by=house.finn, at=here.BEFORE)
    assert list(queries.coordinated_by(hana)) == [row]
    actions.forget(hana, at=here.BEFORE)
    assert list(queries.coordinated_by(hana)) == []
