"""The ranking page: who sees what, sorted and filtered alike by list and by database, and few rows read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sojourn.calls.models import Criterion
from sojourn.reviews.tests.cast import AT
from sojourn.selection import actions, queries
from sojourn.selection.models import Ruling, TallyRow
from sojourn.selection.queries import rankings, tallies
from sojourn.selection.tests.test_actions import bar, decision
from sojourn.societies.models import Conflict
from tests import crowds

pytestmark = pytest.mark.django_db


def listing(programme, viewer, at, **more):
    return queries.listing(programme, viewer, at=at, **more)


def numbers(found) -> list[str]:
    return [line.application.number for line in found.lines]


@pytest.fixture
def crowd():
    """Sixty, some decided, one borderline, a minimum score; one that the chair may not see."""
    made = crowds.make(applications=60, stage="scored")
    (programme,) = made.programmes
    chair, rows = made.chair(programme), made.applications[programme.pk]
    hidden = rows[3]
    hidden.__class__.objects.filter(pk=rows[5].pk).update(state="borderline")
    Conflict.objects.create(
        society=programme.society,
        member=chair,
        against=hidden.applicant,
        ground="family",
        noted_at=made.now,
    )
    made.hidden = hidden
    panel = actions.open_panel(programme, by=chair, at=made.now)
    decisions = [decision(row, place) for place, row in enumerate(rows[:9], 1) if row.pk != hidden.pk]
    actions.decide(panel, [*decisions, decision(rows[20])], by=chair, at=made.now)
    actions.decide(panel, [decision(hidden, 4)], by=made.officer(programme), at=made.now)
    programme.minimum_scores.create(least="2.5")
    return made


@pytest.fixture
def kept(crowd, monkeypatch):
    """The same, kept by the worker as for a large programme."""
    monkeypatch.setattr(tallies, "LARGE", 10)
    actions.reckon_large(at=crowd.now)
    assert TallyRow.objects.exists()
    return crowd


EVERY = [
    *({"show": show, "sort": "mean"} for show in rankings.SHOWS),
    *({"sort": sort} for sort in (*rankings.SORTS, "nonsense")),
    *({"words": words} for words in ("dahl", "ana 0", "C-0007", "nobody")),
]


def test_list_and_database_say_the_same(crowd, monkeypatch):
    (programme,) = crowd.programmes
    for viewer in (crowd.chair(programme), crowd.officer(programme)):
        monkeypatch.setattr(tallies, "LARGE", 300)
        listed = [numbers(listing(programme, viewer, crowd.now, **asked)) for asked in EVERY]
        monkeypatch.setattr(tallies, "LARGE", 10)
        actions.reckon_large(at=crowd.now)
        stored = [numbers(listing(programme, viewer, crowd.now, **asked)) for asked in EVERY]
        assert stored == listed
        assert any(listed[0]) and any(found == [] for found in listed)


def test_the_chair_counts_without_what_is_hidden(kept, monkeypatch):
    (programme,) = kept.programmes
    chair, officer = kept.chair(programme), kept.officer(programme)
    for large in (True, False):
        monkeypatch.setattr(tallies, "LARGE", 10 if large else 300)
        shown = {line.application.pk: line for line in listing(programme, chair, kept.now).lines}
        assert kept.hidden.pk not in shown and len(shown) == 59
        places = sorted(line.position for line in shown.values() if line.position)
        assert places == list(range(1, 9))
        ranks = sorted(line.tally.rank for line in shown.values())
        assert ranks[0] == 1 and max(ranks) <= 59
        office = {line.application.pk: line for line in listing(programme, officer, kept.now).lines}
        assert office[kept.hidden.pk].position == 4 and office[kept.hidden.pk].editable


def test_an_officer_sees_no_single_score(crowd):
    (programme,) = crowd.programmes
    found = listing(programme, crowd.officer(programme), crowd.now)
    assert all(line.tally.scores == [] for line in found.lines) and found.tally.habits == {}
    found = listing(programme, crowd.chair(programme), crowd.now)
    assert all(len(line.tally.scores) == 3 for line in found.lines) and len(found.tally.habits) == 3


def test_a_page_of_a_large_programme_reads_the_rows_it_shows(kept, monkeypatch):
    (programme,) = kept.programmes
    monkeypatch.setattr(rankings, "PAGE", 5)
    with CaptureQueriesContext(connection) as asked:
        found = listing(programme, kept.officer(programme), kept.now, page=2)
    assert len(found.lines) == 5 and found.page.number == 2
    for query in asked.captured_queries:
        sql = query["sql"]
        assert "reviews_score" not in sql, sql
        rows = "LIMIT" in sql or "COUNT(" in sql or " IN (" in sql or "societies_" in sql or "calls_" in sql
        assert rows or "selection_tally" in sql or "people_role" in sql or "position" in sql, sql


def test_scores_that_change_are_reckoned_again(kept):
    (programme,) = kept.programmes
    assert list(queries.to_reckon(kept.now)) == []
    programme.minimum_scores.update(least="3.5")
    assert {viewer for _, viewer, _ in queries.to_reckon(kept.now)} == {
        kept.chair(programme),
        kept.officer(programme),
    }


def test_blind_has_no_order_and_no_search_by_name(crowd):
    (programme,) = crowd.programmes
    programme.blind = True
    programme.save()
    chair = crowd.chair(programme)
    assert numbers(listing(programme, chair, crowd.now, sort="name")) == numbers(
        listing(programme, chair, crowd.now, sort="place")
    )
    assert listing(programme, chair, crowd.now, words="dahl").lines == []


def test_calibration_is_refused_in_words_where_reviewers_share_nothing(cast):
    x, y = cast.application(), cast.application()
    cast.reviewed(x, cast.cleo, 4)
    cast.reviewed(y, cast.dov, 2)
    found = listing(cast.a.programme, cast.eva, AT)
    assert "2 groups" in found.tally.refusal
    assert [line.tally.calibrated for line in found.lines] == [None, None]
    assert [line.tally.mean for line in found.lines] == [4.0, 2.0]


def test_a_conflict_has_no_part_in_anybodys_habit(cast):
    """What the chair may not see changes nothing that the chair sees."""
    apps = [cast.application() for _ in range(4)]
    for app, one, two in zip(apps, (5, 4, 3, 2), (4, 4, 2, 2), strict=True):
        cast.reviewed(app, cast.cleo, one)
        cast.reviewed(app, cast.dov, two)
    hidden = cast.application()
    bar(cast, cast.eva, hidden)
    before = [vars(line.tally) for line in listing(cast.a.programme, cast.eva, AT).lines]
    cast.reviewed(hidden, cast.cleo, 1)
    cast.reviewed(hidden, cast.dov, 5)
    after = [vars(line.tally) for line in listing(cast.a.programme, cast.eva, AT).lines]
    for row in (*before, *after):
        row.pop("_state"), row.pop("tally", None)
    keep = ("mean", "calibrated", "error", "rank", "rank_calibrated", "change", "spread")
    assert [[row[name] for name in keep] for row in before] == [[row[name] for name in keep] for row in after]


def test_disagreements_begin_with_the_largest_spread(cast):
    pairs = ((3, 3), (1, 5), (2, 4))
    apps = [cast.application() for _ in pairs]
    for app, (one, two) in zip(apps, pairs, strict=True):
        cast.reviewed(app, cast.cleo, one)
        cast.reviewed(app, cast.dov, two)
    found = listing(cast.a.programme, cast.eva, AT, show="apart", sort="spread")
    assert [line.application for line in found.lines] == [apps[1], apps[2]]
    assert queries.apart(cast.a.programme) == 1.5
    assert Criterion.objects.filter(programme=cast.a.programme).first().highest == 5


def test_waiting_list_has_its_own_order(cast):
    apps = [cast.application() for _ in range(3)]
    panel = actions.open_panel(cast.a.programme, by=cast.eva, at=AT)
    actions.decide(panel, [decision(app, i) for i, app in enumerate(apps, 1)], by=cast.eva, at=AT)
    found = listing(cast.a.programme, cast.eva, AT)
    assert [(line.position, line.waiting) for line in found.lines] == [(1, None), (2, 1), (3, 2)]
    assert not Ruling.objects.exists()


# --- the summary ---


def said(found) -> str:
    return str([found.counts, found.money, found.method, found.people])


def test_summary_tells_no_name_and_no_small_number(crowd):
    (programme,) = crowd.programmes
    found = queries.summary(programme, at=crowd.now)
    counts = dict(found.counts)
    assert counts["Applications received"] == "60" and counts["Within the places"] == "4"
    # one is not to be placed; the waiting list of five would give it away from the total
    withheld = "not told, to protect few people"
    assert counts["Not to be placed"] == counts["Waiting list"] == withheld
    assert counts["Not decided yet"] == "50"
    names = {row.applicant.family_name for row in crowd.applications[programme.pk]}
    assert not any(name in said(found) for name in names)
    assert dict(found.money)["Set aside: one for each place"] == "EUR 12,000.04".replace("\u00a0", " ")
    pdf = queries.summary_paper(found, at=crowd.now)
    assert pdf.startswith(b"%PDF")
