"""A ranking in two parts: what its chair decides, and what a conflict hides from the chair.

The chair learns of no hidden part, not even by a signature that is refused for it. So the chair signs what
the chair sees; the vice chair or the office finishes the rest, before or after, and the match waits for both.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import F, Max

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Call, Programme
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Decision, Panel, Ruling
from sojourn.selection.queries import panels, tallies
from sojourn.societies.models import Seat


def own_part(programme: Programme, chair: Any) -> tuple[int, int]:
    """How many applications are before this chair, and how many of them wait for a decision."""
    rows = reviews.without_conflict(_before(programme), chair, path="")
    decided = Decision.objects.filter(application__programme=programme).values("application")
    return rows.count(), rows.exclude(pk__in=decided).count()


def open_left(user: Any, programme: Programme) -> int:
    """How many of the rows left to this person wait for a decision."""
    hidden = _hidden(programme)
    decided = Decision.objects.filter(application__in=hidden).values("application")
    waiting = list(Application.objects.filter(pk__in=hidden).exclude(pk__in=decided)) if hidden else []
    return len(panels.left_to(user, programme, waiting)) if waiting else 0


def version_of(panel: Panel, user: Any) -> int:
    """What the next save must name: of the chair's part the panel's version, of the rest its last decision.

    One number for both would tell the chair, at the next save, that somebody decided the hidden part.
    """
    if panels.is_chair(user, panel.programme):
        return panel.version
    decisions = Decision.objects.filter(application__in=_hidden(panel.programme))
    last = decisions.aggregate(last=Max("decided_at"))["last"]
    return int(last.timestamp() * 1_000_000) if last else 0


def unfinished(call: Call) -> list[Programme]:
    """Programmes in which the part that the chair may not see is not whole: for the office alone to read.

    Asked for all societies at once: few chairs stand in any conflict.
    """
    chairs = {
        seat.society_id: seat.user_id
        for seat in Seat.objects.filter(role="chair", society__in=call.programmes.values("society"))
    }
    conflicts = reviews.book(chairs.values())
    rows = Application.objects.filter(programme__call=call, state__in=application_states.REVIEWED).order_by()
    hidden = defaultdict(set)
    for row in rows.only("applicant", "institution", "programme").annotate(society=F("programme__society")):
        if row.society in chairs and conflicts.barred(chairs[row.society], row):
            hidden[row.programme_id].add(row.pk)
    if not hidden:
        return []
    programmes = Programme.objects.filter(pk__in=hidden).select_related("society", "call")
    return [one for one in programmes.order_by("society__acronym") if _open(one, hidden[one.pk])]


def _open(programme: Programme, hidden: set[Any]) -> bool:
    decisions = Decision.objects.filter(application__in=hidden)
    borderline = Application.objects.filter(pk__in=hidden, state="borderline")
    ruled = Ruling.objects.filter(application__in=hidden).values("application")
    low = hidden & set(tallies.below(programme))
    return (
        decisions.count() < len(hidden)
        or borderline.exclude(pk__in=ruled).exists()
        or decisions.filter(application__in=low, outcome="ranked").exists()
    )


def _before(programme: Programme):
    return Application.objects.filter(programme=programme, state__in=application_states.REVIEWED).order_by()


def _hidden(programme: Programme) -> set[Any]:
    """Ids of what a conflict hides from the chair."""
    chair = panels.chair_of(programme)
    if chair is None:
        return set()
    seen = reviews.without_conflict(_before(programme), chair.user, path="").values("pk")
    return set(_before(programme).exclude(pk__in=seen).values_list("pk", flat=True))
