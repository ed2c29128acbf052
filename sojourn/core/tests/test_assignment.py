from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.assignment import assign

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
