"""Assign, declare, score, finish, reopen; close the reviews of a programme."""

from sojourn.reviews.actions.assigning import assign, assign_all, decline, limit, unassign
from sojourn.reviews.actions.closing import close, forget, open_again, tick
from sojourn.reviews.actions.conflicts import declare, declare_none
from sojourn.reviews.actions.finding import look_at, sweep
from sojourn.reviews.actions.scoring import Stale, finish, opened, reopen, score

__all__ = (
    "Stale",
    "assign",
    "assign_all",
    "close",
    "declare",
    "declare_none",
    "decline",
    "finish",
    "forget",
    "limit",
    "look_at",
    "open_again",
    "opened",
    "reopen",
    "score",
    "sweep",
    "tick",
    "unassign",
)
