"""Rankings as each may see them, explanations, and nothing before the release."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sojourn.applications.models import Unwanted
from sojourn.centres.models import Period
from sojourn.core import matching, proofs, verifier
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions, queries
from sojourn.selection.models import Nomination
from sojourn.selection.tests.releasing import out
from sojourn.selection.tests.test_actions import LATER, bar, decision, panel_of, prepared, settled

pytestmark = pytest.mark.django_db


def seen(cast, viewer) -> dict:
    return {row.application: row for row in queries.ranking(cast.a.programme, viewer, at=AT)}


def test_ranking_suggests_by_the_mean(cast):
    x, y, z = (cast.application() for _ in range(3))
    for app, level in ((x, 3), (y, 5), (z, 3)):
        cast.reviewed(app, cast.cleo, level)
    rows = queries.ranking(cast.a.programme, cast.eva, at=AT)
    assert [(row.application, row.suggested) for row in rows] == [(y, "1"), (x, "2="), (z, "2=")]


def test_ranking_hides_a_conflict_from_the_chair_by_number_too(cast):
    x, hidden, y = (cast.application() for _ in range(3))
    bar(cast, cast.eva, hidden)
    panel = panel_of(cast.a, decision(x, 1), decision(y, 2), sign=False)
    actions.decide(panel, [decision(hidden, 2)], by=cast.ida, at=AT)
    chairs = seen(cast, cast.eva)
    assert {app: row.position for app, row in chairs.items()} == {x: 1, y: 2}
    assert all(row.editable for row in chairs.values())
    office = seen(cast, cast.ida)
    assert {app: (row.position, row.editable) for app, row in office.items()} == {
        x: (1, False),
        hidden: (2, True),
        y: (3, False),
    }


def test_ranking_tells_the_chair_alone_what_is_disclosed(cast):
    app = cast.application()
    conflict = bar(cast, cast.cleo, app)
    conflict.grade, conflict.ground = "disclosed", "ranked_centre"
    conflict.save()
    (note,) = seen(cast, cast.eva)[app].disclosed
    assert cast.cleo.formal_name in note
    assert seen(cast, cast.ida)[app].disclosed == []


def test_ranking_keeps_colleagues_scores_until_the_chairs_own_are_final(cast):
    app = cast.application()
    cast.reviewed(app, cast.cleo, 4)
    cast.assigned(app, cast.eva)
    assert seen(cast, cast.eva)[app].standing is None
    cast.reviewed(app, cast.eva, 2)
    assert seen(cast, cast.eva)[app].standing.mean == 3


def test_merged_puts_rows_back_where_they_were():
    assert queries.merged([["a"], ["b", "c"]], {"h": 0}) == [["h"], ["a"], ["b", "c"]]
    assert queries.merged([["a"], ["b", "c"]], {"h": 1}) == [["a"], ["h"], ["b", "c"]]
    assert queries.merged([["a"], ["b", "c"]], {"h": 2}) == [["a"], ["b", "c"], ["h"]]
    assert queries.merged([], {"h": 3, "i": 1}) == [["i"], ["h"]]


def test_lines_explain_choice_by_choice_without_anybody_else(cast):
    release, (first, second), _ = prepared(cast)
    lines = {line.application: line for line in queries.lines(release.match)}
    assert lines[first].explanation == ["Centre AAA1, City (your first choice): yours."]
    full, grants = lines[second].explanation
    assert full == (
        "Centre AAA1, City (your first choice): the only place went to a person ranked above you."
    )
    assert grants == (
        "Centre AAA2, City (your second choice): the only grant of AAA went to a person ranked above you."
    )
    assert first.family_name not in full + grants


def test_result_for_only_from_a_published_release(cast):
    release, (first, _), _ = prepared(cast)
    assert queries.result_for(first, at=LATER) is None
    assert queries.released(cast.call, LATER) is None
    assert list(queries.results(cast.call, LATER)) == []
    out(release, by=cast.fay, at=LATER)
    before = LATER - timedelta(seconds=1)
    assert queries.result_for(first, at=before) is None
    assert queries.result_for(first, at=LATER).outcome == "selected"
    assert queries.released(cast.call, LATER) == release
    assert queries.results(cast.call, LATER).count() == 3


def test_statistics_are_silent_about_few(cast):
    release, _, _ = prepared(cast, apps_a=6)
    assert queries.statistics(cast.call, at=LATER) == []
    out(release, by=cast.fay, at=LATER)
    rows = {row["society"]: row for row in queries.statistics(cast.call, at=LATER)}
    assert rows["AAA"] == {"society": "AAA", "received": 6, "selected": None, "waiting": 5}


def titles(user, at=AT):
    return [f"{line.verb} {line.title}" for line in queries.waiting_for(user, at=at)]


def test_waiting_for_everybody_along_the_way(cast):
    app = cast.application()
    assert titles(cast.eva) == ["Decide on application of AAA"]
    panel = panel_of(cast.a, decision(app, 1), sign=False)
    assert titles(cast.eva) == ["Sign the ranking of AAA"]
    actions.sign(panel, by=cast.eva, at=AT)
    assert (titles(cast.eva), titles(cast.finn)) == ([], ["Run the match of the 2024 call"])
    match = actions.run(cast.call, by=cast.finn, at=AT)
    assert titles(cast.finn) == ["Ask the centres of the 2024 call"]
    actions.ask_centres(match, by=cast.finn, at=AT)
    assert titles(cast.hana) == ["Answer a nomination of AAA for Centre AAA1, City"]
    row = Nomination.objects.get()
    actions.accept_nomination(row, tutor=row.offer.centre.tutors.get(), by=cast.hana, at=AT)
    match.refresh_from_db()
    assert titles(cast.eva) == ["Read the outcome of AAA before its release"]
    actions.read(match, cast.a.programme, by=cast.eva, at=AT)
    assert titles(cast.finn) == ["Prepare the release of the 2024 call"]
    release = actions.prepare(match, by=cast.finn, at=AT)
    assert (titles(cast.finn), titles(cast.fay)) == ([], ["Sign the results of the 2024 call"])
    assert titles(app.applicant, LATER) == []
    out(release, by=cast.fay, at=LATER)
    assert titles(app.applicant, LATER) == ["Read your result of AAA"]
    assert (titles(cast.fay, LATER), titles(cast.eva, LATER)) == ([], [])


def test_waiting_for_the_office_where_the_chair_stands_in_conflict(cast):
    hidden = cast.application()
    bar(cast, cast.eva, hidden)
    assert titles(cast.ida) == ["Decide on application of AAA"]
    assert titles(cast.eva) == []


def counted(function) -> int:
    function()  # what is asked once per person is not counted
    with CaptureQueriesContext(connection) as caught:
        function()
    return len(caught)


LISTS = {
    "ranking": lambda cast: queries.ranking(cast.a.programme, cast.eva, at=AT),
    "instance": lambda cast: queries.instance(cast.call),
    "progress": lambda cast: queries.progress(cast.call, None),
    "waiting_chair": lambda cast: queries.waiting_for(cast.eva, at=AT),
    "waiting_office": lambda cast: queries.waiting_for(cast.finn, at=AT),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_much_for_three_as_for_one(cast, name):
    def one_more():
        app = cast.application()
        cast.reviewed(app, cast.cleo)
        panel_of(cast.a, decision(app, 1), sign=False)

    one_more()
    one = counted(lambda: LISTS[name](cast))
    one_more()
    one_more()
    assert counted(lambda: LISTS[name](cast)) == one


def released_lists(cast, number):
    cast.a.programme.places = number
    cast.a.programme.save()
    for i in range(number - 2):
        cast.a.offers.append(cast.offer(cast.a, f"More{i}"))
    match, _, _ = settled(cast, apps_a=number)
    for side in (cast.a, cast.b):
        actions.read(match, side.programme, by=side.chair, at=AT)
    return [
        counted(lambda: queries.lines(match)),
        counted(lambda: queries.checks(match)),
        counted(lambda: queries.awards_of(match)),
        counted(lambda: queries.nominations_of(match)),
        counted(lambda: queries.part_of(match, cast.a.programme, cast.eva)),
        counted(lambda: list(queries.nominations(cast.hana))),
        counted(lambda: queries.outcome_counts(queries.lines(match))),
    ]


NUMBERS: dict[int, list[int]] = {}


@pytest.mark.parametrize("number", [1, 3])
def test_the_release_asks_as_much_for_three_as_for_one(cast, number):
    NUMBERS[number] = released_lists(cast, number)
    assert NUMBERS[number] == NUMBERS[min(NUMBERS)]


def test_what_is_not_wanted_reaches_the_match_as_not_acceptable(cast):
    first, second = cast.a.offers[:2]
    app = cast.application(choices=[first])
    Unwanted.objects.create(application=app, offer=second)
    panel_of(cast.a, decision(app, 1))
    made = queries.instance(cast.call)
    pair = {"applicant": str(app.pk), "programme": cast.a.society.slug, "reason": "not_wanted"}
    assert made["barred"] == [{**pair, "centre": second.centre.institution.slug}]
    # even where somebody completed the list with it, the match does not give it
    made["applicants"][0]["choices"].insert(
        0, {"programme": cast.a.society.slug, "centre": second.centre.institution.slug}
    )
    result = matching.match(made)
    assert [row["centre"] for row in result["awards"]] == [first.centre.institution.slug]
    assert verifier.verify(made, result) == []


def test_a_centre_without_a_common_period_is_closed_before_the_match(cast):
    first, second = cast.a.offers[:2]
    Period.objects.create(centre=first.centre, starts_on=date(2025, 1, 1), ends_on=date(2025, 3, 31))
    app = cast.application(choices=[first, second])
    other = cast.application(choices=[first, second])
    app.available = ["2024-09", "2024-10", "2024-11"]
    app.save(update_fields=["available"])
    panel_of(cast.a, decision(app, 1), decision(other, 2))
    made = queries.instance(cast.call)
    pair = {"applicant": str(app.pk), "programme": cast.a.society.slug, "reason": "no_common_period"}
    assert made["barred"] == [{**pair, "centre": first.centre.institution.slug}]
    result = matching.match(made)
    assert verifier.verify(made, result) == []
    given = {row["applicant"]: row["centre"] for row in result["awards"]}
    assert given[str(app.pk)] == second.centre.institution.slug
    assert given.get(str(other.pk), first.centre.institution.slug) == first.centre.institution.slug
    assert "it takes nobody in the months that you ticked" in str(proofs.explain(made, result, str(app.pk)))
