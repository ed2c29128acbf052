"""Numbers that may be shown, and numbers that may not."""

from collections import Counter

import pytest

from sojourn.calls.tests import here
from sojourn.public import queries


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], []),
        ([12, 8], [12, 8]),
        ([12, 3, 8], [12, None, None]),
        ([12, 4, 4, 8], [12, None, None, 8]),
        ([0, 12, 8], [0, 12, 8]),
        ([3], [None]),
        ([3, 0], [None, 0]),
        ([5, 4], [None, None]),
    ],
)
def test_guarded(values, shown):
    assert queries.guarded(values) == shown


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
        {"society": "A", "received": 20, "selected": 6},
        {"society": "B", "received": None, "selected": None},
        {"society": "C", "received": None, "selected": None},
    ]


@pytest.mark.django_db
def test_statistics_are_empty_before_any_release():
    house = here.announced()
    assert queries.statistics(house.call.closes_at) == {
        "years": [],
        "societies": [],
        "countries": {"shown": [], "others": 0, "other_countries": 0},
    }
