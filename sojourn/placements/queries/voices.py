"""What former fellows answered about a centre, in steps of five: nobody's answer follows from two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import fmean
from typing import Any

from sojourn.placements.models import Evaluation
from sojourn.placements.queries.questions import QUESTIONS

STEP = 5


def ratings(institution: Any) -> dict[str, Any] | None:
    """See `ratings_of`; None while too few have answered."""
    return ratings_of([institution.pk]).get(institution.pk)


def ratings_of(institutions: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    """Institution id -> {"voices": 10, "mean": 4.2, "answers": [(question, mean to one decimal)]}; one query.

    All years and societies are pooled. A new voice is not added to a mean until four more have come: the
    difference of two published means is that of five people at least. Each question is counted by itself,
    since some are left open.
    """
    given: dict[Any, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = Evaluation.objects.filter(
        offer__centre__institution__in=list(institutions), moment="final", side="fellow"
    ).order_by("given_at", "pk")
    for key, answers in rows.values_list("offer__centre__institution", "answers"):
        for code, level in answers.items():
            given[key][code].append(level)
    return {key: found for key, answers in given.items() if (found := _means(answers))}


def _means(answers: dict[str, list[int]]) -> dict[str, Any] | None:
    """
    >>> _means({"team": [5, 5, 5, 5]})
    >>> _means({"team": [5, 5, 5, 5, 4, 1, 1]})["answers"]
    [('How did the team take you in?', 4.8)]
    """
    shown = []
    for code, question, _ in QUESTIONS["fellow"]:
        counted = answers.get(code, [])[: len(answers.get(code, [])) // STEP * STEP]
        if counted:
            shown.append((question, len(counted), fmean(counted)))
    if not shown:
        return None
    return {
        "voices": max(number for _, number, _ in shown),
        "mean": round(fmean(mean for *_, mean in shown), 1),
        "answers": [(question, round(mean, 1)) for question, _, mean in shown],
    }
