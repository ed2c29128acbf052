"""What the clock does in this room."""

from datetime import datetime

from sojourn.selection.actions import nominations, releases


def tick(*, at: datetime) -> None:
    """Remind centres, then publish what two people have signed."""
    nominations.tick(at=at)
    releases.tick(at=at)
