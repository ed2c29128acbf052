from random import Random

import pytest

from sojourn.core.calibration import NotConnected, calibrate


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
    """Simulated 400 times, calibrated minus true quality lies within 1.96 errors about 95 times in 100."""
    random, inside, seen = Random(7), 0, 0
    for _ in range(400):
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
