"""./run.py bench growing: what a page that shows one thing costs among few and among many, and the memory.

Two scratch SQLite databases, of 500 and of 20,000 applications with three reviews each and published results;
the production settings, the WSGI application called directly, processor milliseconds of whole requests,
medians; the growth is the one divided by the other. Then the production server with three workers answers the
public pages, and its proportional share of memory is set beside the same server with an empty Django
project. It fails only when it cannot measure.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import _runs, visiting
from bench.applying import Browser, demand

GROWTH, MEMORY = 1.5, 2.5  # goals of figures.md
WORKERS = 3


def jobs(cast: Any, application: Any) -> dict[str, _runs.Job]:
    from django.urls import reverse  # noqa: PLC0415 (Django is set up by main)

    from sojourn.applications.models import Application  # noqa: PLC0415
    from sojourn.reviews.models import Assignment  # noqa: PLC0415

    row = Application.objects.filter(programme=cast.a.programme).order_by("number").first()
    review = Assignment.objects.filter(reviewer=cast.committee[5], state="scoring").order_by("pk").first()
    applicant, reader = Browser(application, row.applicant), Browser(application, cast.committee[5])
    visitor = Browser(application, cast.hana)
    visitor.cookies = ""

    def page(browser: Browser, address: str, holds: str) -> _runs.Job:
        def job(_: int) -> float:
            status, body, spent = browser.ask(address)
            demand(status == 200 and holds.encode() in body, f"{address} answered {status}")
            return spent

        return job, ""

    call, society = cast.call, cast.a.society
    return {
        "own application": page(
            applicant, reverse("applications:application", args=[row.pk]), society.acronym
        ),
        "own result": page(applicant, reverse("selection:result", args=[row.pk]), society.acronym),
        "one review": page(reader, reverse("reviews:score", args=[review.pk]), society.acronym),
        "call page": page(visitor, reverse("public:call", args=[call.slug]), call.name),
        "programme page": page(
            visitor, reverse("public:programme", args=[call.slug, society.slug]), society.acronym
        ),
    }


def one_size(number: int, rounds: int) -> None:
    """Prints medians and memory of one size as JSON; in a process of its own, since each has its database."""
    with tempfile.TemporaryDirectory() as scratch:
        application = _runs.set_up(scratch)
        todo = jobs(visiting.load(number), application)
        found: dict[str, Any] = {"medians": _runs.medians(todo, rounds=rounds)}
        if rounds:
            found["memory"] = memory(
                "sojourn.config.wsgi:application", "/about/", "/centres/", "/statistics/"
            )
            found["bare memory"] = memory("bench._bare:application", "/")
        print(json.dumps(found))


def memory(application: str, *pages: str) -> float:
    """Megabytes of the server and its workers, each shared page divided by those who share it (PSS)."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    with serving(application, port, pages[0]) as server:
        for n in range(60):
            ask(port, pages[n % len(pages)])
        kilobytes = sum(share(pid) for pid in family(server.pid))
    demand(kilobytes > 0, "the memory of the server could not be read")
    return kilobytes / 1024


@contextlib.contextmanager
def serving(application: str, port: int, first: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host",
               "127.0.0.1", "--port", str(port), "--log-level", "error", "--workers", str(WORKERS),
               "--blocking-threads", "2", application]  # fmt: skip
    server = subprocess.Popen(command, env=dict(os.environ, SOJOURN_URL=f"http://localhost:{port}"))
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                ask(port, first)
                break
            time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait(20)


def ask(port: int, page: str) -> None:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{page}", headers={"Host": f"localhost:{port}"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        demand(answer.status == 200 and bool(answer.read()), f"{page} answered {answer.status}")


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = [
        int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()
    ]
    return [pid, *(one for child in children for one in family(child))]


def share(pid: int) -> int:
    """Kilobytes; nothing where the process is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench growing")
    parser.add_argument("--few", type=int, default=500)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", type=Path, help="append a line for each job to this file")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args(words)
    if wanted.one:
        one_size(wanted.one, wanted.rounds)
        return 0
    found = {}
    for number in (wanted.few, wanted.many):
        print(f"loading {number} applications", file=sys.stderr)
        start = "import sys; from bench import growing; growing.main(sys.argv[1:])"
        command = [sys.executable, "-c", start, "--one", str(number), "--rounds", str(wanted.rounds)]
        told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        found[number] = json.loads(told.splitlines()[-1])
    few, many = found[wanted.few]["medians"], found[wanted.many]["medians"]
    print(f"medians of {wanted.rounds} rounds, processor milliseconds, {wanted.few} -> {wanted.many}\n")
    for name in few:
        ratio = many[name] / few[name]
        print(
            f"{name:<18}{few[name]:8.2f} ->{many[name]:8.2f} ms {ratio:6.2f} x{_runs.goal_met(ratio, GROWTH)}"
        )
        line = {"job": f"growth of {name}", "n": wanted.many, "cpu_ms": many[name], "ratio": round(ratio, 2)}
        _runs.keep(wanted.json, [line])
    ours, bare = found[wanted.many]["memory"], found[wanted.many]["bare memory"]
    told = f"{ours:.0f} MB, an empty Django {bare:.0f} MB"
    print(f"\nmemory of {WORKERS} workers: {told}, {ours / bare:.2f} x{_runs.goal_met(ours / bare, MEMORY)}")
    _runs.keep(
        wanted.json, [{"job": "memory", "n": wanted.many, "mb": round(ours), "ratio": round(ours / bare, 2)}]
    )
    return 0
