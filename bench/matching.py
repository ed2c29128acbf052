"""./run.py bench matching: how fast the match is, beside the libraries that can do (part of) it.

Synthetic calls, seeded: a common quality of applicants plus each committee's noise, offers of skewed
popularity. `hr` is one offer per programme (hospitals/residents), `spa` ten offers per programme
(student-project allocation), `a` one programme per applicant. Each job runs in a process of its own;
seconds are processor seconds, memory is what the job added to the peak.

    solve      tables built from lists of numbers, and the mechanism: what the libraries do, too
    document   the whole of match(): a parsed JSON instance in, the result with all reasons out
    verify     the second implementation's judgement on that result
    check      of this the definition alone: allowed, within the capacities, nobody passed over
    declines   the match again after one in ten has declined: how many holders move for each decline
    command    `python -m sojourn match FILE`, reading and writing included; the memory is the whole program's

The libraries live in an environment of their own, made once:
    uv venv .venv-peers && uv pip install --python .venv-peers --require-hashes -r requirements/peers.txt
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"
SIZES = {
    "small": (200, 30),
    "usual": (2_000, 200),
    "national": (40_000, 5_000),
    "million": (1_000_000, 50_000),
}
LISTED = 12
PER_PROGRAMME = {"hr": 1, "spa": 10, "a": 20}
GOALS = {
    ("usual", "hr", "solve"): 0.010,
    ("usual", "spa", "solve"): 0.010,
    ("national", "hr", "solve"): 0.5,
    ("national", "spa", "solve"): 0.5,
    ("national", "a", "solve"): 0.15,
    ("national", "hr", "verify"): 3.0,
    ("national", "spa", "verify"): 3.0,
    ("national", "hr", "check"): 0.1,
    ("national", "spa", "check"): 0.1,
    ("national", "a", "check"): 0.1,
    ("million", "a", "solve"): 6.0,
    ("million", "hr", "solve"): 8.0,
    ("million", "spa", "solve"): 8.0,
}


class Synthetic:
    """A call in numbers: lists of offers per applicant, orders of applicants per programme."""

    def __init__(
        self, applicants: int, offers: int, shape: str, listed: int = LISTED, seed: int = 2024
    ) -> None:
        dice = random.Random(seed)
        per = PER_PROGRAMME[shape]
        numbers, names = list(range(offers)), list(range(applicants))
        popularity = [1 / (10 + u) ** 0.6 for u in numbers]
        dice.shuffle(popularity)
        self.programme_of = [u // per for u in numbers]
        programmes = self.programme_of[-1] + 1
        self.lists: list[list[int]] = []
        total = list(accumulate(popularity))
        for _ in names:
            if shape == "a":
                home = self.programme_of[bisect(total, dice.random() * total[-1])]
                own = numbers[home * per : (home + 1) * per]
                self.lists.append(dice.sample(own, min(listed, len(own))))
            else:
                drawn = dict.fromkeys(dice.choices(numbers, cum_weights=total, k=2 * listed))
                self.lists.append(list(drawn)[:listed])
        quality = [dice.gauss(0, 1) for _ in names]
        self.orders: list[list[int]] = [[] for _ in range(programmes)]
        for a, row in zip(names, self.lists, strict=True):
            for s in {self.programme_of[u] for u in row}:
                self.orders[s].append(a)
        for order in self.orders:
            order.sort(key=lambda a: -quality[a])
            for i in range(len(order) - 1):  # neighbours of a common quality change places: noise
                if dice.random() < 0.4:
                    order[i], order[i + 1] = order[i + 1], order[i]
        self.places = [max(1, round(0.95 * applicants / offers))] * offers
        room = [0] * programmes
        for u, s in enumerate(self.programme_of):
            room[s] += self.places[u]
        self.grants = [places if per == 1 else max(1, places * 9 // 10) for places in room]

    def document(self) -> dict[str, Any]:
        """The same as an instance of "sojourn-match/1"."""
        pair = [{"programme": f"P{s}", "centre": f"C{u}"} for u, s in enumerate(self.programme_of)]
        return {
            "format": "sojourn-match/1",
            "applicants": [
                {"id": f"a{a}", "choices": [pair[u] for u in row]} for a, row in enumerate(self.lists)
            ],
            "programmes": [
                {"id": f"P{s}", "grants": self.grants[s], "ranking": [f"a{a}" for a in order]}
                for s, order in enumerate(self.orders)
            ],
            "offers": [{**pair[u], "places": places} for u, places in enumerate(self.places)],
            "lottery": {"seed": "00"},
        }


def solve(call: Synthetic, shape: str) -> dict[str, Any]:
    """Tables and mechanism, from numbers."""
    from sojourn.core import mechanisms  # noqa: PLC0415 (the libraries' environment has no Sojourn)
    from sojourn.core.market import Market, ranks  # noqa: PLC0415

    began = time.process_time()
    market = Market(
        applicants=[""] * len(call.lists),
        choices=call.lists,
        available={},
        programmes=[""] * len(call.orders),
        grants=call.grants,
        order=call.orders,
        rank=[] if shape == "a" else ranks(call.orders),
        centres=[""] * len(call.places),
        totals={},
        centre_split={},
        pairs=list(zip(call.programme_of, range(len(call.places)), strict=True)),
        programme_of=call.programme_of,
        places=call.places,
        periods={},
    )
    run = mechanisms.serial_dictatorship if shape == "a" else mechanisms.deferred_acceptance
    outcome = run(market, mechanisms.Caps(call.places, call.grants), call.lists)
    seconds = time.process_time() - began
    awards = sum(u >= 0 for u in outcome.award)
    return {"seconds": seconds, "awards": awards, "inspected": outcome.inspected}


def document(call: Synthetic, shape: str) -> dict[str, Any]:
    """A parsed instance in, the whole result out."""
    from sojourn.core import matching  # noqa: PLC0415

    given = json.loads(json.dumps(call.document()))
    began = time.process_time()
    result = matching.match(given, digest="0" * 64)
    return {"seconds": time.process_time() - began, "awards": len(result["awards"])}


def verify(call: Synthetic, shape: str) -> dict[str, Any]:
    """The verifier on our result."""
    from sojourn.core import matching, verifier  # noqa: PLC0415

    given = json.loads(json.dumps(call.document()))
    result = json.loads(json.dumps(matching.match(given, digest="0" * 64)))
    began = time.process_time()
    violations = verifier.verify(given, result, digest="0" * 64)
    return {
        "seconds": time.process_time() - began,
        "awards": len(result["awards"]),
        "violations": len(violations),
    }


def check(call: Synthetic, shape: str) -> dict[str, Any]:
    """The definition alone, on our result."""
    from sojourn.core import matching  # noqa: PLC0415
    from sojourn.core.verifier import call as reading  # noqa: PLC0415
    from sojourn.core.verifier import definition  # noqa: PLC0415

    given = json.loads(json.dumps(call.document()))
    result = matching.match(given, digest="0" * 64)
    read = reading.Call(given)
    awards = {
        row["applicant"]: (row["programme"], row["centre"], row.get("period")) for row in result["awards"]
    }
    began = time.process_time()
    seats = definition.Seats(read, awards)
    faults = definition.impossible(read, seats) + definition.unfair(read, seats, read.grants)
    return {
        "seconds": time.process_time() - began,
        "awards": len(awards),
        "violations": len(faults),
    }


def declines(call: Synthetic, shape: str) -> dict[str, Any]:
    """One in ten declines, nobody freezes: the largest number of moves that there can be."""
    from sojourn.core import matching  # noqa: PLC0415

    given = call.document()
    first = matching.match(given, digest="0" * 64)["awards"]
    declined = random.Random(1).sample([row["applicant"] for row in first], len(first) // 10)
    given["previous"] = {"awards": first, "declined": declined}
    began = time.process_time()
    second = matching.match(given, digest="0" * 64)["awards"]
    seconds = time.process_time() - began
    before = {row["applicant"]: row for row in first}
    moved = sum(row != before.get(row["applicant"], row) for row in second)
    return {"seconds": seconds, "awards": len(second), "moves": moved / len(declined)}


def command(call: Synthetic, shape: str) -> dict[str, Any]:
    """The program as one starts it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instance.json"
        path.write_text(json.dumps(call.document()))
        code = "import gc, sys, time; gc.disable(); from sojourn.__main__ import main; main(sys.argv[1:]);"
        code += "peak = open('/proc/self/status').read().split('VmHWM:')[1].split()[0];"
        code += "print(time.process_time(), int(peak) / 1024, file=sys.stderr)"
        words = [sys.executable, "-c", code, "match", str(path)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stderr.split()[-2:])
    awards = len(json.loads(done.stdout)["awards"])
    return {"seconds": seconds, "awards": awards, "megabytes": megabytes}


