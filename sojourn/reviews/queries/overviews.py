"""How far a programme and a call have come with their reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Call, Programme
from sojourn.reviews import states
from sojourn.reviews.models import Assignment
from sojourn.reviews.queries.conflicts import Book, book
from sojourn.reviews.queries.hands import before_committee
from sojourn.reviews.queries.plans import to_review
from sojourn.reviews.queries.sight import without_conflict


@dataclass(frozen=True)
class Covered:
    """One application's reviewers; `missing` of the least number are neither done nor on their way."""

    application: Application
    assignments: list[Assignment]
    missing: int

    @property
    def active(self) -> list[Assignment]:
        return [row for row in self.assignments if row.state in states.ACTIVE]

    @property
    def finals(self) -> int:
        return sum(row.state == "final" for row in self.assignments)


def coverage(programme: Programme, viewer: Any = None) -> list[Covered]:
    """Every application with its reviewers; those in conflict with the viewer are left out altogether."""
    applications = to_review(programme)
    conflicts = book([viewer]) if viewer is not None else Book(())
    shown = [one for one in applications if viewer is None or not conflicts.barred(viewer, one)]
    return covered(programme, shown)


def covered(programme: Programme, applications: Iterable[Application]) -> list[Covered]:
    """These applications with their reviewers."""
    applications = list(applications)
    given = defaultdict(list)
    rows = Assignment.objects.filter(application__in=[one.pk for one in applications])
    for row in rows.select_related("reviewer"):
        given[row.application_id].append(row)
    return [
        Covered(
            application, given[application.pk], max(0, programme.min_reviews - _active(given, application))
        )
        for application in applications
    ]


def covered_counts(programme: Programme, viewer: Any) -> tuple[int, int, int]:
    """Over all pages: applications that lack reviewers, reviews asked, reviews final."""
    active = Count("pk", filter=Q(state__in=states.ACTIVE))
    rows = without_conflict(
        Assignment.objects.filter(
            application__programme=programme, application__state__in=application_states.REVIEWED
        ),
        viewer,
    ).order_by()
    totals = rows.aggregate(asked=active, final=Count("pk", filter=Q(state="final")))
    enough = (
        rows.values("application").annotate(number=active).filter(number__gte=programme.min_reviews).count()
    )
    return before_committee(programme, viewer).count() - enough, totals["asked"], totals["final"]


def _active(given, application) -> int:
    return sum(row.state in states.ACTIVE for row in given[application.pk])


def counts(call: Call, viewer: Any = None) -> list[tuple[Programme, int, int, int]]:
    """Per programme: applications to review, reviews asked, reviews final. Numbers only.

    What stands in conflict with the viewer is not counted: a number that moves tells as much as a name.
    """
    rows = Programme.objects.filter(call=call).select_related("society")
    active = Assignment.objects.filter(
        application__programme__call=call,
        application__state__in=application_states.REVIEWED,
        state__in=states.ACTIVE,
    )
    files = Application.objects.filter(programme__call=call, state__in=application_states.REVIEWED)
    if viewer is not None:
        active, files = without_conflict(active, viewer), without_conflict(files, viewer, path="")
    numbers = {
        key: (asked, done)
        for key, asked, done in active.values_list("application__programme_id")
        .annotate(asked=Count("pk"), done=Count("pk", filter=Q(state="final")))
        .order_by()
    }
    applications = dict(files.order_by().values_list("programme_id").annotate(number=Count("pk")).order_by())
    return [(row, applications.get(row.pk, 0), *numbers.get(row.pk, (0, 0))) for row in rows]


def reviewed(call: Call) -> dict[int, int]:
    """Programme id -> applications whose reviews are all final, and enough of them."""
    through = (
        Assignment.objects.filter(
            application__programme__call=call,
            application__state__in=application_states.REVIEWED,
            state__in=states.ACTIVE,
        )
        .order_by()
        .values("application")
        .annotate(asked=Count("pk"), done=Count("pk", filter=Q(state="final")))
        .filter(done=F("asked"), done__gte=F("application__programme__min_reviews"))
    )
    found = Application.objects.filter(pk__in=through.values("application")).order_by()
    return dict(found.values_list("programme").annotate(number=Count("pk")))


def statistics(call: Call) -> dict[str, int]:
    """Numbers of a call: reviews asked, final, and reviewers."""
    rows = Assignment.objects.filter(application__programme__call=call, state__in=states.ACTIVE)
    return rows.aggregate(
        asked=Count("pk"),
        final=Count("pk", filter=Q(state="final")),
        reviewers=Count("reviewer", distinct=True),
    )
