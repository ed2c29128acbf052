"""The order of a meeting: properties, and the least number of departures by trying every order."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as some

from sojourn.core import agenda

PEOPLE = some.frozensets(some.sampled_from("ABCDE"), max_size=3)
OUTSIDE = some.lists(PEOPLE, max_size=30).map(lambda sets: dict(enumerate(sets)))


@given(OUTSIDE)
def test_nothing_is_lost_and_nobody_leaves_more_often(outside):
    items = list(outside)
    found = agenda.arranged(items, outside)
    assert sorted(found) == items
    assert agenda.departures(found, outside) <= agenda.departures(items, outside)


@settings(max_examples=60, deadline=None)
@given(some.lists(PEOPLE, max_size=6).map(lambda sets: dict(enumerate(sets))))
def test_no_order_has_fewer_departures(outside):
    items = list(outside)
    least = min(agenda.departures(order, outside) for order in permutations(items))
    assert agenda.departures(agenda.arranged(items, outside), outside) == least


@given(OUTSIDE)
def test_equal_files_stand_together_in_the_order_given(outside):
    found = agenda.arranged(list(outside), outside)
    places = {key: place for place, key in enumerate(found)}
    for people in set(outside.values()):
        group = [key for key in outside if outside[key] == people]
        assert [places[key] for key in group] == list(range(places[group[0]], places[group[0]] + len(group)))


@given(OUTSIDE, some.randoms())
def test_the_same_again_and_whatever_order_the_people_are_named_in(outside, dice):
    items = list(outside)
    names = dict(zip("ABCDE", dice.sample("ABCDE", 5), strict=True))
    renamed = {key: {names[one] for one in people} for key, people in outside.items()}
    assert agenda.arranged(items, renamed) == agenda.arranged(items, outside)


@settings(max_examples=20, deadline=None)
@given(some.lists(some.frozensets(some.integers(0, 9), min_size=1, max_size=3), min_size=14, max_size=25))
def test_many_groups_are_not_worse_than_as_given(sets):
    outside = dict(enumerate(sets))
    found = agenda.arranged(list(outside), outside)
    assert sorted(found) == list(outside)
    assert agenda.departures(found, outside) <= agenda.departures(
        sorted(outside, key=lambda key: sets.index(sets[key])), outside
    )


def test_who_is_inside_throughout_comes_first_and_each_leaves_once():
    outside = {"b": {"Cleo"}, "d": {"Cleo", "Dov"}, "f": {"Dov"}}
    assert agenda.arranged(list("abcdef"), outside) == ["a", "c", "e", "b", "d", "f"]
    assert agenda.departures(["a", "c", "e", "b", "d", "f"], outside) == 2
    assert agenda.departures(list("abcdef"), outside) == 4
    assert agenda.arranged([], {}) == []
