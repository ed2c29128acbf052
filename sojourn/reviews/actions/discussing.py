"""The committee talks about an application, and scores shared cases to mean the same by a level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sojourn.applications.models import Application
from sojourn.calls.models import TrainingCase
from sojourn.journal import actions as journal
from sojourn.reviews import queries, rules
from sojourn.reviews.models import Habit, Remark, Training, TrainingScore
from sojourn.ui.gates import require


def remark(application: Application, *, text: str, audience: str, by: Any, at: datetime) -> Remark:
    require(rules.may_remark(application, by=by, at=at))
    with transaction.atomic():
        row = Remark.objects.create(
            application=application, author=by, text=text, audience=audience, written_at=at
        )
        journal.note("reviews.remark", thing=row, by=by, at=at, facts={"audience": audience})
    return row


def train(case: TrainingCase, levels: Mapping[int, int], *, by: Any, at: datetime) -> Training:
    """One's answer to a shared case; it stands, so that the comparison is honest."""
    require(rules.may_train(case, by=by, at=at))
    criteria = {one.pk: one for one in queries.criteria_of(case.programme)}
    with transaction.atomic():
        row = Training.objects.create(case=case, reviewer=by, finished_at=at)
        TrainingScore.objects.bulk_create(
            TrainingScore(
                training=row, criterion=one, value=levels[key], lowest=one.lowest, highest=one.highest
            )
            for key, one in criteria.items()
        )
        journal.note("reviews.train", thing=row, by=by, at=at)
    return row


def set_keys(person: Any, *, on: bool, at: datetime) -> None:
    """Whether single keys act for this person; a matter of the own hands, so the journal is not told."""
    Habit.objects.update_or_create(person=person, defaults={"keys": on})
