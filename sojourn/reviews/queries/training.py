"""The shared training cases: what a person still has to score, and how the committee scored them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sojourn.calls.models import Criterion, Programme, TrainingCase
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Training, TrainingScore
from sojourn.reviews.queries.sight import mine
from sojourn.reviews.queries.standings import criteria_of
from sojourn.societies import queries as societies


def training_cases(programme: Programme) -> list[TrainingCase]:
    return list(TrainingCase.objects.filter(programme=programme))


def training_left(programme: Programme, user: Any) -> list[TrainingCase]:
    """Cases that this person must score before a real file is scored."""
    if not programme.training_first:
        return []
    done = Training.objects.filter(reviewer=user).values("case_id")
    return list(TrainingCase.objects.filter(programme=programme).exclude(pk__in=done))


def cases_for(user: Any, at: datetime) -> QuerySet[TrainingCase]:
    """Cases of the programmes in which this person reviews."""
    programmes = mine(user, at).values("application__programme_id")
    return TrainingCase.objects.filter(
        programme__in=programmes, programme__training_first=True
    ).select_related("file", "programme__call", "programme__society")


def training_of(case: TrainingCase, user: Any) -> Training | None:
    return Training.objects.filter(case=case, reviewer=user).prefetch_related("scores").first()


@dataclass(frozen=True)
class Compared:
    """One criterion of a case: own level, everybody's levels, and who gave which once all are in."""

    criterion: Criterion
    own: int | None
    levels: list[int]
    names: list[tuple[str, int]]


def compared(case: TrainingCase, user: Any) -> tuple[list[Compared], int, int]:
    """How the committee scored a case, how many have, and of how many; names only when all are in."""
    expected = reviewers_of(case.programme)
    rows = list(
        Training.objects.filter(case=case, reviewer__in=expected)
        .select_related("reviewer")
        .order_by("reviewer__family_name", "pk")
    )
    everybody = len(rows) == len(expected)
    given: dict[int, list[tuple[Training, int]]] = defaultdict(list)
    trainings = {row.pk: row for row in rows}
    for score in TrainingScore.objects.filter(training__in=rows):
        given[score.criterion_id].append((trainings[score.training_id], score.value))
    lines = []
    for criterion in criteria_of(case.programme):
        marks = given[criterion.pk]
        own = next((value for row, value in marks if row.reviewer_id == user.pk), None)
        named = sorted((row.reviewer.formal_name, value) for row, value in marks) if everybody else []
        lines.append(Compared(criterion, own, sorted(value for _, value in marks), named))
    return lines, len(rows), len(expected)


def reviewers_of(programme: Programme) -> set[Any]:
    """Everybody with a seat who has a file of this programme."""
    seats = set(societies.seats(programme.society).values_list("user_id", flat=True))
    rows = Assignment.objects.filter(application__programme=programme, state__in=states.HELD)
    return seats & set(rows.values_list("reviewer_id", flat=True))
