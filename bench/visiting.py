"""./run.py bench visiting: what the public pages cost, beside a plain read of the same rows.

A scratch SQLite database: a call whose results are out, N applications, six in ten of them placed; the
production settings, the WSGI application called directly, nothing cached between requests; processor
milliseconds of whole requests, medians. `bare call` reads the call with its programmes, slots, rules and
offers, `bare programme` one of them, `bare counts` counts the results as the statistics do, each in a view
without middleware and template. It fails only when it cannot measure.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import _runs
from bench.applying import Browser, demand
from bench.reviewing import load as load_reviews

GOALS = {"call page": 4.0, "statistics": 3.0}  # times the reference; figures.md


def load(number: int) -> Any:
    """A closed call with reviews, and its published results."""
    from django.utils import timezone  # noqa: PLC0415 (Django is set up by main)

    from sojourn.applications.models import Application  # noqa: PLC0415
    from sojourn.calls.models import CentreOffer  # noqa: PLC0415
    from sojourn.selection.models import Match, Release, Result  # noqa: PLC0415

    cast = load_reviews(number)
    now = timezone.now() - timedelta(hours=1)
    match = Match.objects.create(call=cast.call, instance={}, result={}, run_by=cast.finn, run_at=now)
    release = Release.objects.create(
        call=cast.call, match=match, state="published", prepared_by=cast.finn, prepared_at=now,
        published_by=cast.fay, signed_at=now, published_at=now,
    )  # fmt: skip
    offer = CentreOffer.objects.filter(programme=cast.a.programme).first()
    countries = ("PT", "AT", "IT", "DE", "FR", "EE", "PL")
    rows = list(Application.objects.filter(programme=cast.a.programme))
    for n, row in enumerate(rows):
        row.residence_country = countries[n % len(countries)]
    Application.objects.bulk_update(rows, ["residence_country"], batch_size=500)
    Result.objects.bulk_create(
        (
            Result(
                release=release, application=row, outcome="not_selected" if n % 10 > 5 else "selected",
                offer=None if n % 10 > 5 else offer, reason="", told_at=now,
            )
            for n, row in enumerate(rows)
        ),
        batch_size=500,
    )  # fmt: skip
    return cast


def jobs(cast: Any, application: Any) -> dict[str, _runs.Job]:
    from django.db.models import Count  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415

    from sojourn.calls.models import Call, CentreOffer, DocumentSlot, EligibilityRule, Programme  # noqa: PLC0415
    from sojourn.selection.models import Result  # noqa: PLC0415

    visitor = Browser(application, cast.hana)
    visitor.cookies = ""
    slug, society = cast.call.slug, cast.a.society.slug

    def page(address: str, holds: str) -> Any:
        def job(_: int) -> float:
            status, body, spent = visitor.ask(address)
            demand(status == 200 and holds.encode() in body, f"{address} answered {status}")
            return spent

        return job

    def bare(read: Any) -> Any:
        def job(_: int) -> float:
            answer, spent = _runs.timed(lambda: HttpResponse(repr(read()).encode()))
            demand(len(answer.content) > 9, "a bare read found nothing")
            return spent

        return job

    def call_rows() -> Any:
        row = Call.objects.get(slug=slug)
        programmes = list(Programme.objects.filter(call=row).select_related("society"))
        slots = list(DocumentSlot.objects.filter(programme__in=programmes))
        rules = list(EligibilityRule.objects.filter(programme__in=programmes))
        offers = list(CentreOffer.objects.filter(programme__in=programmes))
        return row.name, [one.name for one in programmes], len(slots), len(rules), len(offers)

    def programme_rows() -> Any:
        one = Programme.objects.select_related("society", "call").get(call__slug=slug, society__slug=society)
        offers = list(CentreOffer.objects.filter(programme=one).select_related("centre__institution"))
        return one.name, [str(offer.centre) for offer in offers], len(one.slots.all()), len(one.shares.all())

    def counts() -> Any:
        out = Result.objects.order_by()
        by_year = out.values_list(
            "release__call__year", "application__programme__society__acronym", "outcome"
        )
        by_country = out.values_list("application__residence_country")
        return [list(rows.annotate(number=Count("pk"))) for rows in (by_year, by_country)]

    return {
        "bare call": (bare(call_rows), ""),
        "call page": (page(f"/calls/{slug}/", cast.call.name), "bare call"),
        "bare programme": (bare(programme_rows), ""),
        "programme page": (page(f"/calls/{slug}/{society}/", cast.a.society.acronym), "bare programme"),
        "centres and map": (page("/centres/", "<h1"), "bare programme"),
        "bare counts": (bare(counts), ""),
        "statistics": (page("/statistics/", cast.a.society.acronym), "bare counts"),
    }


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench visiting")
    parser.add_argument("--number", type=int, default=5_000, help="applications in the database")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", type=Path, help="append a line for each job to this file")
    wanted = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as scratch:
        application = _runs.set_up(scratch)
        todo = jobs(load(wanted.number), application)
        found = _runs.medians(todo, rounds=wanted.rounds)
    _runs.tell(found, todo, GOALS, n=wanted.number, rounds=wanted.rounds, to=wanted.json)
    return 0
