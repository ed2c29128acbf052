"""What the scores come to: means and calibrated scores side by side, as far as one viewer may know them.

Small programmes are reckoned when a page asks. Large ones are kept as rows by the worker, so that a page
reads the rows it shows; what lies in conflict is left out when it is read, too.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from statistics import pstdev
from typing import Any

from django.db.models import Avg, Count, Max, Q, QuerySet

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Criterion, Programme
from sojourn.calls.queries import deciding as calls
from sojourn.core import calibration, scoring
from sojourn.reviews import queries as reviews
from sojourn.reviews.models import Assignment, Score
from sojourn.selection.models import Decision, Release, Tally, TallyRow
from sojourn.selection.queries import panels
from sojourn.societies import queries as societies

LARGE = 300  # applications; from here on the worker reckons


def reckon(programme: Programme, viewer: Any, *, at: datetime) -> tuple[Tally, list[TallyRow]]:
    """Reckoned now and not stored. What the viewer may not see has no part in it, not even in a habit."""
    applications = list(before(programme, viewer))
    standings = _standings(programme, viewer, applications, at)
    raw = {key: one.mean for key, one in standings.items() if one.mean is not None}
    tally = Tally(programme=programme, viewer=viewer, total=len(applications))
    scores = {(str(key), str(who.pk)): float(value) for key in raw for who, value in standings[key].scores}
    calibrated = None
    try:
        calibrated = calibration.calibrate(scores)
    except calibration.NotConnected as refusal:
        tally.refusal = refusal.reason
    names = panels.is_chair(viewer, programme)
    ranks = {one.key: one.position for one in scoring.placed(raw)}
    again = _ranks(calibrated.score) if calibrated else {}
    below = missed(programme, standings)
    rows = [
        _row(tally, application, standings.get(application.pk), ranks, again, calibrated, below, names)
        for application in applications
    ]
    if calibrated is not None:
        tally.moved = sum(bool(row.change) for row in rows)
        tally.noise = calibrated.noise if isfinite(calibrated.noise) else None
        if names:
            tally.habits = _habits(scores, calibrated.habit)
    return tally, rows


def _habits(scores: dict[tuple[str, str], float], habit: dict[str, float]) -> dict[str, list[float]]:
    given = defaultdict(list)
    for (_, reviewer), value in scores.items():
        given[reviewer].append(value)
    return {
        key: [habit[key], len(values), sum(values) / len(values), pstdev(values)]
        for key, values in given.items()
    }


def before(programme: Programme, viewer: Any) -> QuerySet[Application]:
    """What is before the committee and not in conflict with this person."""
    rows = Application.objects.filter(programme=programme, state__in=application_states.REVIEWED)
    return (
        reviews.without_conflict(rows, viewer, path="")
        .select_related("programme__society", "programme__call", "applicant")
        .order_by("submitted_at", "number", "pk")
    )


def _standings(programme: Programme, viewer: Any, applications: list[Application], at: datetime):
    shown = {one.pk for one in applications}
    standings = panels.standings_for(programme, viewer, at=at)
    return {key: one for key, one in standings.items() if key in shown}


def _ranks(values: dict[str, float]) -> dict[str, int]:
    """Counted as in sport over rounded values: what differs by a rounding error is a tie."""
    ordered = sorted((round(value, 9) for value in values.values()), reverse=True)
    first: dict[float, int] = {}
    for position, value in enumerate(ordered, 1):
        first.setdefault(value, position)
    return {key: first[round(value, 9)] for key, value in values.items()}


def _row(tally, application, standing, ranks, again, calibrated, below, names) -> TallyRow:
    row = TallyRow(tally=tally, application=application)
    if standing is None or standing.mean is None:
        return row
    key = str(application.pk)
    row.mean, row.number = float(standing.mean), standing.number
    row.spread = float(standing.spread) if standing.number > 1 else None
    row.rank = ranks[application.pk]
    row.below = below.get(application.pk, [])
    if names:
        row.scores = [[str(who.pk), float(value)] for who, value in standing.scores]
    if calibrated is not None:
        row.calibrated, row.rank_calibrated = calibrated.score[key], again[key]
        row.change = row.rank - row.rank_calibrated
        row.error = calibrated.error[key] if isfinite(calibrated.error[key]) else None
    return row


def missed(programme: Programme, standings: dict[Any, Any]) -> dict[Any, list[str]]:
    """Application's id -> the minimum scores that its mean does not reach, in words."""
    found = defaultdict(list)
    minimum = calls.minimum_scores(programme)
    if not minimum:
        return found
    titles = dict(Criterion.objects.filter(programme=programme).values_list("code", "title"))
    by_criterion = _means_by_criterion(programme, standings) if any(m.criterion for m in minimum) else {}
    for one in minimum:
        least = f"{one.least.normalize():f}"
        for key, standing in standings.items():
            mean = by_criterion.get((key, one.criterion)) if one.criterion else standing.mean
            if mean is not None and mean < one.least:
                found[key].append(f"{titles.get(one.criterion, 'Mean')} below {least}")
    return found


