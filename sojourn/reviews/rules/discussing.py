"""When the committee may talk about an application, and score a shared case."""

from datetime import datetime
from typing import Any

from sojourn.applications.models import Application
from sojourn.calls.models import TrainingCase
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.reviews import queries
from sojourn.reviews.rules import phases

NOT_FINAL = no("not_final", "The discussion opens once your own review is final.")


def may_discuss(application: Application, *, by: Any, at: datetime) -> Verdict:
    """Whether the discussion is shown: one's own review is final, or one is the chair."""
    return YES if queries.discussed(by, at=at).filter(pk=application.pk).exists() else NOT_FINAL


def may_remark(application: Application, *, by: Any, at: datetime, seen: Verdict | None = None) -> Verdict:
    """`seen`: whether the discussion is shown, where that is known."""
    return first_no(
        may_discuss(application, by=by, at=at) if seen is None else seen,
        phases.allows(application.programme, "may_discuss", at=at),
    )


def may_train(case: TrainingCase, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES
        if queries.cases_for(by, at).filter(pk=case.pk).exists()
        else no("not_yours", "This case is for the reviewers of the programme."),
        no("trained", "You have scored this case; the answers stand.")
        if queries.training_of(case, by)
        else YES,
    )
