"""A table of boxes: marked, shown as a dry run, confirmed once; only what was shown is done."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sojourn.calls.models import Programme
from sojourn.post.models import Letter
from sojourn.reviews import actions, queries
from sojourn.reviews.models import Assignment
from sojourn.reviews.tests.cast import AT
from sojourn.societies.models import Conflict, Seat
from sojourn.upkeep import clock

ADDRESS = reverse("reviews:assign_by_hand", args=["2024", "aaa"])


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "read", lambda: clock.Reading(at=AT, real=AT, demonstration=False))


@pytest.fixture
def ida(cast):
    cast.apps = [cast.application() for _ in range(3)]
    browser = Client(headers={"host": "localhost"})
    browser.force_login(cast.ida)
    return browser


def seat(cast, user) -> int:
    return Seat.objects.get(society=cast.a.society, user=user).pk


def sent(cast, *pairs, **more) -> dict:
    return {
        "of": [str(one.pk) for one in cast.apps],
        "pair": [f"{one.pk}:{seat(cast, user)}" for one, user in pairs],
        **more,
    }


def given() -> set:
    rows = Assignment.objects.exclude(state="recused")
    return set(rows.values_list("application_id", "reviewer_id"))


def test_marks_are_a_dry_run_first_then_exactly_that(cast, ida):
    one, two, _ = cast.apps
    marks = [(one, cast.cleo), (one, cast.dov), (two, cast.cleo)]
    page = ida.post(ADDRESS, sent(cast, *marks))
    assert page.status_code == 200 and not given()
    loads = {line[0].user: line[1:3] for line in page.context["plan"].loads}
    assert loads[cast.cleo] == (0, 2) and loads[cast.dov] == (0, 1)
    assert [number for _, number in page.context["plan"].short] == [1, 2]
    fields = dict(page.context["fields"])
    assert ida.post(ADDRESS, sent(cast, *marks, shown=fields["shown"])).status_code == 302
    assert given() == {(app.pk, user.pk) for app, user in marks}
    letters = Letter.objects.filter(kind="reviews.assign").values_list("to_user", flat=True)
    assert sorted(map(str, letters)) == sorted(map(str, (cast.cleo.pk, cast.dov.pk)))


def test_a_mark_taken_away_takes_back_what_has_not_begun_and_nothing_else(cast, ida):
    one, two, _ = cast.apps
    begun = cast.assigned(one)
    actions.score(begun, {}, by=cast.cleo, at=AT)
    cast.assigned(two, declared=False)
    page = ida.post(ADDRESS, sent(cast))
    plan = page.context["plan"]
    assert [row.application for row in plan.removed] == [two]
    ida.post(ADDRESS, sent(cast, shown=plan.digest))
    assert given() == {(one.pk, cast.cleo.pk)}


def test_who_is_barred_has_no_box_and_a_conflict_found_now_keeps_out(cast, ida):
    barred = cast.application(institution="Cleo Clinic")
    cast.apps.append(barred)
    page = ida.post(ADDRESS, sent(cast, (barred, cast.cleo), (barred, cast.dov)))
    plan = page.context["plan"]
    assert [(one, who.user) for one, who in plan.refused] == [(barred, cast.cleo)]
    ida.post(ADDRESS, sent(cast, (barred, cast.cleo), (barred, cast.dov), shown=plan.digest))
    assert given() == {(barred.pk, cast.dov.pk)}
    assert Conflict.objects.filter(member=cast.cleo, against=barred.applicant, grade="bars").exists()
    page = ida.get(ADDRESS)
    cells = {
        (row["application"], cell.seat.user): cell for row in page.context["rows"] for cell in row["cells"]
    }
    assert cells[barred, cast.cleo].fixed == "conflict" and cells[barred, cast.dov].given


def test_what_changed_since_it_was_shown_is_shown_anew(cast, ida):
    one, *_ = cast.apps
    shown = ida.post(ADDRESS, sent(cast, (one, cast.cleo))).context["plan"].digest
    actions.assign(one, cast.dov, by=cast.ida, at=AT)
    page = ida.post(ADDRESS, sent(cast, (one, cast.cleo), shown=shown))
    assert page.status_code == 409 and given() == {(one.pk, cast.dov.pk)}
    strange = sent(cast) | {"of": ["nothing"]}
    assert ida.post(ADDRESS, strange).status_code == 409


def test_back_keeps_the_marks(cast, ida):
    one, *_ = cast.apps
    page = ida.post(ADDRESS, sent(cast, (one, cast.cleo), then="back"))
    marked = [
        (row["application"], cell.seat.user)
        for row in page.context["rows"]
        for cell in row["cells"]
        if cell.given
    ]
    assert marked == [(one, cast.cleo)] and not given()


def asked(browser, address) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("address", [ADDRESS, reverse("reviews:coverage", args=["2024", "aaa"])])
def test_a_page_of_a_long_list_asks_as_often_as_of_a_short_one(cast, ida, address):
    asked(ida, address)
    before = asked(ida, address)
    for _ in range(60):
        cast.assigned(cast.application(), declared=False)
    assert asked(ida, address) == before
    page = ida.get(f"{address}?page=2")
    assert page.context["page"].number == 2 and page.context["page"].paginator.count == 63


def test_the_head_of_the_coverage_counts_all_pages(cast, ida):
    for one in cast.apps:
        cast.assigned(one)
    cast.finished(Assignment.objects.order_by("pk").first())
    programme = Programme.objects.get(pk=cast.a.programme.pk)
    assert queries.covered_counts(programme, cast.ida) == (3, 3, 1)
    rows = queries.coverage(programme, cast.ida)
    assert sum(row.missing > 0 for row in rows) == 3 and sum(row.finals for row in rows) == 1
