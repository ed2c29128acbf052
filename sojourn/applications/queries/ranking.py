"""The applicant's two lists, and how they came to be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from sojourn.applications.models import Application, RankingChange, Unwanted


def unwanted(application: Application) -> QuerySet[Unwanted]:
    """Centres that are not wanted, in the order in which they were put there."""
    return application.unwanted.select_related("offer__centre__institution")


def unwanted_of(applications: Iterable[Application]) -> QuerySet[Unwanted]:
    """Those of many, for the match and the office."""
    rows = Unwanted.objects.filter(application__in=list(applications))
    return rows.select_related("offer__centre__institution").order_by("application_id", "pk")


def last_change(application: Application) -> RankingChange | None:
    return application.ranking_changes.last()


def history(application: Application) -> list[dict[str, Any]]:
    """Each change as one sentence with both lists after it, the newest first."""
    lines, before = [], RankingChange()
    for row in application.ranking_changes.all():
        lines.append(
            {"at": row.at, "said": said(before, row), "ranked": row.ranked, "unwanted": row.unwanted}
        )
        before = row
    return lines[::-1]


def said(before: RankingChange, after: RankingChange) -> str:
    """What a change did, in words.

    >>> said(RankingChange(ranked=["A", "B"]), RankingChange(ranked=["B", "A"]))
    'B moved to 1, A moved to 2.'
    >>> said(RankingChange(ranked=["A"]), RankingChange(ranked=[], unwanted=["A"]))
    'A marked as not wanted.'
    """
    found = []
    for place, name in enumerate(after.ranked, 1):
        if name not in before.ranked:
            found.append(f"{name} ranked {place}")
        elif before.ranked.index(name) + 1 != place:
            found.append(f"{name} moved to {place}")
    found += [f"{name} taken out" for name in before.ranked if name not in [*after.ranked, *after.unwanted]]
    found += [f"{name} marked as not wanted" for name in after.unwanted if name not in before.unwanted]
    found += [
        f"{name} no longer marked as not wanted"
        for name in before.unwanted
        if name not in [*after.unwanted, *after.ranked]
    ]
    return f"{', '.join(found) or 'Nothing moved'}."
