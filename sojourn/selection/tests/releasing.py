"""A prepared release is signed by a second person and comes out."""

from datetime import datetime
from typing import Any

from sojourn.selection import actions
from sojourn.selection.models import Release


def out(release: Release, *, by: Any, at: datetime) -> Release:
    """Out at `at`: signed ten minutes before."""
    actions.hold(release, by=by, at=at - actions.HOLD)
    return actions.publish(release, at=at)
