"""./run.py bench reviewing: what the committee's pages cost, beside the least that Django needs.

A scratch SQLite database with N applications, three reviews each by sixty reviewers (a tenth still open), the
production settings, the WSGI application called directly: processor milliseconds of whole requests, medians.
References of the same run: `bare page` is a view with one query and no middleware, `bare list` one that reads
the same rows with their reviewers, `bare detail` one that reads what one file consists of, `bare save` one
query and one committed update, `bare scores` the scores read and written as CSV. Every write is read back: an
answer of 200 proves nothing. It fails only when it cannot measure.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench import _runs
from bench.applying import Browser, demand

REVIEWERS = 60
EACH = 3
GOALS = {  # times the reference; figures.md
    "list": 5.0, "detail": 8.0, "my reviews": 4.0, "save a review": 20.0, "CSV of all scores": 3.0,
}  # fmt: skip
WALL = {"assignment": 4_000.0}  # milliseconds; one process that waits for nobody, so its processor time
SLOW = ("assignment", "list", "CSV of all scores", "bare scores", "bare list")


def load(number: int) -> Any:
    """A closed call: a committee of sixty, N eligible applications, three reviews each."""
    from django.utils import timezone  # noqa: PLC0415 (Django is set up by main)

    from sojourn.applications.models import Application  # noqa: PLC0415
    from sojourn.calls.models import Criterion  # noqa: PLC0415
    from sojourn.people.models import User  # noqa: PLC0415
    from sojourn.reviews.models import Assignment, Score, Sweep  # noqa: PLC0415
    from sojourn.reviews.tests.cast import Cast  # noqa: PLC0415
    from sojourn.societies.models import Seat  # noqa: PLC0415

    cast = Cast()
    now = timezone.now()
    cast.call.opens_at, cast.call.closes_at = now - timedelta(days=60), now - timedelta(days=10)
    cast.call.reviews_by = now + timedelta(days=10)
    cast.call.results_on = (now + timedelta(days=40)).date()
    cast.call.save()
    programme = cast.a.programme
    programme.min_reviews = EACH
    programme.save()
    seats = Seat.objects.filter(society=cast.a.society).count()
    members = [
        User(email=f"m{n}@many.example", password="!", given_name=f"M{n}", family_name="Member")
        for n in range(REVIEWERS - seats)
    ]
    User.objects.bulk_create(members)
    Seat.objects.bulk_create(
        Seat(society=cast.a.society, user=user, role="member", institution=f"House {n}")
        for n, user in enumerate(members)
    )
    committee = [seat.user for seat in Seat.objects.filter(society=cast.a.society).select_related("user")]
    users = [
        User(email=f"a{n}@many.example", password="!", given_name="A", family_name=f"N{n}")
        for n in range(number)
    ]
    User.objects.bulk_create(users, batch_size=500)
    rows = [
        Application(
            applicant=user, programme=programme, scope_key=f"call:{cast.call.pk}", state="eligible",
            number=f"2024-{n:05d}", begun_at=now, saved_at=now, submitted_at=now - timedelta(days=11),
            given_name="A", family_name=f"N{n}", institution=f"Home {n % 97}", city="Porto",
            training="Five years. " * 40, interests="cardiac" if n % 3 else "paediatric",
        )
        for n, user in enumerate(users)
    ]  # fmt: skip
    Application.objects.bulk_create(rows, batch_size=500)
    cast.fresh = number
    _fresh(cast, users, committee, now)
    criteria = list(Criterion.objects.filter(programme=programme))
    dice = random.Random(1)
    given = []
    for n, row in enumerate(rows):
        for k in range(EACH):
            state = "scoring" if dice.random() < 0.1 else "final"
            given.append(
                Assignment(
                    application=row, reviewer=committee[(n + k * 7) % len(committee)], state=state,
                    assigned_at=now, declared_at=now, finished_at=now if state == "final" else None,
                )
            )  # fmt: skip
    Assignment.objects.bulk_create(given, batch_size=500)
    Score.objects.bulk_create(
        (
            Score(
                assignment=row, criterion=one, value=dice.randint(one.lowest, one.highest), lowest=one.lowest,
                highest=one.highest,
            )
            for row in given
            for one in criteria
        ),
        batch_size=500,
    )  # fmt: skip
    Sweep.objects.create(programme=programme, facts="bench", swept_at=now)
    cast.committee, cast.criteria = committee, criteria
    return cast


def _fresh(cast: Any, users: list[Any], committee: list[Any], now: datetime) -> None:
    """The other society: as many applications, a committee of sixty, topics and limits, nobody assigned."""
    from sojourn.applications.models import Application  # noqa: PLC0415
    from sojourn.people.models import User  # noqa: PLC0415
    from sojourn.reviews.models import Load  # noqa: PLC0415
    from sojourn.societies.models import Conflict, Seat  # noqa: PLC0415

    programme = cast.b.programme
    programme.min_reviews = EACH
    programme.save()
    others = [user for user in committee if user not in (cast.eva, cast.cleo, cast.dov)]
    Seat.objects.bulk_create(
        Seat(society=cast.b.society, user=user, role="member", institution=f"House {n}")
        for n, user in enumerate(others)
    )
    Load.objects.bulk_create(
        Load(
            programme=programme,
            reviewer=user,
            most=None if n % 3 else max(EACH, len(users) // 8),
            topics=["cardiac"] if n % 2 else ["paediatric"],
            stated_at=now,
        )
        for n, user in enumerate(others)
    )
    people = [
        User(email=f"f{n}@many.example", password="!", given_name="F", family_name=f"N{n}")
        for n in range(len(users))
    ]
    User.objects.bulk_create(people, batch_size=500)
    Application.objects.bulk_create(
        (
            Application(
                applicant=user, programme=programme, scope_key=f"call:{cast.call.pk}", state="eligible",
                number=f"2024-F{n:05d}", begun_at=now, saved_at=now, submitted_at=now - timedelta(days=11),
                given_name="F", family_name=f"N{n}", institution=f"House {n % 90}", city="Porto",
                training="Five years. " * 40, interests="cardiac" if n % 3 else "paediatric",
            )
            for n, user in enumerate(people)
        ),
        batch_size=500,
    )  # fmt: skip
    dice = random.Random(2)
    noted = (
        Conflict(
            society=cast.b.society, member=dice.choice(others), against=user, ground="collaboration",
            grade="bars", state="confirmed", noted_at=now,
        )
        for user in people
        for _ in range(len(others) // 10)
    )  # fmt: skip
    Conflict.objects.bulk_create(noted, batch_size=500, ignore_conflicts=True)


def jobs(cast: Any, application: Any) -> dict[str, _runs.Job]:
    from django.db import transaction  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415
    from django.test import RequestFactory  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from sojourn.reviews import queries  # noqa: PLC0415
    from sojourn.reviews.models import Assignment, Score  # noqa: PLC0415

    slugs = [cast.call.slug, cast.a.society.slug]
    officer, chair, reader = (Browser(application, who) for who in (cast.ida, cast.eva, cast.committee[5]))
    mine = list(
        Assignment.objects.filter(reviewer=cast.committee[5], state="scoring").select_related("application")
    )
    demand(bool(mine), "no open review")
    row = mine[0]
    factory = RequestFactory()

    def timed(view: Callable[[], Any]) -> float:
        began = time.process_time()
        view()
        return 1000 * (time.process_time() - began)

    def page(browser: Browser, address: str, holds: str) -> Callable[[int], float]:
        def job(_: int) -> float:
            status, body, spent = browser.ask(address)
            demand(status == 200 and holds.encode() in body, f"{address} answered {status}")
            return spent

        return job

    def bare_page(_: int) -> float:
        def view() -> HttpResponse:
            found = Assignment.objects.select_related("application").get(pk=row.pk)
            return HttpResponse(found.application.family_name, headers={"X": factory.get("/").path})

        return timed(view)

    def bare_list(_: int) -> float:
        """The rows of the list, once."""
        scores = Score.objects.filter(assignment__application__programme=cast.a.programme)
        rows = Assignment.objects.filter(application__programme=cast.a.programme).select_related(
            "application", "reviewer"
        )
        return timed(lambda: HttpResponse(f"{len(list(rows))} {len(list(scores.values_list('value')))}"))

    def bare_mine(_: int) -> float:
        rows = Assignment.objects.filter(reviewer=cast.committee[5]).select_related("application")
        return timed(lambda: HttpResponse("".join(one.application.family_name for one in rows)))

    def bare_detail(_: int) -> float:
        """What one file consists of and the queue that it stands in, each read once and printed."""

        def view() -> HttpResponse:
            found = Assignment.objects.select_related(
                "application__programme__call", "application__programme__society", "application__applicant"
            ).get(pk=row.pk)
            one, programme = found.application, found.application.programme
            told = [found.scores.all(), found.advice.all(), programme.criteria.all(), one.documents.all()]
            told += [one.letters.all(), one.answers.all(), programme.slots.all(), programme.phases.all()]
            told.append(Assignment.objects.filter(reviewer=found.reviewer_id).select_related("application"))
            return HttpResponse("".join(str(thing.pk) for rows in told for thing in rows) + one.training)

        return timed(view)

    def bare_save(n: int) -> float:
        def view() -> HttpResponse:
            with transaction.atomic():
                found = Assignment.objects.get(pk=row.pk)
                Assignment.objects.filter(pk=found.pk).update(comment=f"bare {n}")
            return HttpResponse("saved")

        return timed(view)

    def save(n: int) -> float:
        row.refresh_from_db()
        levels = {f"criterion-{one.pk}": str(1 + (n + i) % 5) for i, one in enumerate(cast.criteria)}
        levels |= {str(one.pk): str(1 + (n + i) % 5) for i, one in enumerate(cast.criteria)}
        text = f"Round {n}."
        address = reverse("reviews:score", args=[row.pk])
        sent = levels | {"comment": text, "feedback": "", "version": str(row.version), "then": "stay"}
        status, _, spent = reader.ask(address, sent)
        row.refresh_from_db()
        demand(status in (200, 302) and row.comment == text, f"the review was not saved ({status})")
        return spent

    def assignment(_: int) -> float:
        """As an officer meets it after the closing: nothing is given, a tenth of the pairs in conflict."""
        began = time.process_time()
        plan = queries.plan(cast.b.programme, cast.mia)
        spent = 1000 * (time.process_time() - began)
        enough = len(plan.pairs) == EACH * cast.fresh and not plan.short
        demand(enough, f"{len(plan.pairs)} pairs for {cast.fresh} applications")
        return spent

    def bare_scores(_: int) -> float:
        def view() -> HttpResponse:
            out = csv.writer(io.StringIO())
            for line in Score.objects.filter(assignment__state="final").values_list(
                "assignment__application__number",
                "assignment__reviewer__family_name",
                "criterion__title",
                "value",
            ):
                out.writerow(line)
            return HttpResponse("csv")

        return timed(view)

    def all_scores(_: int) -> float:
        status, body, spent = chair.ask(reverse("reviews:export_scores", args=slugs))
        demand(status == 200 and body.count(b"\n") > 1, f"CSV answered {status}")
        return spent

    return {
        "bare page": (bare_page, ""),
        "bare list": (bare_list, ""),
        "bare mine": (bare_mine, ""),
        "bare detail": (bare_detail, ""),
        "bare save": (bare_save, ""),
        "bare scores": (bare_scores, ""),
        "list": (page(officer, reverse("reviews:coverage", args=slugs), "Coverage"), "bare list"),
        "detail": (page(reader, reverse("reviews:score", args=[row.pk]), "N"), "bare detail"),
        "my reviews": (page(reader, reverse("reviews:queue"), "N"), "bare mine"),
        "save a review": (save, "bare save"),
        "assignment": (assignment, ""),
        "CSV of all scores": (all_scores, "bare scores"),
    }


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench reviewing")
    parser.add_argument("--number", type=int, default=5_000, help="applications in the database")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--slow", type=int, default=3, help="rounds of the jobs that read everything")
    parser.add_argument("--json", type=Path, help="append a line for each job to this file")
    wanted = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as scratch:
        application = _runs.set_up(scratch)
        todo = jobs(load(wanted.number), application)
        found = _runs.medians(todo, rounds=wanted.rounds, slow=SLOW, few=wanted.slow)
    _runs.tell(found, todo, GOALS, n=wanted.number, rounds=wanted.rounds, to=wanted.json, most=WALL)
    return 0
