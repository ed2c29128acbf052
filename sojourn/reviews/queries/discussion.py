"""What was said of an application, and to whom it may be shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.applications.models import Application
from sojourn.calls.models import Call
from sojourn.journal import queries as journal
from sojourn.reviews.models import Assignment, Remark
from sojourn.reviews.queries.phases import hiding
from sojourn.reviews.queries.sight import RESULTS_OUT, deputised, leads, readable
from sojourn.societies import queries as societies


def discussed(user: Any, *, at: datetime) -> QuerySet[Application]:
    """Applications whose discussion this person may see: own review final, or chair without an open one.

    Never with a barring conflict: `readable` has left those out.
    """
    mine = Assignment.objects.filter(reviewer=user)
    done = mine.filter(state="final", declared_at__isnull=False).values("application_id")
    undone = mine.filter(state__in=("assigned", "scoring")).values("application_id")
    led = Q(programme__society__in=societies.chaired_by(user).values("pk"))
    if societies.vice_of(user).exists():
        led |= Q(pk__in=deputised(user).values("pk"))
    return readable(user, at=at).filter(
        (Q(pk__in=done) & ~Q(programme__in=hiding(at))) | (led & ~Q(pk__in=undone))
    )


def remarks(application: Application, user: Any, *, at: datetime, seen: bool | None = None) -> list[Remark]:
    """Those this person may read: own ones, the committee's, and as chair all. `seen`: whether the discussion
    is shown, where that is known."""
    if not (discussed(user, at=at).filter(pk=application.pk).exists() if seen is None else seen):
        return []
    rows = Remark.objects.filter(application=application).select_related("author")
    if not leads(user, application):
        rows = rows.filter(Q(audience="committee") | Q(author=user))
    return list(rows)


def results_out(call: Call) -> bool:
    return str(call.pk) in journal.reached(RESULTS_OUT, Call)
