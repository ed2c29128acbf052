"""Prepare a release, publish it by a second person, or drop it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.reviews import queries as reviews
from sojourn.selection import queries, rules, states
from sojourn.selection.actions import packs
from sojourn.selection.models import Decision, Match, Note, Release, Result, Ruling, TallyRow
from sojourn.ui.gates import require

LETTERS = {
    "selected": "selection.selected",
    "waiting": "selection.waiting",
    "not_selected": "selection.not_selected",
}


def prepare(match: Match, *, by: Any, at: datetime) -> Release:
    """All results of the call as one unit, derived from the decisions; nobody reads them yet."""
    require(rules.may_prepare(match, by=by, at=at))
    with transaction.atomic():
        release = Release.objects.create(call=match.call, match=match, prepared_by=by, prepared_at=at)
        made = _results(release)
        journal.note("selection.prepare", thing=release, by=by, at=at, facts={"results": len(made)})
    return release


def _results(release: Release) -> list[Result]:
    return Result.objects.bulk_create(
        Result(
            release=release,
            application=line.application,
            outcome=line.outcome,
            offer=line.offer,
            tutor=line.tutor,
            reason=line.reason,
            explanation=line.explanation,
        )
        for line in queries.lines(release.match)
    )


def publish(release: Release, *, by: Any, at: datetime) -> Release:
    """The second signature: everything appears at this instant, and the letters go into the outbox.

    The results are derived once more, so that what is read is what was decided and nothing in between.
    """
    require(rules.may_publish(release, by=by, at=at))
    with transaction.atomic():
        facts = {"call": release.call.slug, "results": release.results.count()}
        journal.turn(
            release,
            "publish",
            moves=states.RELEASE_MOVES,
            by=by,
            at=at,
            also={"published_by": by, "published_at": at},
            facts=facts,
        )
        journal.reach(reviews.RESULTS_OUT, release.call, at=at)
        release.results.all().delete()
        for result in _results(release):
            application = result.application
            context = {
                "result": result,
                "application": application,
                "programme": application.programme,
                "call": release.call,
            }
            post.write(
                LETTERS[result.outcome], to=application.applicant, thing=result, at=at, context=context
            )
    return release


def drop(release: Release, *, reason: str, by: Any, at: datetime) -> Release:
    """Take back what was prepared and not published."""
    require(rules.may_drop(release, by=by, at=at))
    with transaction.atomic():
        release.results.all().delete()
        journal.turn(release, "drop", moves=states.RELEASE_MOVES, by=by, at=at, reason=reason)
    return release


def forget(person: Any, *, at: datetime) -> None:
    """Remove the words about a person; outcome and place stay for the numbers."""
    Decision.objects.filter(application__applicant=person).update(reason="")
    Ruling.objects.filter(application__applicant=person).update(reason="")
    Note.objects.filter(item__application__applicant=person).update(text="")
    TallyRow.objects.filter(application__applicant=person).delete()
    packs.forget_packs(person, at=at)
    Result.objects.filter(application__applicant=person).update(reason="", explanation=[])
