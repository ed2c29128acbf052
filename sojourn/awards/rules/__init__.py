"""Who may answer an offer, run a round, ask for a change; and until when."""

from sojourn.awards.rules.changes import may_answer_change, may_carry_out, may_propose_change, may_take_back
from sojourn.awards.rules.offers import (
    accept_by,
    last_instant,
    local_day,
    may_accept,
    may_decline,
    may_end,
    may_fall,
    may_float,
    may_freeze,
    may_lapse,
    may_run_round,
    may_see_office,
)

__all__ = [
    "accept_by",
    "last_instant",
    "local_day",
    "may_accept",
    "may_answer_change",
    "may_carry_out",
    "may_decline",
    "may_end",
    "may_fall",
    "may_float",
    "may_freeze",
    "may_lapse",
    "may_propose_change",
    "may_run_round",
    "may_see_office",
    "may_take_back",
]
