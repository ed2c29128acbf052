"""Scores: each person's, each application's, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, QuerySet, TextField
from django.db.models.functions import Cast

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Criterion, Programme
from sojourn.core import scoring
from sojourn.reviews import states
from sojourn.reviews.models import Advice, Assignment, Closing, Remark, Score
from sojourn.reviews.queries.sight import without_conflict


@dataclass(frozen=True)
class Standing:
    """What the committee's final scores say of one application; exact fractions."""

    mean: Fraction | None
    number: int
    spread: Fraction
    scores: list[tuple[Any, Fraction]]  # (reviewer, score)


def scores_for(programme: Programme, assignments: QuerySet[Assignment] | None = None) -> dict[Any, Standing]:
    """Application id -> standing, from final reviews (those in `assignments` only, where it is given)."""
    criteria = criteria_of(programme)
    if not criteria:
        return {}
    if assignments is None:
        assignments = Assignment.objects.filter(
            application__programme=programme, application__state__in=application_states.REVIEWED
        ).select_related("reviewer")
    rows = assignments.filter(state="final").prefetch_related(
        Prefetch("scores", queryset=Score.objects.order_by("criterion_id"))
    )
    scales = [scoring.Criterion(str(one.pk), one.weight, one.lowest, one.highest) for one in criteria]
    collected = defaultdict(list)
    for row in rows:
        marks = {str(score.criterion_id): score.value for score in row.scores.all()}
        if len(marks) == len(scales):
            collected[row.application_id].append((row.reviewer, scoring.score(marks, scales)))
    return {
        key: Standing(
            scoring.total(value for _, value in given), len(given), scoring.spread(v for _, v in given), given
        )
        for key, given in collected.items()
    }


def score_rows(programme: Programme, assignments: QuerySet[Assignment]) -> Iterator[list[Any]]:
    """Number, reviewer, criterion, level of every score of these reviews of a programme, as sheets hold them.

    Who may read what is asked once; the scores of the others are read beside them and left out here, since
    asking it of the database for each table again takes longer than all the rest.
    """
    person = ("reviewer__title", "reviewer__given_name", "reviewer__family_name")
    # as text: making an identifier of each line's key would cost more than reading the line
    known = assignments.annotate(key=Cast("pk", TextField())).order_by("application__number", "pk")
    listed = known.values_list("key", "application__number", *person)
    reviews: dict[str, list[tuple[int, int]]] = {}
    heads = []
    for key, number, *parts in listed:
        reviews[key] = []
        heads.append((key, number, " ".join(filter(None, parts))))
    criteria = criteria_of(programme)
    order = {one.pk: place for place, one in enumerate(criteria)}
    scores = Score.objects.filter(criterion__in=order).annotate(key=Cast("assignment_id", TextField()))
    for key, criterion, value in scores.order_by().values_list("key", "criterion_id", "value").iterator():
        if key in reviews:
            reviews[key].append((order[criterion], value))
    for key, number, name in heads:
        for place, value in sorted(reviews[key]):
            yield [number, name, criteria[place].title, value]


def criteria_of(programme: Programme) -> list[Criterion]:
    return list(Criterion.objects.filter(programme=programme).order_by("order"))


def standing_of(assignment: Assignment) -> Fraction | None:
    """One reviewer's own weighted score; None while a criterion is open."""
    criteria = criteria_of(assignment.application.programme)
    marks = {str(score.criterion_id): score.value for score in assignment.scores.all()}
    if not criteria or len(marks) < len(criteria):
        return None
    return scoring.score(
        marks, [scoring.Criterion(str(one.pk), one.weight, one.lowest, one.highest) for one in criteria]
    )


def missing_scores(assignment: Assignment) -> list[Criterion]:
    given = set(Score.objects.filter(assignment=assignment).values_list("criterion_id", flat=True))
    return [one for one in criteria_of(assignment.application.programme) if one.pk not in given]


def closing(programme: Programme) -> Closing | None:
    return Closing.objects.filter(programme=programme).first()


def open_reviews(programme: Programme, viewer: Any = None) -> int:
    """Reviews that were asked and are not final; for a page without what bars its reader."""
    rows = Assignment.objects.filter(
        application__programme=programme,
        application__state__in=application_states.REVIEWED,
        state__in=states.OPEN,
    )
    return (rows if viewer is None else without_conflict(rows, viewer)).count()


def feedback_for(application: Application) -> list[str]:
    """What would have helped, as written in final reviews; for those who decide what the applicant reads."""
    return feedback_of([application])[application.pk]


def feedback_of(applications: Iterable[Application]) -> dict[Any, list[str]]:
    """The same for many.

    By criterion, in the programme's order, then what was written on the whole, then what the discussion
    marked to be told. No line tells who wrote it, and their order does not follow the reviewers'.
    """
    told: dict[Any, list[str]] = {application.pk: [] for application in applications}
    advice = Advice.objects.filter(assignment__application__in=told, assignment__state="final")
    for row in advice.select_related("criterion", "assignment").order_by("criterion__order", "text"):
        told[row.assignment.application_id].append(f"{row.criterion.title}: {row.text}")
    rows = Assignment.objects.filter(application__in=told, state="final").exclude(feedback="")
    for key, text in sorted(rows.values_list("application", "feedback"), key=lambda row: row[1]):
        told[key].append(text)
    remarks = Remark.objects.filter(application__in=told, audience="applicant")
    for key, text in sorted(remarks.values_list("application", "text"), key=lambda row: row[1]):
        told[key].append(text)
    return told
