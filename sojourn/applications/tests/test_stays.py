"""When somebody can go: months, periods of centres, and what the form and the pages make of them."""

from __future__ import annotations

from datetime import date

import pytest

from sojourn.applications import queries, rules
from sojourn.applications.tests.stage import AT
from sojourn.calls.models import Call
from sojourn.centres.models import Period
from sojourn.core import periods

AUTUMN = ["2024-09", "2024-10", "2024-11"]


def calendar(offer, *days: tuple[date, date]) -> None:
    Period.objects.bulk_create(Period(centre=offer.centre, starts_on=a, ends_on=b) for a, b in days)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 9, 1), date(2024, 11, 30), AUTUMN),
        (date(2024, 9, 16), date(2024, 11, 15), AUTUMN),
        (date(2024, 9, 17), date(2024, 11, 14), ["2024-10"]),
        (date(2024, 12, 31), date(2025, 1, 31), ["2025-01"]),
        (date(2024, 2, 15), date(2024, 2, 29), ["2024-02"]),
        (date(2024, 2, 16), date(2024, 2, 29), []),
        (date(2024, 3, 2), date(2024, 3, 1), []),
    ],
)
def test_a_month_counts_with_at_least_half_of_it(first, last, months):
    assert periods.months_between(first, last) == months


@pytest.mark.parametrize(
    ("months", "run"),
    [([], 0), (["2024-12", "2025-01"], 2), (["2024-09", "2024-11"], 1), ([*AUTUMN, "2025-01"], 3)],
)
def test_the_longest_run_goes_over_the_new_year_and_not_over_a_gap(months, run):
    assert periods.longest_run(reversed(months)) == run


@pytest.mark.parametrize(
    ("mine", "days", "meets"),
    [
        ([], [(date(2025, 1, 1), date(2025, 3, 31))], True),
        (AUTUMN, [], True),
        (AUTUMN, [(date(2024, 8, 1), date(2024, 12, 31))], True),
        (AUTUMN, [(date(2024, 10, 1), date(2024, 12, 31))], False),
        (AUTUMN, [(date(2024, 9, 1), date(2024, 10, 15)), (date(2024, 10, 16), date(2024, 11, 30))], False),
        (AUTUMN, [(date(2025, 1, 1), date(2025, 3, 31)), (date(2024, 9, 1), date(2024, 11, 30))], True),
    ],
)
def test_one_whole_stay_has_to_fit_into_one_period(stage, mine, days, meets):
    app = stage.draft()
    app.available = mine
    calendar(stage.offers[0], *days)
    verdict = rules.common_period(app, stage.offers[0].centre)
    assert (bool(verdict), verdict.code) == (meets, "" if meets else "no_common_period")


def test_the_months_are_asked_beside_the_ranking_saved_and_read_everywhere(stage, visit):
    Call.objects.update(starts_from=date(2024, 9, 1), ends_until=date(2025, 6, 30))
    for offer in (stage.offers[0], stage.offers[2]):
        calendar(offer, (date(2025, 1, 1), date(2025, 3, 31)))
    app = stage.complete()
    client = visit("ada", AT)
    page, form = f"/applications/{app.pk}/rank/", f"/applications/{app.pk}/note-choices/"
    shown = client.get(page).content.decode()
    assert "September 2024" in shown and "June 2025" in shown and "Jan 2025 to Mar 2025" in shown
    refused = client.post(form, {"available": AUTUMN[:2]})
    assert refused.status_code == 422 and "Tick at least 3 months in a row" in refused.content.decode()
    blocked = client.get(f"/applications/{app.pk}/submit/").content.decode()
    assert f'<a href="{form}">Centres you wish for</a>: Something you typed' in blocked
    assert client.post(form, {"available": ["2030-01"]}).status_code == 422
    script = {"HTTP_X_SOJOURN_AUTOSAVE": "1"}
    assert client.post(form, {"available": AUTUMN}, **script).json()["word"] == "Saved"
    app = queries.get(app.pk)
    assert app.available == AUTUMN
    assert "It takes nobody in the months that you ticked" in client.get(page).content.decode()
    gaps = {gap.code: gap for gap in rules.gaps(queries.parts(app), at=AT)}
    assert not gaps["no-period"].blocks and "Oslo" in gaps["no-period"].text
    assert "September 2024, October 2024" in client.get(f"/applications/{app.pk}/answers/").content.decode()


def test_a_seal_of_before_still_holds(stage):
    """Who ticked nothing has the content of before there were months."""
    app = stage.submitted()
    assert "available" not in rules.content(queries.parts(app))["answers"]
    assert rules.mark(queries.parts(queries.get(app.pk))) == queries.get(app.pk).content_sha256


def test_without_a_window_no_month_is_asked(stage, visit):
    app = stage.draft()
    assert (
        "Months in which you can go"
        not in visit("ada", AT).get(f"/applications/{app.pk}/rank/").content.decode()
    )
    assert rules.months_of(stage.call) == []


def test_reading_many_with_months_asks_no_more_than_one(stage, django_assert_num_queries):
    calendar(stage.offers[0], (date(2024, 9, 1), date(2024, 11, 30)))
    rows = [stage.submitted(stage.ada), stage.submitted(stage.zoe)]
    for row in rows:
        row.available = AUTUMN
        row.save(update_fields=["available"])
    parts = queries.parts_of([queries.get(row.pk) for row in rows])
    with django_assert_num_queries(0):
        for one in parts:
            for choice in one.choices:
                rules.common_period(one.application, choice.offer.centre)
