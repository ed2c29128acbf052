"""Whoever knows every rule, every total and the pages of every year learns no number of few people.

Each test makes all small worlds, publishes each, puts together those that look alike, and fails where a
hidden number of one to four people is the same in all of them. `naive` shows that it can fail.
"""

import itertools
from collections import Counter, defaultdict

import pytest

from sojourn.public import numbers


def told(worlds, publish, facts, *, at_edge=lambda world: False):
    """Hidden numbers of few people that only one explanation of a published page has; [] where none is."""
    alike = defaultdict(list)
    for world in worlds:
        alike[publish(world)].append(world)
    found = []
    for page, several in alike.items():
        if any(at_edge(world) for world in several):
            continue  # its neighbours lie beyond the worlds that were made
        for name, fact in facts.items():
            values = {fact(world) for world in several}
            if len(values) == 1 and 0 < min(values) < numbers.FEW:
                found.append((name, values, page))
    return found


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
    assert numbers.guarded(values) == shown


@pytest.mark.parametrize(("cells", "most"), [(2, 14), (3, 12)])
def test_a_column_with_its_total_gives_nothing_away(cells, most):
    found = told(
        itertools.product(range(most + 1), repeat=cells),
        lambda world: (sum(world), tuple(numbers.guarded(world))),
        {at: lambda world, at=at: world[at] for at in range(cells)},
        at_edge=lambda world: max(world) > most - 3,
    )
    assert found == []


def line_of_a_call(world):
    """`world`: (received, selected) of each society; what its year and its table show."""
    tallies = {str(at): Counter(received=came, selected=chosen) for at, (came, chosen) in enumerate(world)}
    total = Counter(received=sum(a for a, _ in world), selected=sum(b for _, b in world))
    year = numbers.narrowing(total, ("received", "selected"))
    table = numbers.by_society(tallies, year)
    return tuple(year.values()), tuple(tuple(row.values()) for row in table.values())


def naive(world):
    """Only what is few itself is hidden."""
    return tuple(
        sum(column) if numbers.many(sum(column)) else None for column in zip(*world, strict=True)
    ), tuple(tuple(number if numbers.many(number) else None for number in row) for row in world)


def of_societies(count):
    ways = {
        "received": lambda row: row[0],
        "selected": lambda row: row[1],
        "not selected": lambda row: row[0] - row[1],
    }
    found = {
        (name, at): lambda world, way=way, at=at: way(world[at])
        for name, way in ways.items()
        for at in range(count)
    }
    totals = {
        (name, "all"): lambda world, way=way: sum(way(row) for row in world) for name, way in ways.items()
    }
    return found | totals


def tables(count, most):
    cells = [(came, chosen) for came in range(most + 1) for chosen in range(came + 1)]
    return itertools.product(cells, repeat=count)


@pytest.mark.parametrize(("count", "most"), [(1, 14), (2, 11), (3, 8)])
def test_a_calls_societies_with_its_totals_give_nothing_away(count, most):
    found = told(
        tables(count, most),
        line_of_a_call,
        of_societies(count),
        at_edge=lambda world: max(came for came, _ in world) > most - (3 if most > 8 else 1),
    )
    assert found == []


def test_whoever_hides_the_few_alone_is_found_out():
    assert told(tables(2, 8), naive, of_societies(2))


def test_which_neighbour_went_does_not_tell_why():
    """Hidden beside (5 of 5) was the one of 6, and an open nought told that it was few itself."""
    page = line_of_a_call([(0, 0), (5, 5), (6, 1)])
    assert page[1] == ((0, None), (5, None), (6, None))


def test_all_years_together_are_sums_of_what_each_shows():
    one = {"A": {"received": 20, "selected": 6}, "B": {"received": 9, "selected": None}}
    two = {"A": {"received": 30, "selected": 8}, "B": {"received": 8, "selected": 5}}
    assert numbers.added_up([{"A": {"received": None, "selected": None}}]) == {
        "A": {"received": None, "selected": None}
    }
    assert numbers.added_up([{"A": {"received": 7, "selected": None}}]) == {
        "A": {"received": 7, "selected": None}
    }
    assert numbers.added_up([one, two]) == {
        "A": {"received": 50, "selected": 14},
        "B": {"received": 8, "selected": 5},  # of the call that shows both, so that the share is true
    }


def pages(world):
    """`world`: people of each country in each call; the page after each call."""
    calls = [({str(at): number for at, number in enumerate(row) if number}, sum(row)) for row in world]
    return tuple((sum(world[at]), tuple(numbers.stepped(calls[: at + 1]))) for at in range(len(world)))


def summed(world):
    """The countries as they are, those of few left out."""
    found = []
    for at in range(len(world)):
        sums = map(sum, zip(*world[: at + 1], strict=True))
        found.append((sum(world[at]), tuple((str(i), n) for i, n in enumerate(sums) if n >= numbers.FEW)))
    return tuple(found)


COUNTRIES = 3
OF_COUNTRIES = {
    (at, call): lambda world, at=at, call=call: world[call][at]
    for at in range(COUNTRIES)
    for call in range(2)
} | {at: lambda world, at=at: world[0][at] + world[1][at] for at in range(COUNTRIES)}


def two_calls():
    """Fewer people than three countries hold as remainders: nobody fills all of the world's."""
    one = [row for row in itertools.product(range(12), repeat=COUNTRIES) if numbers.many(sum(row))]
    return (world for world in itertools.product(one, repeat=2) if sum(map(sum, world)) < 4 * COUNTRIES)


def test_two_years_pages_give_nobodys_country_away():
    assert told(two_calls(), pages, OF_COUNTRIES) == []


def test_plain_sums_of_two_years_do():
    assert told(two_calls(), summed, OF_COUNTRIES)
