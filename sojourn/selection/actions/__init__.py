"""Every verb of this room: panels, the match, the centres' answers, the release."""

from sojourn.selection.actions.matches import Disagreement, ask_centres, discard, read, run
from sojourn.selection.actions.nominations import accept_nomination, decline_nomination, tick
from sojourn.selection.actions.panels import Stale, decide, open_panel, reopen, sign
from sojourn.selection.actions.releases import drop, forget, prepare, publish

__all__ = [
    "Disagreement",
    "Stale",
    "accept_nomination",
    "ask_centres",
    "decide",
    "decline_nomination",
    "discard",
    "drop",
    "forget",
    "open_panel",
    "prepare",
    "publish",
    "read",
    "reopen",
    "run",
    "sign",
    "tick",
]
