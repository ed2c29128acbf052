"""What came of earlier applications, as far as a rule on earlier awards needs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sojourn.applications.models import HeldAward
from sojourn.applications.queries import eligibility


def keep_awards(handed: Mapping[UUID, tuple[datetime, date | None]]) -> int:
    """Take over what `upkeep` hands down, by application; the rest is gone. How many changed.

    No line in the journal: the rooms above wrote theirs when it happened.
    """
    known = eligibility.held()
    news = [
        HeldAward(application_id=pk, accepted_at=since, ended_on=last)
        for pk, (since, last) in handed.items()
        if pk not in known or (known[pk].accepted_at, known[pk].ended_on) != (since, last)
    ]
    gone = [pk for pk in known if pk not in handed]
    if not news and not gone:
        return 0
    with transaction.atomic():
        HeldAward.objects.filter(application__in=gone).delete()
        HeldAward.objects.bulk_create(
            news,
            update_conflicts=True,
            unique_fields=["application"],
            update_fields=["accepted_at", "ended_on"],
        )
    return len(news) + len(gone)
