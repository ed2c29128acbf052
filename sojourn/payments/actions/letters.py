"""Letters about money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from sojourn.payments import queries
from sojourn.payments.models import Grant, Instalment
from sojourn.post import actions as post
from sojourn.ui import amounts, times


def to_fellow(kind: str, grant: Grant, *, at: datetime, context: dict[str, Any] | None = None) -> None:
    programme = grant.award.application.programme
    post.write(
        f"payments.{kind}",
        to=grant.award.application.applicant,
        thing=grant,
        at=at,
        context={
            "programme": programme,
            "award": grant.award,
            "demonstration": grant.demonstration,
            "site": settings.SITE_URL,
            **(context or {}),
        },
    )


def words(line: Instalment, grant: Grant) -> dict[str, Any]:
    live = list(grant.instalments.exclude(state="cancelled").order_by("order").values_list("pk", flat=True))
    return {
        "amount": amounts.written(line.amount, grant.currency),
        "number": live.index(line.pk) + 1 if line.pk in live else line.order,
        "of": len(live),
        "leaves_by": line.due_on and times.day(line.due_on),
        "paid_on": line.paid_on and times.day(line.paid_on),
        "why": queries.TRIGGERS.get(line.trigger, ""),
    }
