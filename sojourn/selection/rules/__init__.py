"""Who may decide, sign, run, answer, read, prepare and publish, and when."""

from sojourn.selection.rules.matches import may_discard, may_read, may_run
from sojourn.selection.rules.nominations import (
    may_accept_nomination,
    may_ask_centres,
    may_decline_nomination,
    may_give_time,
)
from sojourn.selection.rules.panels import may_decide, may_open_panel, may_reopen, may_sign
from sojourn.selection.rules.parts import NOT_CHAIR, NOT_OFFICE, NOT_YOURS, after_closing, leads, many
from sojourn.selection.rules.releases import may_drop, may_prepare, may_publish

__all__ = (
    "NOT_CHAIR",
    "NOT_OFFICE",
    "NOT_YOURS",
    "after_closing",
    "leads",
    "many",
    "may_accept_nomination",
    "may_ask_centres",
    "may_decide",
    "may_decline_nomination",
    "may_discard",
    "may_drop",
    "may_give_time",
    "may_open_panel",
    "may_prepare",
    "may_publish",
    "may_read",
    "may_reopen",
    "may_run",
    "may_sign",
)
