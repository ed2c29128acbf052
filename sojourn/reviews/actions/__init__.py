"""Assign, declare, score, finish, reopen; close the reviews of a programme."""

from sojourn.reviews.actions.assigning import assign, assign_all, assign_by_hand, decline, limit, unassign
from sojourn.reviews.actions.closing import close, forget, open_again, tick
from sojourn.reviews.actions.conflicts import declare, declare_none
from sojourn.reviews.actions.discussing import remark, set_keys, train
from sojourn.reviews.actions.finding import look_at, sweep
from sojourn.reviews.actions.reminding import remind
from sojourn.reviews.actions.scoring import (
    Stale,
    abstain,
    finish,
    finish_ready,
    looked,
    opened,
    reopen,
    score,
)

__all__ = (
    "Stale",
    "abstain",
    "assign",
    "assign_all",
    "assign_by_hand",
    "close",
    "declare",
    "declare_none",
    "decline",
    "finish",
    "finish_ready",
    "forget",
    "limit",
    "look_at",
    "looked",
    "open_again",
    "opened",
    "remark",
    "remind",
    "reopen",
    "score",
    "set_keys",
    "sweep",
    "tick",
    "train",
    "unassign",
)
