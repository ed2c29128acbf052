"""The reviewer's queue and score page; coverage and assigning for the office and the chair."""

from sojourn.reviews.views.assigning import assign, assign_all, decline, limit, unassign
from sojourn.reviews.views.by_hand import assign_by_hand
from sojourn.reviews.views.conflicts import declare, declare_none
from sojourn.reviews.views.declaring import declare_many
from sojourn.reviews.views.discussing import case_page, discuss, set_keys, train
from sojourn.reviews.views.files import page
from sojourn.reviews.views.overviews import (
    close,
    coverage,
    export_coverage,
    export_scores,
    open_again,
    overview,
)
from sojourn.reviews.views.pieces import programme_covered, to_coverage
from sojourn.reviews.views.queue import queue, sent, where
from sojourn.reviews.views.scoring import abstain, dossier, finish, finish_ready, reopen, score

__all__ = (
    "abstain",
    "assign",
    "assign_all",
    "assign_by_hand",
    "case_page",
    "close",
    "coverage",
    "declare",
    "declare_many",
    "declare_none",
    "decline",
    "discuss",
    "dossier",
    "export_coverage",
    "export_scores",
    "finish",
    "finish_ready",
    "limit",
    "open_again",
    "overview",
    "page",
    "programme_covered",
    "queue",
    "reopen",
    "score",
    "sent",
    "set_keys",
    "to_coverage",
    "train",
    "unassign",
    "where",
)
