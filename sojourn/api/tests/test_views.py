"""The open call as JSON."""

from datetime import date, timedelta

import pytest
from django.test import Client

from sojourn.calls.models import CentreOffer
from sojourn.calls.tests import here
from sojourn.centres.models import Centre, Period, Requirement

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = here.announced(demonstration=True)
    here.live_at(here.OPEN)
    return made


def test_the_list_names_public_calls(house):
    (row,) = Client().get("/api/calls.json").json()["calls"]
    programmes = {line["society"]: line for line in row.pop("programmes")}
    assert len(programmes) == 11
    assert programmes["ESUR"] == {
        "society": "ESUR",
        "name": "Exchange Programme for Urogenital Radiology Fellowships",
        "field": "Urogenital radiology",
        "page": "http://testserver/calls/2024/esur/",
        "check": "http://testserver/calls/2024/esur/check/",
    }
    assert row == {
        "slug": "2024",
        "name": "Exchange Programmes for Fellowships 2024",
        "year": 2024,
        "phase": "open",
        "open": True,
        "page": "http://testserver/calls/2024/",
        "data": "http://testserver/api/calls/2024.json",
        "opens_at": "2024-01-31T23:00:00Z",
        "closes_at": "2024-03-18T22:59:00Z",
        "zone": "Europe/Vienna",
    }


@pytest.mark.parametrize(
    ("days", "phase", "slugs"),
    [
        (0, "open", ["2024"]),
        (0, "closed", []),
        (0, "nonsense", []),
        (60, "open", []),
        (60, "closed", ["2024"]),
    ],
)
def test_the_list_can_be_of_open_calls_alone(house, days, phase, slugs):
    here.live_at(here.OPEN + timedelta(days=days))
    found = Client().get(f"/api/calls.json?phase={phase}").json()["calls"]
    assert [row["slug"] for row in found] == slugs


def test_each_rule_is_told_as_data_and_as_a_sentence(house):
    call = Client().get("/api/calls/2024.json").json()
    esti = next(row for row in call["programmes"] if row["society"]["acronym"] == "ESTI")
    assert esti["own_country"] == "residence_or_work"
    first = esti["eligibility"][0]
    assert (first["code"], first["params"]["at_most"]) == ("certification", 3)
    assert first["sentence"] == (
        "Certified not more than 3 years before closing; up to 4 years, the committee decides."
    )


def test_a_call_holds_its_programmes_and_where_values_come_from(house):
    call = Client().get("/api/calls/2024.json").json()
    assert call["refused_from"] == "2024-03-18T23:04:00Z"
    assert call["marks"]["closes_at"]["kind"] == "demonstration"
    programmes = {row["society"]["acronym"]: row for row in call["programmes"]}
    assert len(programmes) == 11
    neuro = programmes["ESNR"]
    assert neuro["committee_size"] is None
    assert neuro["marks"]["committee_size"]["kind"] == "unknown"
    assert [row["code"] for row in neuro["documents"]] == [
        "motivation",
        "cv",
        "certification",
        "recommendation",
    ]
    assert {row["payer"] for row in neuro["grant"]} == {"ESR", "ESNR"}
    assert len(neuro["centres"]) == 6


def test_nothing_personal_is_in_it(house):
    assert "@" not in Client().get("/api/calls/2024.json").content.decode()


def test_an_unknown_call_is_missing(house):
    assert Client().get("/api/calls/1999.json").status_code == 404


def test_other_pages_may_read_it(house):
    assert Client().get("/api/calls.json")["Access-Control-Allow-Origin"] == "*"


def test_a_call_tells_what_each_centre_is_like(house):
    offer = CentreOffer.objects.filter(programme__society__slug="esgar").select_related("centre").first()
    centre = offer.centre
    Centre.objects.filter(pk=centre.pk).update(
        mode="hands_on", scope="Reports", languages=["English"], topics="Liver", subjects=["liver"],
        licence="temporary", licence_note="By the chamber", visa_route="National visa",
        asks_for="Vaccination",
    )  # fmt: skip
    centre.periods.all().delete()
    centre.requirements.all().delete()
    Period.objects.create(centre=centre, starts_on=date(2024, 9, 1), ends_on=date(2024, 11, 30), places=2)
    Requirement.objects.create(centre=centre, order=1, title="Badge", owner="centre", days_before=14)
    call = Client().get("/api/calls/2024.json").json()
    esgar = next(row for row in call["programmes"] if row["society"]["slug"] == "esgar")
    told = next(row for row in esgar["centres"] if row["slug"] == centre.institution.slug)
    assert {name: told[name] for name in told if name not in ("institution", "slug", "city", "country")} == {
        "places": offer.places,
        "shared_places": told["shared_places"],
        "mode": "hands_on",
        "scope": "Reports",
        "languages": ["English"],
        "topics": "Liver",
        "subjects": ["liver"],
        "licence": "temporary",
        "licence_note": "By the chamber",
        "visa_route": "National visa",
        "periods": [{"starts_on": "2024-09-01", "ends_on": "2024-11-30", "places": 2, "topic": ""}],
        "asks_for": "Vaccination",
        "before_arrival": [{"title": "Badge", "owner": "centre", "days_before": 14, "of_whom": "all"}],
    }
