from importlib.util import find_spec
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.assignment import assign
from sojourn.core.calibration import groups

PEOPLE = ["Cleo", "Dov", "Eva", "Ida"]


def test_loads_are_even() -> None:
    plan = assign([f"a{n}" for n in range(6)], PEOPLE, each=2)
    assert all(len(set(names)) == 2 for names in plan.reviewers.values())
    assert plan.loads == dict.fromkeys(PEOPLE, 3) and not plan.short


def test_a_chain_of_moves_serves_whom_greed_would_leave() -> None:
    """Dov may only read a1, and a1's greedy reviewer Cleo is the only one who may read a2."""
    plan = assign(["a1", "a2"], ["Cleo", "Dov"], each=1, conflicts={("a2", "Dov")}, limits=1)
    assert plan.reviewers == {"a1": ["Dov"], "a2": ["Cleo"]}


def test_a_substitute_is_called_only_where_a_conflict_leaves_fewer() -> None:
    plan = assign(["a1", "a2"], ["Cleo", "Dov"], conflicts={("a1", "Dov")}, substitutes=["Sam"])
    assert set(plan.reviewers["a2"]) == {"Cleo", "Dov"}
    assert set(plan.reviewers["a1"]) == {"Cleo", "Sam"}
    assert plan.called == {"a1": ["Sam"]} and not plan.short


def test_whom_it_could_not_serve_is_said() -> None:
    plan = assign(["a1", "a2"], ["Cleo"], conflicts={("a2", "Cleo")}, each=1)
    assert plan.reviewers == {"a1": ["Cleo"], "a2": []} and plan.short == {"a2": 1}


def test_earlier_assignments_stay() -> None:
    plan = assign(["a1", "a2"], ["Cleo", "Dov"], each=1, kept={"a1": ["Dov"]}, limits=1)
    assert plan.reviewers == {"a1": ["Dov"], "a2": ["Cleo"]}


@given(st.data())
def test_it_serves_as_many_as_any_plan_could(data: st.DataObject) -> None:
    """Against enumeration: with one review each and limits, the number served is the largest possible."""
    applications = [f"a{n}" for n in range(data.draw(st.integers(0, 5)))]
    reviewers = PEOPLE[: data.draw(st.integers(0, 3))]
    pairs = [(name, reviewer) for name in applications for reviewer in reviewers]
    conflicts = {pair for pair in pairs if data.draw(st.booleans())}
    limits = {reviewer: data.draw(st.integers(0, 2)) for reviewer in reviewers}
    plan = assign(applications, reviewers, each=1, conflicts=conflicts, limits=limits)
    assert all((name, r) not in conflicts for name, names in plan.reviewers.items() for r in names)
    assert all(count <= limits[reviewer] for reviewer, count in plan.loads.items())

    def best(index: int, room: dict[str, int]) -> int:
        if index == len(applications):
            return 0
        choices = [r for r in reviewers if room[r] and (applications[index], r) not in conflicts]
        taken = [1 + best(index + 1, {**room, r: room[r] - 1}) for r in choices]
        return max([best(index + 1, room), *taken])

    assert sum(map(len, plan.reviewers.values())) == best(0, limits)


@pytest.mark.parametrize(("count", "people", "each"), [(6, 4, 2), (20, 8, 2), (40, 12, 3), (150, 20, 2)])
def test_the_scores_of_a_plan_can_be_compared(count: int, people: int, each: int) -> None:
    """All hang together; where loads allow it, over pairs of reviewers who share at least two."""
    plan = assign([f"a{n}" for n in range(count)], [f"r{n}" for n in range(people)], each=each)
    assert max(plan.loads.values()) - min(plan.loads.values()) <= 1
    shared: dict[tuple[str, str], list[str]] = {}
    for name, names in plan.reviewers.items():
        for pair in combinations(sorted(names), 2):
            shared.setdefault(pair, []).append(name)
    firm = {
        (name, who): 1.0 for pair, names in shared.items() if len(names) > 1 for name in names for who in pair
    }
    everybody = {(name, who): 1.0 for name, names in plan.reviewers.items() for who in names}
    assert len(groups(everybody)) == 1
    assert count < 2 * people or (len(groups(firm)) == 1 and {who for _, who in firm} == set(plan.loads))


def test_the_floor_is_the_highest_at_which_all_are_served() -> None:
    """Against every plan of a small panel: the worst pair used is the best possible worst pair."""
    random = Random(8)
    for _ in range(60):
        applications, people = ["a1", "a2", "a3"], ["Cleo", "Dov", "Eva"]
        affinity = {pair: random.choice([0.1, 0.3, 0.5, 0.8]) for pair in product(applications, people)}
        plan = assign(applications, people, each=2, limits=2, affinity=affinity)
        choices = list(combinations(people, 2))
        worst = [
            min(affinity[name, who] for name, pair in zip(applications, chosen, strict=True) for who in pair)
            for chosen in product(choices, repeat=3)
            if all(sum(who in pair for pair in chosen) <= 2 for who in people)
        ]
        used = min(affinity[name, who] for name, names in plan.reviewers.items() for who in names)
        assert plan.floor == used == max(worst) and not plan.short
        assert plan.method == "greedy by affinity"


def test_the_worst_served_gains_much_and_the_whole_loses_little() -> None:
    """Sparse affinities, as from topics: beside the plan that only follows affinity."""
    random = Random(9)
    applications, people = [f"a{n}" for n in range(150)], [f"r{n}" for n in range(30)]
    affinity = {pair: random.random() ** 3 for pair in product(applications, people)}
    fair = assign(applications, people, each=3, limits=16, affinity=affinity)
    blunt = assign(applications, people, each=3, limits=16)

    def served(plan: object) -> list[float]:
        reviewers = plan.reviewers  # type: ignore[attr-defined]
        return sorted(sum(affinity[name, who] for who in names) for name, names in reviewers.items())

    assert served(fair)[0] > 1.2 * served(blunt)[0] and sum(served(fair)) > sum(served(blunt))


def test_exact_asks_for_or_tools_and_says_so() -> None:
    affinity = {("a1", "Cleo"): 0.9, ("a1", "Dov"): 0.5, ("a2", "Cleo"): 0.8, ("a2", "Dov"): 0.5}
    if find_spec("ortools"):
        plan = assign(["a1", "a2"], ["Cleo", "Dov"], each=1, limits=1, affinity=affinity, exact=True)
        assert plan.reviewers == {"a1": ["Cleo"], "a2": ["Dov"]} and plan.method == "exact"
    else:
        with pytest.raises(ImportError):
            assign(["a1", "a2"], ["Cleo", "Dov"], each=1, limits=1, affinity=affinity, exact=True)
