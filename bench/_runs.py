"""What the measurements share: a scratch installation, jobs that take turns, and how a figure is told."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path
from typing import Any

# name -> (one round in milliseconds, which raises where nothing happened; the name of its reference)
Job = tuple[Callable[[int], float], str]


def set_up(scratch: str) -> Any:
    """An empty installation on SQLite with the production settings; gives the WSGI application."""
    os.environ |= {
        "SOJOURN_DATA": scratch,
        "SOJOURN_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "sojourn.config.settings",
    }
    import django  # noqa: PLC0415 (only now are the settings named)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    return get_wsgi_application()


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What it gave, and its processor time in milliseconds."""
    began = time.process_time()
    given = act()
    return given, 1000 * (time.process_time() - began)


def medians(
    jobs: Mapping[str, Job], *, rounds: int, warm_up: int = 3, slow: Container[str] = (), few: int = 0
) -> dict[str, float]:
    """Milliseconds of each job; jobs take turns, so that noise is shared; `slow` ones have `few` rounds."""
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for n in range(rounds + warm_up):
        for name, (job, _) in jobs.items():
            if name in slow and n >= few + warm_up:
                continue
            milliseconds = job(n)
            if n >= warm_up:
                spent[name].append(milliseconds)
    return {name: statistics.median(listed) for name, listed in spent.items()}


def tell(
    found: Mapping[str, float],
    jobs: Mapping[str, Job],
    goals: Mapping[str, float],
    *,
    n: int,
    rounds: int,
    to: Path | None,
    most: Mapping[str, float] | None = None,
) -> None:
    """A line for each job: milliseconds, how many times its reference, and whether the goal is met.

    `goals` are times the reference, `most` milliseconds.
    """
    print(f"{n} applications, medians of {rounds} rounds, processor milliseconds\n")
    for name, (_, reference) in jobs.items():
        ratio = found[name] / found[reference] if reference else 1.0
        told = f"{ratio:6.1f} x {reference}" if reference else ""
        met = goal_met(ratio, goals.get(name))
        if most and name in most:
            met = f"   goal {most[name]:.0f} ms: {'met' if found[name] <= most[name] else 'MISSED'}"
        print(f"{name:<20}{found[name]:9.2f} ms  {told:<24}{met}")
        keep(to, [{"job": name, "n": n, "cpu_ms": round(found[name], 3), "ratio": round(ratio, 2)}])


def goal_met(ratio: float, goal: float | None) -> str:
    return "" if goal is None else f"   goal {goal:g} x: {'met' if ratio <= goal else 'MISSED'}"


def keep(to: Path | None, lines: Iterable[Mapping[str, Any]]) -> None:
    if to:
        with to.open("a") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
