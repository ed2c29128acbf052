"""Lists of officers, pages of coordinators."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from sojourn.calls.tests import here
from sojourn.centres import actions, queries
from sojourn.centres.models import Centre, Institution, Tutor
from sojourn.societies.models import Officer

pytestmark = pytest.mark.django_db
PAGE = "/hosts/aurelia-university-hospital/"


@pytest.fixture
def house():
    made = here.draft(demonstration=True)
    here.live_at(here.BEFORE)
    made.hana, made.zoe = here.person("Hana Haus"), here.person("Zoe Frei")
    made.institution = Institution.objects.get(slug="aurelia-university-hospital")
    actions.coordinate(made.institution, made.hana, by=made.finn, at=here.BEFORE)
    return made


def test_a_stranger_finds_nothing(house):
    zoe = here.browser_of(house.zoe)
    centre = Centre.objects.filter(institution=house.institution).first()
    tutor = Tutor.objects.filter(centre=centre).first()
    assert zoe.get("/hosts/").status_code == 403
    assert zoe.get("/hosts/centres.xlsx").status_code == 403
    for path in (
        PAGE, f"{PAGE}edit-institution/", f"{PAGE}offer/", f"{PAGE}coordinate/",
        f"/hosts/centre/{centre.pk}/edit-centre/", f"/hosts/centre/{centre.pk}/approve/",
        f"/hosts/centre/{centre.pk}/retire/", f"/hosts/centre/{centre.pk}/name-tutor/",
        f"/hosts/tutor/{tutor.pk}/retire-tutor/",
    ):  # fmt: skip
        assert zoe.get(path).status_code == 404, path


def test_a_coordinator_finds_only_the_own_institution(house):
    hana = here.browser_of(house.hana)
    assert hana.get(PAGE).status_code == 200
    assert hana.get("/hosts/krahberg-clinic/").status_code == 404
    assert "1 of 3 centres" not in hana.get("/hosts/").content.decode()
    assert "3 of 3 centres" in hana.get("/hosts/").content.decode()


def test_an_officer_of_one_society_lists_only_its_centres(house):
    ida = here.person("Ida Gast")
    Officer.objects.create(society=house.societies["ESHI-MT"], user=ida)
    assert "2 of 2 centres" in here.browser_of(ida).get("/hosts/").content.decode()


def test_edit_centre_by_its_coordinator(house):
    hana = here.browser_of(house.hana)
    centre = Centre.objects.filter(institution=house.institution).first()
    typed = {"version": "1", "topics": "T", "mode": "observer", "languages": "German, English",
             "asks_for": "", "capacity": "One in autumn"}  # fmt: skip
    assert hana.post(f"/hosts/centre/{centre.pk}/edit-centre/", typed).status_code == 302
    centre.refresh_from_db()
    assert (centre.capacity, centre.languages, centre.version) == ("One in autumn", ["German", "English"], 2)
    late = hana.post(f"/hosts/centre/{centre.pk}/edit-centre/", typed | {"topics": "Mine"})
    assert late.status_code == 409
    assert "Mine" in late.content.decode()


def test_coordinate_somebody_without_an_account_says_what_to_do(house):
    finn = here.browser_of(house.finn)
    response = finn.post(f"{PAGE}coordinate/", {"email": "nobody@host.example"})
    assert response.status_code == 422
    assert "register first" in response.content.decode()
    assert finn.post(f"{PAGE}coordinate/", {"email": house.zoe.email}).status_code == 302
    assert house.institution in queries.coordinated_by(house.zoe)


def test_approve_changes_nothing_by_looking(house):
    finn = here.browser_of(house.finn)
    centre = actions.offer(
        house.institution, house.societies["ESUR"], {"mode": "observer"}, by=house.hana, at=here.BEFORE
    )
    assert finn.get(f"/hosts/centre/{centre.pk}/approve/").status_code == 200
    centre.refresh_from_db()
    assert centre.state == "offered"
    assert here.browser_of(house.hana).post(f"/hosts/centre/{centre.pk}/approve/").status_code == 403
    assert finn.post(f"/hosts/centre/{centre.pk}/approve/").status_code == 302
    centre.refresh_from_db()
    assert centre.state == "approved"


def test_waiting_for_names_offers_and_centres_without_a_tutor(house):
    Tutor.objects.filter(centre__institution=house.institution).update(active=False)
    assert {line.verb for line in queries.waiting_for(house.hana, at=here.BEFORE)} == {"Name"}
    assert queries.waiting_for(house.zoe, at=here.BEFORE) == []
    actions.offer(house.institution, house.societies["ESUR"], {}, by=house.hana, at=here.BEFORE)
    (line,) = queries.waiting_for(house.finn, at=here.BEFORE)
    assert (line.verb, line.count) == ("Approve", 1)


def test_the_list_asks_the_same_at_two_centres_and_at_all(house):
    finn = here.browser_of(house.finn)
    finn.get("/hosts/")
    with CaptureQueriesContext(connection) as many:
        finn.get("/hosts/")
    house.call.programmes.all().delete()
    Centre.objects.exclude(society__acronym="ESHI-MT").delete()
    finn.get("/hosts/")
    with CaptureQueriesContext(connection) as few:
        finn.get("/hosts/")
    assert len(few) == len(many)


def test_the_sheet_holds_every_centre(house):
    centre = Centre.objects.get(institution__name__startswith="Aurelia", society__slug="esgar")
    Centre.objects.filter(pk=centre.pk).update(
        mode="observer", licence="temporary", licence_note="By the chamber", visa_route="National visa",
        asks_for="Vaccination",
    )  # fmt: skip
    centre.periods.all().delete()
    centre.periods.create(starts_on=date(2024, 9, 1), ends_on=date(2024, 11, 30), places=2, topic="Liver")
    centre.requirements.all().delete()
    centre.requirements.create(order=1, title="Badge", owner="centre", days_before=14)
    content = here.browser_of(house.finn).get("/hosts/centres.xlsx").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.max_row == 59
    heads, *rows = sheet.iter_rows(values_only=True)
    lines = [dict(zip(heads, row, strict=True)) for row in rows]
    told = next(
        row for row in lines if row["Institution"] == centre.institution.name and row["Society"] == "ESGAR"
    )
    assert (told["Works as"], told["Licence"], told["About the licence"], told["Visa route"]) == (
        "Observer", "A temporary licence", "By the chamber", "National visa",
    )  # fmt: skip
    assert told["Periods"] == "2024-09-01 to 2024-11-30: 2, Liver"
    assert (told["Asks for"], told["Before arrival"]) == ("Vaccination", "Badge (The centre, 14 days before)")
