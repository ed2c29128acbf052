"""The reviewer's queue and score page; coverage and assigning for the office and the chair."""

from sojourn.reviews.views.assigning import assign, assign_all, decline, limit, unassign
from sojourn.reviews.views.conflicts import declare, declare_none
from sojourn.reviews.views.overviews import close, coverage, export_coverage, open_again, overview
from sojourn.reviews.views.pieces import programme_covered, to_coverage
from sojourn.reviews.views.queue import queue, sent, where
from sojourn.reviews.views.scoring import dossier, finish, reopen, score

__all__ = (
    "assign",
    "assign_all",
    "close",
    "coverage",
    "declare",
    "declare_none",
    "decline",
    "dossier",
    "export_coverage",
    "finish",
    "limit",
    "open_again",
    "overview",
    "programme_covered",
    "queue",
    "reopen",
    "score",
    "sent",
    "to_coverage",
    "unassign",
    "where",
)
