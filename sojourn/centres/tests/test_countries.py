"""What a country asks for stands once; a centre's own line of the same name counts before it."""

import pytest
from django.urls import reverse

from sojourn.awards.tests import stage as stages
from sojourn.awards.tests.stage import PUBLISHED, client
from sojourn.centres import actions, queries
from sojourn.centres.models import CountryRequirement, Requirement
from sojourn.ui.gates import Refused


@pytest.fixture
def stage(db):
    return stages.make()


def line(title, *, owner="fellow", days=30, whom="all"):
    return {"title": title, "owner": owner, "days_before": days, "of_whom": whom}


def titles(centre):
    return [(row.title, row.days_before) for row in queries.asked_before(centre)]


def test_the_country_first_then_the_centre_whose_own_line_counts(stage):
    oslo = stage.offers[0].centre
    rows = [line("Visa", days=120, whom="visa"), line("Insurance")]
    actions.edit_country(queries.country("NO"), rows, version=1, by=stage.finn, at=PUBLISHED)
    Requirement.objects.create(centre=oslo, order=1, **line("insurance", days=7))
    assert titles(oslo) == [("Visa", 120), ("insurance", 7)]
    assert titles(stage.offers[1].centre) == []
    placement = stage.placement("agreeing")
    assert {row.title for row in placement.errands.all()} == {"Visa", "insurance"}
    actions.edit_country(queries.country("NO"), [], version=2, by=stage.finn, at=PUBLISHED)
    assert placement.errands.count() == 2  # what is under way keeps what it was asked


def test_two_officers_lose_nothing_of_each_other(stage):
    first = queries.country("NO")
    actions.edit_country(first, [line("Visa")], version=1, by=stage.finn, at=PUBLISHED)
    with pytest.raises(actions.Overtaken):
        actions.edit_country(first, [line("Housing")], version=1, by=stage.finn, at=PUBLISHED)
    assert [row.title for row in CountryRequirement.objects.all()] == ["Visa"]


@pytest.mark.parametrize("who", ["ida", "mia", "hana", "ada"])
def test_the_federation_keeps_it(stage, who):
    with pytest.raises(Refused):
        actions.edit_country(queries.country("NO"), [], version=1, by=getattr(stage, who), at=PUBLISHED)
    assert client(getattr(stage, who)).get(reverse("centres:countries")).status_code == 403


def test_the_usual_lines_are_offered_and_count_once_saved(stage):
    browser, address = client(stage.finn), reverse("centres:edit_country", args=["NO"])
    page = browser.get(address)
    assert page.content.decode().count("Nothing is saved yet") == 1
    assert "Licence to practise" in page.content.decode()
    assert not CountryRequirement.objects.exists()
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "version": "1"}
    sent |= {f"form-0-{name}": value for name, value in line("Licence to practise", days=150).items()}
    assert browser.post(address, sent).status_code == 302
    assert [row.title for row in queries.asked_in("NO")] == ["Licence to practise"]
    assert browser.get(reverse("centres:edit_country", args=["XX"])).status_code == 404
    assert "Licence to practise" in browser.get("/centres/oslo/").content.decode()