def peer_matching(call: Synthetic, shape: str) -> dict[str, Any]:
    """`matching`: it copies its players recursively, so the recursion limit is raised for it."""
    from matching.games import HospitalResident, StudentAllocation  # noqa: PLC0415

    sys.setrecursionlimit(10**9)
    lists, orders = _named(call)
    began = time.process_time()
    if shape == "hr":
        game = HospitalResident.create_from_dictionaries(lists, orders, dict(_offers(call)))
    else:
        supervisors = {f"C{u}": f"P{s}" for u, s in enumerate(call.programme_of)}
        grants = {f"P{s}": most for s, most in enumerate(call.grants)}
        places = dict(_offers(call))
        game = StudentAllocation.create_from_dictionaries(lists, orders, supervisors, places, grants)
    found = game.solve()
    return {"seconds": time.process_time() - began, "awards": sum(map(len, found.values()))}


def peer_algmatch(call: Synthetic, shape: str) -> dict[str, Any]:
    from algmatch import HospitalResidentsProblem, StudentProjectAllocation  # noqa: PLC0415

    lists = {a + 1: [u + 1 for u in row] for a, row in enumerate(call.lists)}
    orders = {s + 1: [a + 1 for a in order] for s, order in enumerate(call.orders)}
    began = time.process_time()
    if shape == "hr":
        hospitals = {s: {"capacity": call.places[s - 1], "preferences": order} for s, order in orders.items()}
        found = HospitalResidentsProblem(
            dictionary={"residents": lists, "hospitals": hospitals}
        ).get_stable_matching()
        awards = sum(bool(value) for value in (found or {})["resident_sided"].values())
    else:
        projects = {
            u + 1: {"capacity": q, "lecturer": call.programme_of[u] + 1} for u, q in enumerate(call.places)
        }
        lecturers = {s: {"capacity": call.grants[s - 1], "preferences": order} for s, order in orders.items()}
        game = StudentProjectAllocation(
            dictionary={"students": lists, "projects": projects, "lecturers": lecturers},
            optimised_side="students",
        )
        found = game.get_stable_matching()
        awards = sum(bool(value) for value in (found or {})["student_sided"].values())
    return {"seconds": time.process_time() - began, "awards": awards}


