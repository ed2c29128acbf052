"""What the clock does for each call whose results are out; and forgetting a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.awards import queries
from sojourn.awards.actions import offers, rounds
from sojourn.awards.models import Answer, Award, Change


def tick(*, at: datetime) -> None:
    """Recalls, offers of published releases, lapses, answers of centres, waiting lists, reminders."""
    offers.follow_recalled(at=at)
    for call in queries.released_calls():
        offers.offer_released(call, at=at)
        for award in queries.overdue(call, at):
            offers.lapse(award, at=at)
        offers.follow_centres(call, at=at)
        rounds.next_round(call, at=at)
        offers.remind(call, at=at)


def forget(person: Any, *, at: datetime) -> None:
    """The reasons a person gave go."""
    own = Award.objects.filter(application__applicant=person)
    own.update(reason="")
    Change.objects.filter(award__in=own).update(reason="", refusal="")
    Answer.objects.filter(award__in=own).update(contents={})
