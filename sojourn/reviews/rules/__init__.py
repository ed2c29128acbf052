"""Who may assign, score and see, and when."""

from sojourn.reviews.rules.assigning import (
    CHANGED,
    may_assign,
    may_assign_all,
    may_assign_by_hand,
    may_decline,
    may_limit,
    may_release,
    may_unassign,
)
from sojourn.reviews.rules.closing import may_close, may_export_scores, may_open_again
from sojourn.reviews.rules.discussing import NOT_FINAL, may_discuss, may_remark, may_train
from sojourn.reviews.rules.parts import (
    CONFLICT,
    OFFICE,
    after_closing,
    in_review,
    leads,
    no_conflict,
    not_closed,
    officer,
    own,
)
from sojourn.reviews.rules.reviewing import (
    may_abstain,
    may_declare,
    may_declare_none,
    may_finish,
    may_read,
    may_reopen,
    may_score,
)

__all__ = (
    "CHANGED",
    "CONFLICT",
    "NOT_FINAL",
    "OFFICE",
    "after_closing",
    "in_review",
    "leads",
    "may_abstain",
    "may_assign",
    "may_assign_all",
    "may_assign_by_hand",
    "may_close",
    "may_declare",
    "may_declare_none",
    "may_decline",
    "may_discuss",
    "may_export_scores",
    "may_finish",
    "may_limit",
    "may_open_again",
    "may_read",
    "may_release",
    "may_remark",
    "may_reopen",
    "may_score",
    "may_train",
    "may_unassign",
    "no_conflict",
    "not_closed",
    "officer",
    "own",
)
