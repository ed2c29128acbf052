"""Small numbers: hidden, and not to be had from what is told."""

from hypothesis import given
from hypothesis import strategies as some

from sojourn.core import few

PARTS = some.dictionaries(some.sampled_from("abcdef"), some.integers(0, 40), max_size=6)


@given(PARTS)
def test_no_small_number_is_told(parts):
    hidden = few.withheld(parts)
    assert all(number == 0 or number >= few.FEW for key, number in parts.items() if key not in hidden)


@given(PARTS)
def test_two_worlds_look_alike_for_each_hidden_number(parts):
    """With the same numbers told, and the total where it is told, each hidden number could be another."""
    hidden = sorted(few.withheld(parts))
    rest = sum(parts[key] for key in hidden)
    for key in hidden:
        if few.total_withheld(parts):
            continue
        # the others are at least one each: this one may be anything from one to what they leave
        assert rest - (len(hidden) - 1) > 1, (parts, key)


def test_tables():
    assert few.withheld({}) == set()
    assert few.withheld({"a": 5, "b": 0}) == set()
    assert few.withheld({"a": 4, "b": 12, "c": 7}) == {"a", "c"}
    assert few.withheld({"a": 1, "b": 1, "c": 9}) == {"a", "b", "c"}
    assert few.withheld({"a": 1, "b": 4, "c": 9}) == {"a", "b"}
    assert few.total_withheld({"a": 3, "b": 0})
    assert few.total_withheld({"a": 1, "b": 1})
    assert not few.total_withheld({"a": 4, "b": 12})