def _named(call: Synthetic) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    sites = "P" if len(call.orders) == len(call.places) else "C"
    lists = {f"a{a}": [f"{sites}{u}" for u in row] for a, row in enumerate(call.lists)}
    return lists, {f"P{s}": [f"a{a}" for a in order] for s, order in enumerate(call.orders)}


def _offers(call: Synthetic) -> list[tuple[str, int]]:
    sites = "P" if len(call.orders) == len(call.places) else "C"
    return [(f"{sites}{u}", places) for u, places in enumerate(call.places)]


JOBS: dict[str, Callable[[Synthetic, str], dict[str, Any]]] = {
    job.__name__: job
    for job in (solve, document, verify, check, declines, command, peer_matching, peer_algmatch)
}
OURS = {
    "small": "solve document verify check declines command",
    "usual": "solve document verify check declines command",
    "national": "solve document verify check declines command",
    "million": "solve",
}


def work(job: str, size: str, shape: str, listed: int = LISTED) -> None:
    """One job in this process: the best of some runs, and the memory that it added."""
    call = Synthetic(*SIZES[size], shape, listed)
    gc.disable()  # as the command does; the libraries profit, too
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    repeats = {"small": 20, "usual": 10, "national": 3}.get(size, 1) if job[:4] != "peer" else 1
    runs = [JOBS[job](call, shape) for _ in range(repeats)]
    best = min(runs, key=lambda run: run["seconds"])
    best.setdefault("megabytes", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
    best["entries"] = sum(map(len, call.lists))
    print(json.dumps(best))


def measure(python: str | Path, job: str, size: str, shape: str, listed: int, limit: int) -> dict[str, Any]:
    """What a job printed, or {"failed": why}."""
    code = f"import bench.matching; bench.matching.work({job!r}, {size!r}, {shape!r}, {listed})"
    try:
        done = subprocess.run(
            [str(python), "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=limit, check=True
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not within {limit} s"}
    except subprocess.CalledProcessError as trouble:
        return {"failed": (trouble.stderr.strip().splitlines() or ["crashed"])[-1][:60]}
    return dict(json.loads(done.stdout))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("run.py bench matching", description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", default=["small", "usual", "national"], help=" ".join(SIZES))
    parser.add_argument("--peers", type=Path, default=PEERS, help="the Python with the libraries")
    parser.add_argument("--limit", type=int, default=240, help="seconds until a library's job is given up")
    parser.add_argument("--listed", type=int, default=LISTED, help="choices per applicant")
    parser.add_argument("--json", action="store_true", help="one line of JSON per job as well")
    options = parser.parse_args(argv)
    if unknown := set(options.sizes) - set(SIZES):
        parser.error(f"unknown: {' '.join(unknown)}")
    missed = 0
    for size in options.sizes:
        print(f"\n{size}: {SIZES[size][0]:,} applicants, {SIZES[size][1]:,} offers, {options.listed} choices")
        for shape in PER_PROGRAMME:
            ours: dict[str, Any] = {}
            jobs = OURS[size].split()
            if shape != "a" and options.peers.exists() and size != "million":
                jobs += ["peer_matching", "peer_algmatch"]
            for job in jobs:
                python = options.peers if job.startswith("peer") else sys.executable
                found = measure(python, job, size, shape, options.listed, options.limit)
                ours.setdefault(job, found)
                missed += told(size, shape, job, found, ours["solve"])
                if options.json:
                    print(json.dumps({"size": size, "shape": shape, "job": job, **found}))
    if not options.peers.exists():
        print("\nThe libraries are not installed; the first lines of bench/matching.py say how.")
    return 1 if missed else 0


def told(size: str, shape: str, job: str, found: dict[str, Any], ours: dict[str, Any]) -> bool:
    """Print one line; whether a goal was missed."""
    head = f"  {shape:<4}{job:<15}"
    if "failed" in found:
        print(f"{head}{found['failed']}")
        return not job.startswith("peer")
    goal = GOALS.get((size, shape, job))
    line = f"{head}{found['seconds']:>9.4f} s {found['megabytes']:>7.0f} MB  {found['awards']:>8,} awards"
    if "inspected" in found:
        line += f"  {found['inspected'] / found['entries']:.0%} of the list entries read"
    if "moves" in found:
        line += f"  {found['moves']:.2f} holders move for each decline"
    if job.startswith("peer") and "seconds" in ours:
        line += f"  {found['seconds'] / ours['seconds']:,.0f} times ours"
    if found.get("violations"):
        line += f"  {found['violations']} VIOLATIONS"
    if goal:
        line += f"  goal {goal:g}: {'met' if found['seconds'] <= goal else 'MISSED'}"
    print(line)
    return bool(goal and found["seconds"] > goal) or bool(found.get("violations"))
