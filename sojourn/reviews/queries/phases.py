"""The phases of reviewing, and which of them runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme, ReviewPhase

UNPHASED: Any = object()  # the programme sets no phases: everything is allowed until its reviews are closed


def phases(programme: Programme) -> list[ReviewPhase]:
    return list(ReviewPhase.objects.filter(programme=programme))


def phase_at(programme: Programme, at: datetime) -> tuple[Any, ReviewPhase | None]:
    """The phase that runs (None between two, UNPHASED where there are none), and the next one."""
    rows = phases(programme)
    if not rows:
        return UNPHASED, None
    running = next((row for row in rows if row.starts_at <= at < row.ends_at), None)
    following = next((row for row in rows if row.starts_at > at), None)
    return running, following


def hiding(at: datetime) -> list[int]:
    """Programmes in which colleagues' scores are not shown now: by their phase, or between two."""
    shown: dict[int, bool] = {}
    for row in ReviewPhase.objects.all():
        here = row.starts_at <= at < row.ends_at and row.sees_colleagues
        shown[row.programme_id] = shown.get(row.programme_id, False) or here
    return [key for key, sees in shown.items() if not sees]
