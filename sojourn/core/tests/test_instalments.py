"""Sums hold both ways, to the cent, for every table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core import instalments, money


@given(
    st.lists(st.integers(0, 2_000_000), min_size=1, max_size=5).filter(any),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=6).filter(any),
)
def test_every_payer_and_every_instalment_comes_out_to_the_cent(shares, weights):
    sums = money.split(sum(shares), weights)
    table = instalments.spread(sums, shares)
    assert [sum(row) for row in table] == sums
    assert [sum(column) for column in zip(*table, strict=True)] == shares


@given(
    st.lists(st.integers(0, 999), min_size=1, max_size=5).filter(any),
    st.lists(st.integers(0, 99), min_size=1, max_size=6).filter(any),
)
def test_no_cell_is_a_cent_away_from_its_share(shares, weights):
    total = sum(shares)
    sums = money.split(total, weights)
    table = instalments.spread(sums, shares)
    for row, line in zip(sums, table, strict=True):
        for column, cell in zip(shares, line, strict=True):
            assert abs(cell * total - row * column) < total


def test_nothing_is_spread_as_nothing():
    assert instalments.spread([0, 0], [0]) == [[0], [0]]


@pytest.mark.parametrize(("rows", "columns"), [([1], [2]), ([-1, 2], [1]), ([1], [2, -1])])
def test_sums_that_do_not_agree_are_refused(rows, columns):
    with pytest.raises(ValueError, match="same total"):
        instalments.spread(rows, columns)
