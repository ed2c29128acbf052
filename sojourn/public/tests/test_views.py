"""What anybody sees: the open call, honest gaps, nothing of drafts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sojourn.calls import actions
from sojourn.calls.tests import here
from sojourn.centres import actions as centres
from sojourn.centres.models import Centre
from sojourn.journal.models import Entry

EVERYWHERE = (
    "/", "/programmes/", "/calls/", "/centres/", "/tips/", "/stories/", "/statistics/", "/about/", "/help/",
    "/privacy/", "/accessibility/", "/robots.txt",
)  # fmt: skip


@pytest.fixture
def house(db):
    made = here.announced(demonstration=True)
    here.live_at(here.OPEN)
    return made


def text(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_page_opens_where_nothing_is_yet(path):
    here.empty_house()
    assert Client().get(path).status_code == 200


@pytest.mark.django_db
def test_a_draft_is_nowhere():
    here.draft(demonstration=True)
    here.live_at(here.OPEN)
    assert "The call of the year will be here" in text("/")
    for path in ("/calls/2024/", "/calls/2024/esgar/", "/calls/2024/esgar/check/", "/api/calls/2024.json"):
        assert Client().get(path).status_code == 404, path


def test_the_landing_page_says_when_it_closes_and_lists_eleven_programmes(house):
    page = text("/")
    assert "Monday 18 March 2024, 23:59 Vienna (22:59 UTC)" in page
    assert page.count('class="check"') == 11
    assert "demonstration value" in page


@pytest.mark.parametrize(
    ("minutes", "said"), [(-60 * 24 * 20, "Opens"), (60, "Open. It closes"), (60 * 24 * 60, "Closed since")]
)
def test_the_landing_page_follows_the_clock(house, minutes, said):
    here.live_at(house.call.opens_at + timedelta(minutes=minutes))
    assert said in text("/")


def test_the_programme_page_tells_what_is_not_published(house):
    page = text("/calls/2024/esnr/")
    assert "“to be published soon”" in page
    assert "not yet published" in page
    assert "Begin an application" in page
    here.live_at(house.call.closes_at + timedelta(days=1))
    assert "Begin an application" not in text("/calls/2024/esnr/")


def test_programme_pages_differ_as_the_facts_differ(house):
    assert "Imaging specialists (radiology and nuclear medicine)" in text("/calls/2024/eshi-mt/")
    assert "2 centres on offer" in text("/calls/2024/eshi-mt/")
    assert "Active membership of ESR and of EUSOBI" in text("/calls/2024/eusobi/")
    assert "Previous basic training in paediatric radiology (essential)" in text("/calls/2024/espr/")
    assert "Addenbrooke&#x27;s Hospital" in text("/calls/2024/esgar/")


def test_the_check_answers_rule_by_rule_and_stores_nothing(house):
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        page = text(
            "/calls/2024/esgar/check/?certified_on=2020-05-12&profession=radiologist&residence=AT&work=DE"
            "&member-ESR=yes&statement-cross-sectional=yes&statement-reporting=yes&other-call=no"
        )
    assert "the committee decides about one point" in page
    assert "Certified on 12 May 2020" in page
    assert page.count("Barred") == 1
    assert "This centre is in the country where you live." in page
    assert Entry.objects.count() == before
    assert not [
        row for row in asked.captured_queries if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("certified_on=2022-05-12", "Not everything can be told yet"),
        ("certified_on=2012-05-12", "One rule is not met"),
        (
            "certified_on=2022-05-12&profession=radiologist&member-ESR=yes&statement-cross-sectional=yes"
            "&other-call=no",
            "you can apply",
        ),
        ("certified_on=2012-05-12&profession=other&other-call=yes", "3 rules are not met"),
        ("certified_on=2024-03-19", "One rule is not met"),
    ],
)
def test_the_check_sums_up(house, query, said):
    assert said in text(f"/calls/2024/esur/check/?{query}")


def test_the_check_of_a_broken_date_keeps_what_was_typed(house):
    response = Client().get("/calls/2024/esur/check/?certified_on=soon")
    assert response.status_code == 422
    assert 'value="soon"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("certified_on=2020-02-29", 200, "Certified on 29 February 2020"),
        ("certified_on=2021-02-29", 422, "Write a day that exists"),
        ("certified_on=2030-01-01", 200, "which is after closing"),
        ("certified_on=0001-01-01", 422, "Check the year."),
        ("residence=XX&work=%00", 422, "XX is not in it"),
        ("residence=<script>", 422, "&lt;script&gt; is not in it"),
        ("member-ESR=perhaps&profession=king", 422, "king is not in it"),
        ("?", 200, "Not everything can be told yet"),
        ("certified_on=&profession=&residence=&work=", 200, "Not everything can be told yet"),
        ("certified_on=2022-01-01&certified_on=2010-01-01", 200, "Certified on 1 January 2010"),
        ("strange=1&" + "x" * 2000, 200, "Not everything can be told yet"),
    ],
)
def test_the_check_takes_whatever_is_typed(house, query, status, said):
    response = Client().get(f"/calls/2024/esur/check/?{query}")
    assert (response.status_code, said in response.content.decode()) == (status, True)


def test_the_check_follows_the_dates_of_the_call_at_once(house):
    """An officer moves the closing before the opening: the next answer counts from the new day."""
    asked = "/calls/2024/esur/check/?certified_on=2021-03-10"
    here.live_at(here.BEFORE)
    assert "more than 3 years, not more than 4 years" in text(asked)
    values = {"closes_at": house.call.closes_at - timedelta(days=8)}
    actions.edit_dates(house.call, values, by=house.finn, at=here.BEFORE)
    page = text(asked)
    assert "before closing (10 March 2024)" in page and "within 3 years" in page


def test_the_programme_page_is_data_for_machines_without_invented_values(house):
    page = text("/calls/2024/esur/")
    assert 'itemtype="https://schema.org/EducationalOccupationalProgram"' in page
    assert '<meta itemprop="applicationDeadline" content="2024-03-18T22:59:00+00:00">' in page
    assert '<link itemprop="url" href="http://testserver/calls/2024/esur/">' in page
    assert 'href="/api/calls/2024.json"' in page
    esur = house.programmes["ESUR"]
    assert esur.marks["places"]["kind"] == "demonstration" and "maximumEnrollment" not in page
    actions.edit_programme(esur, {"places": 7}, by=house.finn, at=here.BEFORE)
    assert '<meta itemprop="maximumEnrollment" content="7">' in text("/calls/2024/esur/")


def test_the_programme_page_says_each_rule_as_printed_and_as_it_is_checked(house):
    page = text("/calls/2024/esur/")
    assert "Certified “within the first three-four years after certification”" in page
    assert "Certified not more than 3 years before closing; up to 4 years, the committee decides." in page
    assert "One programme and one topic for each applicant" in page


def test_the_catalogue_filters_by_its_address(house):
    assert "40 institutions with 58 centres" in text("/centres/")
    assert "2 of 58 centres" in text("/centres/?society=eshi-mt")
    assert "No centre fits this choice" in text("/centres/?society=eshi-mt&country=GR")
    assert "Aurelia" in text("/centres/?q=aurelia+vienna")
    assert "Krahberg" not in text("/centres/?q=aurelia+vienna")


def test_the_centre_page_names_tutors_without_their_address(house):
    page = text("/centres/aurelia-university-hospital/")
    assert "Leopold Sonnleithner" in page
    assert "@" not in page.split("<main")[1].split("</main>")[0]
    assert "Places are shared: 3 fellows in all" in page


def test_a_centre_that_only_volunteers_is_not_public(house):
    values = {"name": "Neubau Clinic", "city": "Linz", "country": "AT"}
    new = centres.add_institution(values, by=house.finn, at=here.BEFORE)
    centre = centres.offer(new, house.societies["ESTI"], {"topics": "Hidden"}, by=house.finn, at=here.BEFORE)
    assert Client().get("/centres/neubau-clinic/").status_code == 404
    assert "Neubau" not in text("/centres/")
    centres.approve(centre, by=house.finn, at=here.BEFORE)
    assert "Hidden" in text("/centres/neubau-clinic/")


def test_tips_say_where_an_address_is_not_known(house):
    page = text("/tips/")
    assert page.count("Address not known.") == 4
    assert "ECR 2023" in page


def test_robots_are_kept_out_of_a_demonstration(house):
    assert "Disallow: /\n" in text("/robots.txt")


@pytest.mark.django_db
def test_robots_may_read_what_is_public_elsewhere():
    page = text("/robots.txt")
    assert "Disallow: /applications/" in page
    assert "Disallow: /\n" not in page


@pytest.mark.parametrize("path", ["/", "/programmes/", "/calls/2024/", "/api/calls/2024.json"])
def test_a_call_asks_the_same_at_one_programme_and_at_eleven(house, path):
    with CaptureQueriesContext(connection) as many:
        Client().get(path)
    house.call.programmes.exclude(society__acronym="ESTI").delete()
    with CaptureQueriesContext(connection) as one:
        Client().get(path)
    assert len(one) == len(many) <= 20


@pytest.mark.parametrize("path", ["/centres/", "/calls/2024/esgar/", "/calls/2024/esgar/check/?residence=AT"])
def test_a_page_asks_the_same_at_one_centre_and_at_many(house, path):
    with CaptureQueriesContext(connection) as many:
        Client().get(path)
    keep = Centre.objects.filter(society__acronym="ESGAR").first()
    for programme in house.programmes.values():
        programme.offers.exclude(centre=keep).delete()
    Centre.objects.exclude(pk=keep.pk).delete()
    with CaptureQueriesContext(connection) as one:
        Client().get(path)
    assert len(one) == len(many) <= 22


def test_the_list_of_calls_asks_the_same_at_one_and_at_three(house):
    with CaptureQueriesContext(connection) as one:
        Client().get("/calls/")
    for year in (2025, 2026):
        new = actions.clone(
            house.call, {"name": f"Call {year}", "slug": str(year), "year": year}, by=house.finn, at=here.OPEN
        )
        actions.announce(new, by=house.finn, at=here.OPEN)
    with CaptureQueriesContext(connection) as three:
        Client().get("/calls/")
    assert len(three) == len(one)


@pytest.mark.parametrize("path", ["/", "/calls/2024/esgar/", "/centres/"])
def test_nothing_changes_by_post(house, path):
    assert Client().post(path).status_code in (403, 405)
