"""./run.py bench deciding: what ranking and meeting cost at N applications, and the letters of the results.

The same scratch database and way of measuring as `reviewing`. References of the same run: `bare rows` reads
the 60 rows that a page of the ranking shows with their names, `bare agenda` the state of every item of the
meeting (which tells a page whether anything changed), `bare letters` writes as many letters as the job does,
each from one short template and two names, in one transaction. Every write is read back.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import _runs
from bench.applying import Browser, demand
from bench.reviewing import load

GOALS = {"result mail": 6.0}  # figures.md; the pages have none, and are to cost the same at any N
LETTERS = 200  # in one transaction, as the release writes them
SLOW = ("result mail", "bare letters", "reckoning")


def decided(cast: Any) -> Any:
    """The meeting is open over everything, and every application has a result that nobody was told yet."""
    from sojourn.applications.models import Application  # noqa: PLC0415 (Django is set up by main)
    from sojourn.selection import actions  # noqa: PLC0415
    from sojourn.selection.models import Decision, Match, Release, Result  # noqa: PLC0415

    now, programme = datetime.now(UTC), cast.a.programme
    rows = list(Application.objects.filter(programme=programme).order_by("number"))
    panel = actions.open_panel(programme, by=cast.eva, at=now)
    Decision.objects.bulk_create(
        (
            Decision(
                panel=panel, application=row, outcome="ranked", position=place, reason_code="strong",
                reason="The committee found your file strong in all criteria.", decided_at=now,
            )
            for place, row in enumerate(rows, 1)
        ),
        batch_size=500,
    )  # fmt: skip
    meeting = actions.plan_meeting(
        programme, held_at=now + timedelta(hours=1), way="consensus", order="number", by=cast.eva, at=now
    )
    actions.open_meeting(meeting, by=cast.eva, at=now)
    actions.call_up(meeting.items.first(), by=cast.eva, at=now)
    actions.reckon_large(at=now)
    match = Match.objects.create(
        call=cast.call, instance={}, result={"awards": []}, instance_sha256="0" * 64, run_at=now,
        state="settled",
    )  # fmt: skip
    release = Release.objects.create(
        call=cast.call, match=match, state="published", prepared_by=cast.finn, prepared_at=now,
        published_by=cast.fay, published_at=now,
    )  # fmt: skip
    Result.objects.bulk_create(
        (
            Result(release=release, application=row, outcome="waiting", reason="Others were stronger.")
            for row in rows
        ),
        batch_size=500,
    )
    cast.meeting, cast.release = meeting, release
    return cast


def jobs(cast: Any, application: Any) -> dict[str, _runs.Job]:
    from django.db import transaction  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from sojourn.post.models import Letter  # noqa: PLC0415
    from sojourn.selection import actions, queries  # noqa: PLC0415
    from sojourn.selection.models import Item, Result, TallyRow  # noqa: PLC0415

    now, slugs = datetime.now(UTC), [cast.call.slug, cast.a.society.slug]
    chair, reader = Browser(application, cast.eva), Browser(application, cast.committee[5])

    def timed(view: Callable[[], Any]) -> float:
        began = time.process_time()
        view()
        return 1000 * (time.process_time() - began)

    def page(browser: Browser, address: str, holds: bytes) -> Callable[[int], float]:
        def job(_: int) -> float:
            status, body, spent = browser.ask(address)
            demand(status == 200 and holds in body, f"{address} answered {status}")
            return spent

        return job

    def bare_rows(_: int) -> float:
        rows = TallyRow.objects.filter(tally__programme=cast.a.programme).select_related("application")
        found = rows.order_by("-mean", "application__number")[:60]
        return timed(
            lambda: HttpResponse("".join(f"{one.application.family_name}{one.mean}" for one in found))
        )

    def bare_agenda(_: int) -> float:
        rows = Item.objects.filter(meeting=cast.meeting).values_list(
            "pk", "state", "application__family_name"
        )
        return timed(lambda: HttpResponse(str(list(rows))))

    template = engines["django"].from_string("Dear {{ given }} {{ family }},\n\n{{ reason }}\n")

    def bare_letters(n: int) -> float:
        def write() -> None:
            with transaction.atomic():
                rows = Result.objects.filter(release=cast.release).select_related("application__applicant")
                Letter.objects.bulk_create(
                    [
                        Letter(
                            kind="bench.bare", thing_label="selection.result", thing_id=str(one.pk),
                            to_user=one.application.applicant, to_address=one.application.applicant.email,
                            to_name="", subject="Your result", written_at=now, due_at=now,
                            text=template.render(
                                {
                                    "given": one.application.given_name,
                                    "family": one.application.family_name,
                                    "reason": one.reason,
                                }
                            ),
                        )
                        for one in rows[:LETTERS]
                    ],
                    batch_size=100,
                )  # fmt: skip

        before = Letter.objects.count()
        spent = timed(write)
        demand(Letter.objects.count() == before + LETTERS, "bare letters")
        return spent / LETTERS

    def mail(_: int) -> float:
        before = Letter.objects.filter(kind="selection.waiting").count()
        spent = timed(lambda: actions.tell(cast.release, at=now))
        written = Letter.objects.filter(kind="selection.waiting").count() - before
        demand(written == LETTERS, f"{written} letters were written")
        return spent / LETTERS

    def reckoning(_: int) -> float:
        """What the worker does once, whenever a score has changed."""
        found: list = []
        spent = timed(lambda: found.extend(queries.reckon(cast.a.programme, cast.eva, at=now)[1]))
        demand(len(found) > LETTERS and any(row.calibrated for row in found), "nothing was reckoned")
        return spent

    ranking = reverse("selection:ranking", args=slugs)
    meeting = reverse("selection:meeting", args=[cast.meeting.pk])
    return {
        "reckoning": (reckoning, ""),
        "bare rows": (bare_rows, ""),
        "bare agenda": (bare_agenda, ""),
        "bare letters": (bare_letters, ""),
        "ranking": (page(chair, ranking, b"Calibrated"), "bare rows"),
        "ranking, page 9": (page(chair, f"{ranking}?sort=spread&page=9", b"Calibrated"), "bare rows"),
        "decide": (page(chair, reverse("selection:decide", args=slugs), b"Outcome"), "bare rows"),
        "meeting": (page(reader, meeting, b"Agenda"), "bare agenda"),
        "follow": (page(reader, reverse("selection:follow", args=[cast.meeting.pk]), b"seen"), "bare agenda"),
        "result mail": (mail, "bare letters"),
    }


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench deciding")
    parser.add_argument("--number", type=int, default=5_000, help="applications in the database")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--slow", type=int, default=5, help="rounds of the jobs that write much")
    parser.add_argument("--json", type=Path, help="append a line for each job to this file")
    wanted = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as scratch:
        application = _runs.set_up(scratch)
        todo = jobs(decided(load(wanted.number)), application)
        found = _runs.medians(todo, rounds=wanted.rounds, slow=SLOW, few=wanted.slow)
    _runs.tell(found, todo, GOALS, n=wanted.number, rounds=wanted.rounds, to=wanted.json)
    return 0
