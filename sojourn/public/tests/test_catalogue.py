"""The catalogue: found by what is told, free places that betray nothing, three side by side."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sojourn.calls import queries as calls
from sojourn.calls.tests import here
from sojourn.centres.models import Centre, Closure, Institution, Period
from sojourn.public import catalogue
from tests.world import World


@pytest.fixture
def house(db):
    made = here.announced(demonstration=True)
    here.live_at(here.OPEN)
    return made


def text(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def found(house, **wanted) -> list[Centre]:
    return [line["centre"] for line in catalogue.matching(catalogue.lines(here.OPEN), wanted)]


def test_each_filter_takes_what_is_told_of_a_centre_and_nothing_else(house):
    every = found(house)
    for name, told in {
        "country": lambda row: row.institution.country == "NO",
        "mode": lambda row: row.mode == "observer",
        "language": lambda row: "French" in row.languages,
        "topic": lambda row: "liver" in row.subjects,
        "licence": lambda row: row.licence == "recognition",
    }.items():
        value = {"country": "NO", "mode": "observer", "language": "French", "topic": "liver"}.get(
            name, "recognition"
        )
        fits = [row for row in every if told(row)]
        assert found(house, **{name: value}) == fits
        assert 0 < len(fits) < len(every), name


@pytest.mark.parametrize(
    "path", ["period=nonsense", "places=many", "rated=nan", "country=XX", "page=999", "q=%22"]
)
def test_nonsense_in_the_address_breaks_nothing(house, path):
    assert Client().get(f"/centres/?{path}").status_code == 200


def test_the_search_reads_names_quotes_and_minus(house):
    assert {row.institution.country for row in found(house, q="country:norway")} == {"NO"}
    french = set(found(house, q="language:french"))
    assert french and not french & set(found(house, q="-language:french"))
    assert found(house, q='topic:"liver"') == found(house, q="topic:liver") != []
    assert "Nothing is called colour here" in text("/centres/?q=colour:blue")


def test_a_period_needs_a_free_place_and_an_open_house(house):
    centre = Centre.objects.filter(state="approved").first()
    Period.objects.filter(centre=centre).delete()
    Period.objects.create(centre=centre, starts_on=date(2024, 9, 1), ends_on=date(2024, 12, 31), places=1)
    assert centre in found(house, period="2024-10")
    assert centre not in found(house, period="2025-02")
    closed = Closure.objects.create(
        institution=centre.institution, starts_on=date(2024, 10, 1), ends_on=date(2024, 10, 31)
    )
    assert centre not in found(house, period="2024-10")
    closed.delete()
    Period.objects.filter(centre=centre).update(places=0)
    assert centre not in found(house, period="2024-10")


def test_a_period_counts_the_most_that_are_there_at_once():
    row = Period(starts_on=date(2024, 9, 1), ends_on=date(2025, 1, 31), places=2)
    days = lambda *months: [(date(2024, a, 1), date(2024, b, 28)) for a, b in months]  # noqa: E731
    assert catalogue._period(row, days((9, 10), (11, 12)))["free"] == 1
    assert catalogue._period(row, days((9, 11), (11, 12)))["free"] == 0
    assert catalogue._period(row, days((5, 6)))["free"] == 2


def test_free_places_say_nothing_before_the_results_and_count_after_them(db):
    world = World()
    world.walk("signed")
    before = _free(world)
    world.walk("matched")
    assert _free(world) == before == [line["places"] for line in _lines(world)]
    world.walk("published")
    after = _free(world)
    assert sum(before) - sum(after) == sum(line["taken"] for line in _lines(world)) > 0


def _lines(world):
    return [line for line in catalogue.lines(world.now) if line["shared"] is None]


def _free(world):
    return [line["free"] for line in _lines(world)]


def test_compare_shows_three_and_says_what_was_left_out(house):
    keys = list(Centre.objects.filter(state="approved").values_list("pk", flat=True)[:4])
    page = text("/centres/compare/?" + "&".join(f"centre={key}" for key in keys))
    assert "3 centres" in page and "1 more was ticked: the first three are shown." in page
    assert f'href="?centre={keys[1]}&amp;centre={keys[2]}"' in page
    for label in ("Visa route", "Licence", "Fee of the centre", "Before arrival", "Former fellows"):
        assert label in page
    assert "Add a centre" in text(f"/centres/compare/?centre={keys[0]}&centre=x&centre=99999999999")
    assert "The centres you compare will be here" in text("/centres/compare/")


def test_compare_shows_no_centre_that_only_volunteers(house):
    centre = Centre.objects.filter(state="approved").first()
    Centre.objects.filter(pk=centre.pk).update(state="offered")
    assert "The centres you compare will be here" in text(f"/centres/compare/?centre={centre.pk}")


def test_the_map_links_every_institution_and_the_list_is_paged(house):
    page = text("/centres/")
    assert page.count('class="touch"') == 40
    assert page.count("centre-line") < 40 < page.count('<a href="/centres/')
    assert "1 to 20 of 40" in page
    Institution.objects.filter(slug="aurelia-university-hospital").update(latitude=40, longitude=-74)
    page = text("/centres/")
    assert page.count('class="touch"') == 39 and "Not on this map" in page


def test_the_page_of_a_centre_leads_to_the_ranking_while_the_call_is_open(house):
    page = text("/centres/aurelia-university-hospital/")
    assert "Rank this centre" in page and "Periods and places" in page
    assert "fellows bring before arrival" in page and "A room costs about EUR" in page
    here.live_at(calls.refused_from(house.call) + timedelta(days=1))
    assert "Rank this centre" not in text("/centres/aurelia-university-hospital/")


@pytest.mark.parametrize("path", ["/centres/", "/centres/compare/"])
def test_the_same_queries_at_forty_and_at_four_hundred(house, path):
    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            size = len(Client().get(path).content)
        assert size < 150_000 or path != "/centres/"
        return len(made)

    asked()
    few = asked()
    society = house.societies["ESGAR"]
    rows = Institution.objects.bulk_create(
        Institution(name=f"House {n}", slug=f"h-{n}", city="Oslo", country="NO", latitude=59, longitude=10)
        for n in range(360)
    )
    made = Centre.objects.bulk_create(
        Centre(institution=row, society=society, state="approved") for row in rows
    )
    Period.objects.bulk_create(
        Period(centre=row, starts_on=date(2024, 9, 1), ends_on=date(2025, 1, 31)) for row in made
    )
    assert asked() == few <= 22
