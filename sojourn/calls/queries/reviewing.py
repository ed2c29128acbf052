"""By what the committee of a programme works: criteria, phases, training cases, rights, reminders."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from sojourn.calls.models import Criterion, MinimumScore, Programme, ReviewPhase, TrainingCase
from sojourn.documents.models import File

PHASE = ("title", "starts_at", "ends_at", "may_score", "sees_colleagues", "may_discuss", "may_change")
RIGHTS = (
    ("may_score", "scores are taken"),
    ("sees_colleagues", "colleagues' final scores are shown"),
    ("may_discuss", "discussion is open"),
    ("may_change", "final reviews may be reopened"),
)


def levels(criterion: Criterion) -> list[tuple[int, str]]:
    """Every level with its description, the highest first."""
    span = range(criterion.highest, criterion.lowest - 1, -1)
    return [(level, criterion.anchors.get(str(level), "")) for level in span]


def rubric(of: Programme) -> list[dict[str, Any]]:
    """Each criterion with its part of the whole, its levels and its minimum score, if any."""
    rows = list(of.criteria.all())
    whole = sum(row.weight for row in rows) or 1
    least = dict(MinimumScore.objects.filter(programme=of).values_list("criterion", "least"))
    return [
        {
            "criterion": row,
            "levels": levels(row),
            "part": round(100 * row.weight / whole),
            "least": least.get(row.code),
        }
        for row in rows
    ]


def review_phases(of: Programme) -> list[ReviewPhase]:
    rows = list(ReviewPhase.objects.filter(programme=of))
    for row in rows:
        row.programme = of
    return rows


def rights(phase: ReviewPhase) -> list[str]:
    return [words for name, words in RIGHTS if getattr(phase, name)]


def cases(of: Programme) -> QuerySet[TrainingCase]:
    return TrainingCase.objects.filter(programme=of).select_related("file")


def shows_case(file: File) -> bool:
    """Whether a case of any year still shows the file."""
    return TrainingCase.objects.filter(file=file).exists()
