import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.money import Money, split

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_parts_sum_to_the_cent_and_stay_near_their_share(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_the_odd_cent_goes_to_the_largest_remainder_then_to_the_first() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [1, 2]) == [3, 7]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]
    assert split(0, [2, 3]) == [0, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 5]])
def test_weights_without_meaning_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        split(100, weights)


def test_money_is_written_with_the_decimals_of_its_currency() -> None:
    assert str(Money(300050, "EUR")) == "EUR 3,000.50"
    assert str(Money(-5, "EUR")) == "EUR -0.05"
    assert str(Money(1200, "JPY")) == "JPY 1,200"
    assert str(Money(1005, "KWD")) == "KWD 1.005"


def test_currencies_do_not_mix() -> None:
    assert Money(5, "EUR") + Money(6, "EUR") == Money(11, "EUR")
    assert Money(5, "EUR") - Money(6, "EUR") == -Money(1, "EUR")
    assert Money(5, "EUR") < Money(6, "EUR")
    assert not Money(0, "EUR")
    with pytest.raises(ValueError):
        Money(5, "EUR") + Money(5, "CHF")


def test_money_splits_into_money() -> None:
    assert Money(100, "EUR").split([60, 40]) == [Money(60, "EUR"), Money(40, "EUR")]
