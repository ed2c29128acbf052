"""Every verb of this room: panels, the match, the centres' answers, the release."""

from sojourn.selection.actions.matches import Disagreement, discard, read, run
from sojourn.selection.actions.nominations import (
    accept_nomination,
    ask_centres,
    confirm,
    decline_nomination,
    give_time,
    tick,
)
from sojourn.selection.actions.panels import Stale, decide, open_panel, reopen, sign
from sojourn.selection.actions.releases import drop, forget, prepare, publish

__all__ = [
    "Disagreement",
    "Stale",
    "accept_nomination",
    "ask_centres",
    "confirm",
    "decide",
    "decline_nomination",
    "discard",
    "drop",
    "forget",
    "give_time",
    "open_panel",
    "prepare",
    "publish",
    "read",
    "reopen",
    "run",
    "sign",
    "tick",
]
