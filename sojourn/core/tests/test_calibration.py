from random import Random
from statistics import mean, pstdev

import pytest

from sojourn.core.assignment import assign
from sojourn.core.calibration import NotConnected, calibrate
from sojourn.core.tests.cases import cases


def test_without_noise_the_truth_comes_back() -> None:
    quality = {f"a{n}": 50.0 + 3 * n for n in range(8)}
    habit = {"strict": -10.0, "mild": 8.0, "fair": 2.0}
    pairs = [(name, who) for n, name in enumerate(quality) for who in (list(habit) * 2)[n % 3 : n % 3 + 2]]
    found = calibrate({(name, who): quality[name] + habit[who] for name, who in pairs})
    assert found.score == pytest.approx(quality)
    assert found.habit == pytest.approx(habit)
    assert found.noise == pytest.approx(0, abs=1e-9) and found.moved > 0


def test_groups_without_a_common_reviewer_are_refused() -> None:
    with pytest.raises(NotConnected) as refused:
        calibrate({("a", "x"): 1, ("b", "x"): 2, ("c", "y"): 3})
    assert refused.value.groups == [["a", "b"], ["c"]]
    assert "2 groups" in refused.value.reason


def test_standard_errors_hold_what_they_promise() -> None:
    """Simulated 150 times, calibrated minus true quality lies within 1.96 errors about 95 times in 100."""
    random, inside, seen = Random(7), 0, 0
    for _ in range(150):
        quality = [random.gauss(60, 10) for _ in range(12)]
        habit = [random.gauss(0, 5) for _ in range(4)]
        middle = sum(habit) / 4
        pairs = [(n, who) for n in range(12) for who in random.sample(range(4), 3)]
        scores = {(f"a{n}", f"r{who}"): quality[n] + habit[who] + random.gauss(0, 3) for n, who in pairs}
        found = calibrate(scores)
        for n in range(12):
            seen += 1
            inside += abs(found.score[f"a{n}"] - quality[n] - middle) < 2.07 * found.error[f"a{n}"]
    assert 0.93 < inside / seen < 0.97


def test_nothing_scored_is_nothing_calibrated() -> None:
    assert calibrate({}).score == {}


def panel(
    random: Random, *, habit: float, bands: bool
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """100 applications, 10 reviewers, three scores each; with `bands` reviewers see neighbours in quality."""
    quality = {f"a{n}": random.gauss(0, 1) for n in range(100)}
    reviewers = [f"r{n}" for n in range(10)]
    if bands:
        order = sorted(quality, key=quality.__getitem__)
        near = {
            name: {min(9, max(0, place // 10 + step)) for step in (-1, 0, 1)}
            for place, name in enumerate(order)
        }
        pairs = [(name, reviewers[r]) for name in order for r in sorted(near[name])]
    else:
        plan = assign(list(quality), reviewers, each=3)
        pairs = [(name, who) for name, names in plan.reviewers.items() for who in names]
    habits = {who: random.gauss(0, habit) for who in reviewers}
    return quality, {(name, who): quality[name] + habits[who] + random.gauss(0, 0.7) for name, who in pairs}


def recall(found: dict[str, float], quality: dict[str, float]) -> float:
    """How many of the true best fifth are among the best fifth found."""
    best, wanted = (set(sorted(v, key=v.__getitem__)[-20:]) for v in (found, quality))
    return len(best & wanted) / 20


def z_scores(scores: dict[tuple[str, str], float]) -> dict[str, float]:
    by: dict[str, list[float]] = {}
    for (_, who), value in scores.items():
        by.setdefault(who, []).append(value)
    found: dict[str, list[float]] = {}
    for (name, who), value in scores.items():
        found.setdefault(name, []).append((value - mean(by[who])) / pstdev(by[who]))
    return {name: mean(values) for name, values in found.items()}


@pytest.mark.parametrize("bands", [False, True])
@pytest.mark.parametrize(("habit", "gain"), [(0.0, -0.01), (0.7, 0.05)])
def test_the_best_fifth_is_found_better_with_habits_and_no_worse_without(
    habit: float, gain: float, bands: bool
) -> None:
    random, raw, calibrated, standard = Random(15), [], [], []
    for _ in range(cases(25)):
        quality, scores = panel(random, habit=habit, bands=bands)
        found = calibrate(scores)
        raw.append(recall(found.raw, quality))
        calibrated.append(recall(found.score, quality))
        standard.append(recall(z_scores(scores), quality))
    assert mean(calibrated) >= mean(raw) + gain
    assert not bands or mean(standard) < mean(calibrated) - 0.2
