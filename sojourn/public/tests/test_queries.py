"""Numbers that may be shown, and numbers that may not."""

import itertools
from collections import Counter, defaultdict

import pytest

from sojourn.calls.tests import here
from sojourn.public import queries


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], []),
        ([12, 8], [12, 8]),
        ([12, 3, 8], [12, None, None]),
        ([12, 4, 4, 8], [12, None, None, None]),
        ([5, 5, 3], [None, None, None]),
        ([0, 12, 8], [0, 12, 8]),
        ([3], [None]),
        ([3, 0], [None, None]),
        ([5, 4], [None, None]),
    ],
)
def test_guarded(values, shown):
    assert queries.guarded(values) == shown


@pytest.mark.parametrize(("cells", "most"), [(2, 14), (3, 12), (4, 10)])
def test_whoever_knows_the_total_and_the_rule_learns_no_hidden_number(cells, most):
    """Every table of so many cells up to so many people: each hidden cell could be something else."""
    alike = defaultdict(list)
    for table in itertools.product(range(most + 1), repeat=cells):
        alike[tuple(queries.guarded(table)), sum(table)].append(table)
    for (shown, _), tables in alike.items():
        if max(tables[0]) > most - 3:
            continue  # its neighbours lie beyond the tables that were made
        for at, number in enumerate(shown):
            if number is None:
                assert len({table[at] for table in tables}) > 1, (tables[0], shown)
            else:
                assert queries.many(number)


def test_who_was_not_selected_is_not_given_away_either():
    rows = queries._columns({"A": Counter(received=20, selected=18), "B": Counter(received=30, selected=9),
                             "C": Counter(received=40, selected=12)})  # fmt: skip
    assert [row["selected"] for row in rows] == [None, None, 12]
    assert [row["received"] for row in rows] == [20, 30, 40]


@pytest.mark.parametrize(
    ("rows", "shown", "others", "countries"),
    [
        ([], [], 0, 0),
        ([("AT", 9), ("DE", 7)], [("AT", 9), ("DE", 7)], 0, 0),
        ([("AT", 9), ("DE", 7), ("FR", 4)], [("AT", 9)], 11, 2),
        ([("AT", 9), ("DE", 7), ("FR", 4), ("IT", 3)], [("AT", 9), ("DE", 7)], 7, 2),
        ([("AT", 9), ("FR", 1), ("IT", 1)], [], 11, 3),
        ([("FR", 1), ("IT", 1)], [], 0, 2),
    ],
)
def test_countries_never_show_a_single_small_one(rows, shown, others, countries):
    assert queries._countries(rows) == {"shown": shown, "others": others, "other_countries": countries}


def test_a_society_whose_applications_are_too_few_shows_no_selected_either():
    rows = queries._columns({"A": Counter(received=20, selected=6), "B": Counter(received=3, selected=0),
                             "C": Counter(received=9, selected=5)})  # fmt: skip
    assert rows == [
        {"society": "A", "received": 20, "selected": None},  # hidden with them: no total gives them away
        {"society": "B", "received": None, "selected": None},
        {"society": "C", "received": None, "selected": None},
    ]


@pytest.mark.django_db
def test_statistics_are_empty_before_any_release():
    house = here.announced()
    assert queries.statistics(house.call.closes_at) == {
        "years": [],
        "societies": [],
        **{
            name: {"shown": [], "others": 0, "other_countries": 0}
            for name in ("countries", "works", "centres")
        },
    }
