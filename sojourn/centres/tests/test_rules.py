"""Who keeps an institution, who decides about a centre."""

import pytest

from sojourn.calls.tests import here
from sojourn.centres import actions, rules
from sojourn.centres.models import Centre, Tutor
from sojourn.societies.models import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = here.draft()
    made.hana, made.ida, made.mia, made.zoe = map(
        here.person, ("Hana Haus", "Ida Gast", "Mia Fremd", "Zoe Frei")
    )
    Officer.objects.create(society=made.societies["ESGAR"], user=made.ida)
    Officer.objects.create(society=made.societies["ESNR"], user=made.mia)
    made.centre = Centre.objects.get(
        institution__slug="aurelia-university-hospital", society__acronym="ESGAR"
    )
    actions.coordinate(made.centre.institution, made.hana, by=made.finn, at=here.BEFORE)
    return made


@pytest.mark.parametrize(
    ("who", "institution", "centre", "decide", "coordinate"),
    [
        ("finn", True, True, True, True),
        ("ida", True, True, True, True),
        ("hana", True, True, False, False),
        ("mia", False, False, False, False),  # her society has no centre here
        ("zoe", False, False, False, False),
    ],
)
def test_who_may_what(house, who, institution, centre, decide, coordinate):
    asked = {"by": getattr(house, who), "at": here.BEFORE}
    row = house.centre
    assert bool(rules.may_edit_institution(row.institution, **asked)) is institution
    assert bool(rules.may_edit_centre(row, **asked)) is centre
    assert bool(rules.may_name_tutor(row, **asked)) is centre
    assert bool(rules.may_retire(row, **asked)) is decide
    assert bool(rules.may_coordinate(row.institution, **asked)) is coordinate
    assert bool(rules.may_offer(row.institution, house.societies["ESGAR"], **asked)) is centre


@pytest.mark.parametrize(
    ("state", "approve", "retire"),
    [("offered", True, True), ("approved", False, True), ("retired", True, False)],
)
def test_approve_and_retire_by_state(house, state, approve, retire):
    house.centre.state = state
    asked = {"by": house.ida, "at": here.BEFORE}
    assert bool(rules.may_approve(house.centre, **asked)) is approve
    assert bool(rules.may_retire(house.centre, **asked)) is retire


def test_a_retired_centre_needs_no_tutor_and_a_tutor_retires_once(house):
    house.centre.state = "retired"
    assert rules.may_name_tutor(house.centre, by=house.hana, at=here.BEFORE).code == "retired"
    tutor = Tutor.objects.filter(centre=house.centre).first()
    asked = {"by": house.hana, "at": here.BEFORE}
    assert rules.may_retire_tutor(tutor, **asked)
    tutor.active = False
    assert rules.may_retire_tutor(tutor, **asked).code == "retired"
