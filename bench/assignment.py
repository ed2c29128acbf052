"""./run.py bench assignment: who reviews what, for whole calls, with conflicts and balance.

Synthetic and seeded: every reviewer is in conflict with five per cent of the applications and (in
`affinity`) suits each more or less. Seconds are processor seconds, the least of some runs. A plan
counts only if it is right: all served, nobody in conflict, all comparable; in `plain`, loads that differ
by one at most.

    plain      three reviewers to each of the applications, in balance
    affinity   the same, following how well they suit each other
    greedy     the least that such a program needs: one after the other takes the least loaded
    exact      the largest sum of affinities, where OR-Tools is installed
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import time
from importlib.util import find_spec
from itertools import combinations
from typing import Any

EACH = 3
SIZES = {"small": (200, 20), "usual": (2_000, 200), "large": (5_000, 60), "wide": (5_000, 500)}
GOALS = {
    ("usual", "affinity"): 0.5,
    ("large", "plain"): 4.0,
    ("large", "affinity"): 4.0,
    ("wide", "plain"): 4.0,
    ("wide", "affinity"): 4.0,
}
REPEATS = {"small": 10, "usual": 3}


class Committee:
    """Names, conflicts, limits and affinities."""

    def __init__(self, applications: int, reviewers: int) -> None:
        dice = random.Random(2024)
        self.applications = [f"a{n}" for n in range(applications)]
        self.reviewers = [f"r{n}" for n in range(reviewers)]
        self.conflicts = {
            (name, who)
            for who in self.reviewers
            for name in dice.sample(self.applications, applications // 20)
        }
        self.limit = -(-EACH * applications // reviewers) + 2
        self.affinity = {(name, who): dice.random() for name in self.applications for who in self.reviewers}


def ours(call: Committee, *, affinity: bool = False, exact: bool = False) -> dict[str, list[str]]:
    from sojourn.core.assignment import assign  # noqa: PLC0415

    plan = assign(
        call.applications,
        call.reviewers,
        each=EACH,
        conflicts=call.conflicts,
        limits=call.limit,
        affinity=call.affinity if affinity else None,
        exact=exact,
    )
    return plan.reviewers


def greedy(call: Committee) -> dict[str, list[str]]:
    load = dict.fromkeys(call.reviewers, 0)
    plan = {}
    for name in call.applications:
        free = [who for who in sorted(load, key=load.__getitem__) if (name, who) not in call.conflicts]
        plan[name] = free[:EACH]
        for who in plan[name]:
            load[who] += 1
    return plan


def wrong(call: Committee, plan: dict[str, list[str]], job: str) -> str:
    """What is wrong with a plan, or "". Only the balanced plan promises even loads."""
    loads = dict.fromkeys(call.reviewers, 0)
    for name, names in plan.items():
        if len(set(names)) < EACH or any((name, who) in call.conflicts for who in names):
            return f"{name} is badly served"
        for who in names:
            loads[who] += 1
    if max(loads.values()) > call.limit:
        return "somebody has too many"
    if job == "plain" and max(loads.values()) - min(loads.values()) > 1:
        return "the loads are not even"
    return "" if job == "greedy" or _together(plan, call.reviewers) else "the scores cannot be compared"


def _together(plan: dict[str, list[str]], reviewers: list[str]) -> bool:
    """Whether all reviewers hang together over applications that they share."""
    near: dict[str, set[str]] = {who: set() for who in reviewers}
    for names in plan.values():
        for one, other in combinations(names, 2):
            near[one].add(other)
            near[other].add(one)
    seen, todo = {reviewers[0]}, [reviewers[0]]
    while todo:
        new = near[todo.pop()] - seen
        seen |= new
        todo += new
    return len(seen) == len(reviewers)


JOBS = {
    "greedy": greedy,
    "plain": ours,
    "affinity": lambda call: ours(call, affinity=True),
    "exact": lambda call: ours(call, affinity=True, exact=True),
}


def measure(call: Committee, job: str, repeats: int) -> dict[str, Any]:
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        began = time.process_time()
        plan = JOBS[job](call)
        best = min(best, time.process_time() - began)
    sums = [sum(call.affinity[name, who] for who in names) for name, names in plan.items()]
    return {"seconds": best, "fault": wrong(call, plan, job), "sum": sum(sums), "worst": min(sums)}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("run.py bench assignment", description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", default=list(SIZES), help=" ".join(SIZES))
    parser.add_argument("--json", action="store_true", help="one line of JSON per job as well")
    options = parser.parse_args(argv)
    if unknown := set(options.sizes) - set(SIZES):
        parser.error(f"unknown: {' '.join(unknown)}")
    missed = 0
    for size in options.sizes:
        call = Committee(*SIZES[size])
        print(f"\n{size}: {SIZES[size][0]:,} applications, {SIZES[size][1]} reviewers, {EACH} each")
        for job in JOBS:
            if job == "exact" and find_spec("ortools") is None:
                print("  exact     needs OR-Tools, which is not installed")
                continue
            found = measure(call, job, REPEATS.get(size, 2))
            goal = GOALS.get((size, job))
            line = f"  {job:<9}{found['seconds']:>8.3f} s"
            line += f"  affinities {found['sum']:,.0f}, the worst {found['worst']:.2f}"
            if goal:
                line += f"  goal {goal:g}: {'met' if found['seconds'] <= goal else 'MISSED'}"
                missed += found["seconds"] > goal
            if found["fault"]:
                line += f"  WRONG: {found['fault']}"
                missed += 1
            print(line)
            if options.json:
                print(json.dumps({"size": size, "job": job, **found}))
    return 1 if missed else 0