def _means_by_criterion(programme: Programme, standings) -> dict[tuple[Any, str], float]:
    rows = Score.objects.filter(
        assignment__application__programme=programme,
        assignment__application__in=list(standings),
        assignment__state="final",
    )
    listed = rows.values_list("assignment__application_id", "criterion__code").annotate(mean=Avg("value"))
    return {(key, code): mean for key, code, mean in listed.order_by()}


def below(programme: Programme) -> dict[Any, list[str]]:
    """What misses which minimum, by all final scores: for those who count and write, not for a page."""
    if not calls.minimum_scores(programme):
        return {}
    return missed(programme, reviews.scores_for(programme))


def ranked_below(programme: Programme, viewer: Any = None) -> int:
    """Ranked below a minimum score; for a page without what bars its reader."""
    low = list(below(programme))
    rows = Decision.objects.filter(application__in=low, outcome="ranked")
    return (rows if viewer is None else reviews.without_conflict(rows, viewer)).count() if low else 0


# --- kept by the worker ---


def kept(programme: Programme, viewer: Any) -> Tally | None:
    return Tally.objects.filter(programme=programme, viewer=viewer).first()


def is_large(programme: Programme) -> bool:
    rows = Application.objects.filter(programme=programme, state__in=application_states.REVIEWED)
    return rows[LARGE:].exists()


def to_reckon(at: datetime) -> Iterator[tuple[Programme, Any, str]]:
    """(programme, viewer, stamp) of every large ranking whose scores, conflicts or limits have changed."""
    done = Release.objects.filter(state="published").values("call_id")
    programmes = (
        Programme.objects.filter(call__state="announced", call__closes_at__lt=at)
        .exclude(call__in=done)
        .select_related("call", "society")
    )
    for programme in programmes:
        if not is_large(programme):
            continue
        viewers = [row.user for row in societies.officers(programme.society).select_related("user")]
        chair = panels.chair_of(programme)
        for viewer in [*viewers, *([chair.user] if chair else [])]:
            stamp = stamp_of(programme, viewer)
            tally = kept(programme, viewer)
            if tally is None or tally.stamp != stamp:
                yield programme, viewer, stamp


def stamp_of(programme: Programme, viewer: Any) -> str:
    """Changes with everything that a reckoning rests on."""
    rows = Assignment.objects.filter(
        application__programme=programme, application__state__in=application_states.REVIEWED
    )
    told = rows.aggregate(
        final=Count("pk", filter=Q(state="final")),
        last=Max("finished_at"),
        own=Count("pk", filter=Q(state="final", reviewer=viewer)),
        undone=Count("pk", filter=Q(state__in=("assigned", "scoring"), reviewer=viewer)),
    )
    conflicts = sorted(societies.conflicts_of(viewer, programme.society).values_list("pk", "grade", "state"))
    limits = [(one.criterion, str(one.least)) for one in calls.minimum_scores(programme)]
    number = Application.objects.filter(programme=programme, state__in=application_states.REVIEWED).count()
    parts = [sorted(told.items()), conflicts, limits, number, panels.is_chair(viewer, programme)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
