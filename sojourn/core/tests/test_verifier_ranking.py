"""The second reckoning of means, calibrated scores and inversions: right by itself, and not to be fooled."""

from fractions import Fraction
from random import Random

import pytest

from sojourn.core import scoring
from sojourn.core.calibration import NotConnected, calibrate
from sojourn.core.verifier import ranking

SCALES = {"training": (2, 1, 5), "motivation": (1, 1, 5), "benefit": (1, 0, 10)}


def sheets(random: Random, applications: int = 12, reviewers: int = 4, each: int = 3):
    """Single marks, as (application, reviewer, criterion, mark)."""
    return [
        (f"a{n}", f"r{who}", name, random.randint(low, high))
        for n in range(applications)
        for who in random.sample(range(reviewers), each)
        for name, (_, low, high) in SCALES.items()
    ]


def test_a_mean_by_hand() -> None:
    given = [("a", "r", "training", 5), ("a", "r", "motivation", 3), ("a", "r", "benefit", 5)]
    # shares 1, 1/2 and 1/2 with weights 2, 1, 1 = 3/4; on the scale of the first criterion 1 + 3/4 * 4
    assert ranking.means(given, SCALES, first="training") == {"a": (Fraction(4), 1)}
    other = [("a", "s", name, low) for name, (_, low, _) in SCALES.items()]
    assert ranking.means(given + other, SCALES, first="training") == {"a": (Fraction(5, 2), 2)}


def test_a_review_that_lacks_a_mark_has_no_part_in_the_mean() -> None:
    given = [("a", "r", name, high) for name, (_, _, high) in SCALES.items()]
    half = [("a", "s", "training", 1), ("b", "s", "training", 1)]
    assert ranking.means(given + half, SCALES, first="training") == {"a": (Fraction(5), 1)}


@pytest.mark.parametrize("seed", range(20))
def test_the_two_programs_come_to_the_same_means(seed: int) -> None:
    given = sheets(Random(seed))
    criteria = [scoring.Criterion(name, *scale) for name, scale in SCALES.items()]
    reviews: dict[tuple[str, str], dict[str, int]] = {}
    for application, reviewer, name, mark in given:
        reviews.setdefault((application, reviewer), {})[name] = mark
    engine: dict[str, list[Fraction]] = {}
    for (application, _), marks in reviews.items():
        engine.setdefault(application, []).append(scoring.score(marks, criteria))
    found = ranking.means(given, SCALES, first="training")
    assert found == {name: (sum(parts) / len(parts), len(parts)) for name, parts in engine.items()}


def tampered(given: list, seed: int) -> list:
    """One mark is another: by one, within its scale."""
    random = Random(seed)
    at = random.randrange(len(given))
    application, reviewer, name, mark = given[at]
    _, low, high = SCALES[name]
    other = mark + 1 if mark < high else mark - 1
    assert low <= other <= high
    return [*given[:at], (application, reviewer, name, other), *given[at + 1 :]]


@pytest.mark.parametrize("seed", range(30))
def test_one_mark_changed_by_one_is_seen_in_the_means_and_in_the_calibrated_scores(seed: int) -> None:
    given = sheets(Random(seed))
    after = tampered(given, seed)
    assert ranking.means(given, SCALES, first="training") != ranking.means(after, SCALES, first="training")
    before = ranking.calibrated(floats(given))
    now = ranking.calibrated(floats(after))
    assert before is not None and now is not None
    assert max(abs(before[name] - now[name]) for name in before) > 1e-3


@pytest.mark.parametrize("what", ["weight", "scale", "reviewer left out", "reviews exchanged", "given twice"])
def test_other_tamperings_are_seen_in_the_means(what: str) -> None:
    given = sheets(Random(3))
    scales, after = dict(SCALES), list(given)
    if what == "weight":
        scales["motivation"] = (3, 1, 5)
    elif what == "scale":
        scales["benefit"] = (1, 0, 11)
    elif what == "reviewer left out":
        after = [row for row in given if row[:2] != given[0][:2]]
    elif what == "reviews exchanged":
        swap = {"a0": "a1", "a1": "a0"}
        after = [(swap.get(row[0], row[0]), *row[1:]) for row in given]
    else:
        after = [*given, *(("a0", "r-copy", *row[2:]) for row in given if row[:2] == given[0][:2])]
    honest = ranking.means(given, SCALES, first="training")
    assert ranking.means(after, scales, first="training") != honest


def floats(given: list) -> dict[tuple[str, str], float]:
    return {key: float(value) for key, value in ranking.scores(given, SCALES, first="training").items()}


@pytest.mark.parametrize("seed", range(20))
def test_the_two_programs_come_to_the_same_calibrated_scores(seed: int) -> None:
    random = Random(seed)
    reviewers, each = random.choice(((2, 1), (4, 3), (9, 2), (25, 3)))
    quality = {f"a{n}": random.gauss(0, 1) for n in range(60)}
    habit = {f"r{n}": random.gauss(0, random.choice((0.0, 0.6))) for n in range(reviewers)}
    scores = {
        (name, who): quality[name] + habit[who] + random.gauss(0, random.choice((0.0, 0.4)))
        for name in quality
        for who in random.sample(sorted(habit), each)
    }
    try:
        engine = calibrate(scores).score
    except NotConnected:
        assert ranking.calibrated(scores) is None
    else:
        assert ranking.calibrated(scores) == pytest.approx(engine, abs=1e-9)


def test_a_long_chain_of_reviewers_is_solved_too() -> None:
    """Neighbours share one application each: the hardest graph to walk over."""
    random, scores = Random(5), {}
    for n in range(60):
        for who in (n, n + 1):
            scores[f"a{n}", f"r{who}"] = random.gauss(0, 1) + who / 10
    assert ranking.calibrated(scores) == pytest.approx(calibrate(scores).score, abs=1e-7)


def test_nothing_and_two_groups() -> None:
    assert ranking.calibrated({}) == {}
    assert ranking.calibrated({("a", "x"): 1, ("b", "x"): 2, ("c", "y"): 3}) is None


def test_a_strict_reviewer_costs_nobody_the_rank() -> None:
    """Both have the same quality; one was read by the strict reviewer."""
    scores = {(f"a{n}", who): 3.0 + n / 10 for n in range(20) for who in ("mild", "fair")}
    scores |= {(f"a{n}", "strict"): 1.0 + n / 10 for n in range(10)}
    found = ranking.calibrated(scores)
    assert found is not None
    assert found == pytest.approx({f"a{n}": found["a0"] + n / 10 for n in range(20)}, abs=0.05)


def test_inversions_name_each_who_stands_above_somebody_better_once() -> None:
    mean = {"a": Fraction(3), "b": Fraction(4), "c": Fraction(5), "d": Fraction(1)}
    order = [("a", 1), ("b", 2), ("c", 3), ("d", 4)]
    assert ranking.inversions(order, mean) == [("a", "c"), ("b", "c")]
    assert ranking.inversions([("c", 1), ("b", 2), ("a", 3), ("d", 4)], mean) == []


def test_equal_places_and_equal_means_are_no_inversion() -> None:
    mean = {"a": Fraction(3), "b": Fraction(4), "c": Fraction(3)}
    assert ranking.inversions([("a", 1), ("b", 1), ("c", 3)], mean) == []


def test_who_has_no_mean_is_neither_above_nor_below() -> None:
    assert ranking.inversions([("x", 1), ("a", 2)], {"a": Fraction(5)}) == []
