from fractions import Fraction

import pytest

from sojourn.core import scoring
from sojourn.core.scoring import Criterion, score

CRITERIA = [Criterion("motivation", weight=2), Criterion("training"), Criterion("fit", lowest=1, highest=3)]


def test_the_score_is_the_weighted_mean_on_the_first_scale() -> None:
    assert score({"motivation": 4, "training": 2, "fit": 3}, CRITERIA) == Fraction(15, 4)
    assert score({"motivation": 0, "training": 0, "fit": 1}, CRITERIA) == 0
    assert score({"motivation": 5, "training": 5, "fit": 3}, CRITERIA) == 5


def test_a_missing_or_impossible_mark_is_an_error() -> None:
    with pytest.raises(KeyError):
        score({"motivation": 4}, CRITERIA)
    with pytest.raises(ValueError, match="fit"):
        score({"motivation": 4, "training": 2, "fit": 0}, CRITERIA)


def test_thirds_tie_exactly() -> None:
    third = scoring.total([Fraction(1), Fraction(1), Fraction(2)])
    same = scoring.total([Fraction(4, 3)])
    assert scoring.ranking({"a": third, "b": same, "c": Fraction(2), "d": None}) == [["c"], ["a", "b"]]


def test_a_second_criterion_parts_a_tie() -> None:
    totals = {"a": Fraction(1), "b": Fraction(1)}
    assert scoring.ranking(totals, second={"b": Fraction(1)}) == [["b"], ["a"]]


def test_positions_count_as_in_sport() -> None:
    totals = {"a": Fraction(3), "b": Fraction(2), "c": Fraction(2), "d": Fraction(1)}
    assert [(line.key, line.label) for line in scoring.placed(totals)] == [
        ("a", "1"),
        ("b", "2="),
        ("c", "2="),
        ("d", "4"),
    ]


def test_spread_and_deviation() -> None:
    assert scoring.spread([Fraction(1), Fraction(4), Fraction(2)]) == 3
    assert scoring.spread([]) == 0 and scoring.deviation([Fraction(2)]) == 0
    assert scoring.deviation([Fraction(1), Fraction(3)]) == 1
    assert scoring.total([]) is None


@pytest.mark.parametrize(
    ("value", "text"), [("1/8", "0.13"), ("10/3", "3.33"), ("-1/200", "-0.01"), ("-1/900", "0.00")]
)
def test_numbers_are_shown_rounded_half_up(value: str, text: str) -> None:
    assert scoring.shown(Fraction(value)) == text


def test_nothing_is_shown_as_a_dash() -> None:
    assert scoring.shown(None) == "–"
