"""A release: prepared, signed again, held, published at its instant; cancelled, dropped or recalled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.core.verdict import no
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.reviews import queries as reviews
from sojourn.selection import queries, rules, states
from sojourn.selection.actions import packs
from sojourn.selection.models import (
    Appeal,
    Decision,
    Listing,
    Match,
    Note,
    Release,
    Result,
    Ruling,
    TallyRow,
)
from sojourn.ui.gates import Refused, require

HOLD = timedelta(minutes=10)
BATCH = 200  # letters written in one transaction: nobody else's saving waits for thousands
LETTERS = {
    "selected": "selection.selected",
    "waiting": "selection.waiting",
    "not_selected": "selection.not_selected",
}


def prepare(match: Match, *, by: Any, at: datetime, checks: list | None = None) -> Release:
    """The first signature: all results of the call as one unit, derived from the decisions.

    `checks` are those that the page has just made.
    """
    require(rules.may_prepare(match, by=by, at=at, checks=checks))
    with transaction.atomic():
        if journal.locked(match).state != "settled":  # discarded meanwhile
            raise Refused(no("unsettled", "This run was discarded meanwhile."))
        if queries.live_release(match.call) is not None:  # two officers at one instant
            raise Refused(no("already", "A release of this call has been prepared."))
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
            advice=line.advice,
        )
        for line in queries.lines(release.match)
    )


def hold(release: Release, *, by: Any, at: datetime, checks: list | None = None) -> Release:
    """The second signature: everything appears ten minutes from now, unless one of the two cancels it.

    The results are derived once more, so that what is read is what was decided and nothing in between.
    """
    require(rules.may_hold(release, by=by, at=at, checks=checks))
    with transaction.atomic():
        facts = {"call": release.call.slug, "results": release.results.count()}
        also = {"published_by": by, "signed_at": at, "published_at": at + HOLD}
        journal.turn(release, "hold", moves=states.RELEASE_MOVES, by=by, at=at, also=also, facts=facts)
        release.results.all().delete()
        _results(release)
    return release


def cancel(release: Release, *, reason: str, by: Any, at: datetime) -> Release:
    """Before its instant: nobody has read anything. The second signature is gone, the first one stands."""
    with transaction.atomic():
        release = journal.locked(release)  # the clock may be publishing it
        require(rules.may_cancel(release, by=by, at=at))
        also = {"published_by": None, "signed_at": None, "published_at": None}
        journal.turn(release, "cancel", moves=states.RELEASE_MOVES, by=by, at=at, reason=reason, also=also)
    return release


def publish(release: Release, *, at: datetime) -> Release:
    """The clock's part once the instant has come: pages have shown it already, the letters follow."""
    require(rules.may_publish(release, by=None, at=at))
    with transaction.atomic():
        journal.turn(release, "publish", moves=states.RELEASE_MOVES, by=None, at=at)
        journal.reach(reviews.RESULTS_OUT, release.call, at=release.published_at)
    while tell(release, at=at):
        pass
    return release


def tell(release: Release, *, at: datetime) -> int:
    """Write the next letters; how many. A worker that is killed goes on where it stopped."""
    with transaction.atomic():
        release = journal.locked(release)
        if release.state != "published":
            return 0
        results = list(queries.untold(release)[:BATCH])
        post.write_all([_letter(result, at=at) for result in results])
        Result.objects.filter(pk__in=[result.pk for result in results]).update(told_at=at)
    return len(results)


def _letter(result: Result, *, at: datetime) -> Any:
    context = queries.letter_context(result)
    return post.compose(
        LETTERS[result.outcome], to=result.application.applicant, thing=result, at=at, context=context
    )


def recall(release: Release, *, reason: str, by: Any, at: datetime) -> Release:
    """Undo it as one unit: pages say "not decided yet", letters that wait are stopped, and whoever a letter
    has reached, or may have reached because it is under way, gets an honest one after it."""
    with transaction.atomic():
        journal.locked(
            release.call
        )  # a round or an answer that rests on these results ends before, or sees it
        release = journal.locked(release)
        require(rules.may_recall(release, by=by, at=at))
        about = [result.pk for result in release.results.all()]
        stopped, reached = post.withdraw(Result, about, LETTERS.values(), by=by, at=at)
        facts = {"call": release.call.slug, "stopped": stopped, "reached": len(reached)}
        also = {"recalled_by": by, "recalled_at": at, "reason": reason}
        journal.turn(
            release, "recall", moves=states.RELEASE_MOVES, by=by, at=at, reason=reason, also=also, facts=facts
        )
        journal.leave(reviews.RESULTS_OUT, release.call)
        Listing.objects.filter(application__programme__call=release.call_id).delete()
        post.write_all(_corrections(release, reached, at=at))
    return release


def _corrections(release: Release, reached: Iterable[str], *, at: datetime) -> list:
    rows = queries.with_parts(release.results.filter(pk__in=list(reached))).order_by("pk")
    return [
        post.compose(
            "selection.recall",
            to=row.application.applicant,
            thing=row,
            at=at,
            context=queries.recall_context(row),
        )
        for row in rows
    ]


def drop(release: Release, *, reason: str, by: Any, at: datetime) -> Release:
    """Take back what was prepared and not published."""
    require(rules.may_drop(release, by=by, at=at))
    with transaction.atomic():
        release.results.all().delete()
        journal.turn(release, "drop", moves=states.RELEASE_MOVES, by=by, at=at, reason=reason)
    return release


def tick(*, at: datetime) -> None:
    """Publish what is due, and go on with letters that a killed worker left unwritten."""
    for release in queries.to_publish(at):
        publish(release, at=at)
    for release in queries.half_told():
        while tell(release, at=at):
            pass


def forget(person: Any, *, at: datetime) -> None:
    """Remove the words about a person and the name from the list; outcome and place stay for the numbers."""
    Decision.objects.filter(application__applicant=person).update(reason="", advice="")
    Ruling.objects.filter(application__applicant=person).update(reason="")
    Note.objects.filter(item__application__applicant=person).update(text="")
    TallyRow.objects.filter(application__applicant=person).delete()
    packs.forget_packs(person, at=at)
    Result.objects.filter(application__applicant=person).update(reason="", explanation=[], advice="")
    Appeal.objects.filter(result__application__applicant=person, state="filed").update(text="")
    Appeal.objects.filter(result__application__applicant=person).exclude(state="filed").update(
        text="", answer="(removed)"
    )
    Listing.objects.filter(application__applicant=person).delete()
