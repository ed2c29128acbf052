"""Calendar, closures and requirements: saved whole by whoever keeps the house, never over a head."""

from datetime import date

import pytest

from sojourn.calls.tests import here
from sojourn.centres import actions
from sojourn.centres.models import Centre, Closure, Institution
from sojourn.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = here.draft(demonstration=True)
    here.live_at(here.BEFORE)
    made.hana = here.person("Hana Haus")
    made.institution = Institution.objects.get(slug="aurelia-university-hospital")
    actions.coordinate(made.institution, made.hana, by=made.finn, at=here.BEFORE)
    made.centre = Centre.objects.filter(institution=made.institution).first()
    return made


def lines(version: int, *rows: dict) -> dict:
    sent = {"version": version, "form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    return sent | {f"form-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


SPRING = {"starts_on": "2025-02-01", "ends_on": "2025-06-30", "places": 2, "topic": "Liver"}
AUTUMN = {"starts_on": "2024-09-01", "ends_on": "2024-12-20", "places": 1, "topic": ""}


def test_edit_calendar_puts_the_lines_that_count_in_the_place_of_all(house):
    hana, page = here.browser_of(house.hana), f"/hosts/centre/{house.centre.pk}/edit-calendar/"
    assert "Save the calendar" in hana.get(page).content.decode()
    sent = lines(house.centre.version, SPRING, AUTUMN, {**AUTUMN, "drop": "on"}, {"topic": ""})
    assert hana.post(page, sent).status_code == 302
    assert [(one.starts_on, one.places, one.topic) for one in house.centre.periods.all()] == [
        (date(2024, 9, 1), 1, ""),
        (date(2025, 2, 1), 2, "Liver"),
    ]
    assert Entry.objects.filter(verb="centres.edit_calendar").count() == 1


def test_edit_calendar_says_what_is_wrong_and_writes_nothing(house):
    hana, page = here.browser_of(house.hana), f"/hosts/centre/{house.centre.pk}/edit-calendar/"
    before = list(house.centre.periods.values_list("pk", flat=True))
    answer = hana.post(page, lines(house.centre.version, {**SPRING, "ends_on": "2025-01-01"}))
    assert answer.status_code == 422
    assert "This day lies before the first one." in answer.content.decode()
    assert list(house.centre.periods.values_list("pk", flat=True)) == before


def test_edit_calendar_never_writes_over_somebody_quicker(house):
    hana, page = here.browser_of(house.hana), f"/hosts/centre/{house.centre.pk}/edit-calendar/"
    stale = house.centre.version
    hana.post(page, lines(stale, SPRING))
    answer = hana.post(page, lines(stale, AUTUMN))
    assert answer.status_code == 409
    assert "Somebody saved this list while you were typing" in answer.content.decode()
    assert [one.topic for one in house.centre.periods.all()] == ["Liver"]
    assert hana.post(page, lines(stale + 1, AUTUMN)).status_code == 302


def test_edit_requirements_keeps_the_order_and_the_owner(house):
    hana, page = here.browser_of(house.hana), f"/hosts/centre/{house.centre.pk}/edit-requirements/"
    rows = [
        {"title": "Badge", "owner": "centre", "days_before": 3, "of_whom": "all"},
        {"title": "Visa letter", "owner": "office", "days_before": 90, "of_whom": "visa"},
    ]
    assert hana.post(page, lines(house.centre.version, *rows)).status_code == 302
    kept = house.centre.requirements.values_list("title", "owner", "days_before")
    assert list(kept) == [("Badge", "centre", 3), ("Visa letter", "office", 90)]


def test_edit_closures_of_the_house_or_of_one_of_its_own_centres_only(house):
    hana, page = here.browser_of(house.hana), "/hosts/aurelia-university-hospital/edit-closures/"
    row = {"starts_on": "2024-12-21", "ends_on": "2024-12-21", "reason": "Move"}
    foreign = Centre.objects.exclude(institution=house.institution).first()
    version = house.institution.version
    assert hana.post(page, lines(version, {**row, "centre": foreign.pk})).status_code == 422
    sent = lines(version, {**row, "centre": house.centre.pk}, {**row, "centre": ""})
    assert hana.post(page, sent).status_code == 302
    kept = Closure.objects.filter(institution=house.institution).values_list("centre", flat=True)
    assert set(kept) == {house.centre.pk, None}


def test_lists_are_closed_to_strangers(house):
    zoe = here.browser_of(here.person("Zoe Frei"))
    for page in (
        f"/hosts/centre/{house.centre.pk}/edit-calendar/",
        f"/hosts/centre/{house.centre.pk}/edit-requirements/",
        "/hosts/aurelia-university-hospital/edit-closures/",
    ):
        assert zoe.get(page).status_code == zoe.post(page, lines(1)).status_code == 404, page
