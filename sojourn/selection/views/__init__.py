"""The chair's ranking, the office's match and release, the centre's answer, the applicant's result."""

from sojourn.selection.views.matching import discard, instance, match, run
from sojourn.selection.views.nominations import answer_nomination, ask_centres, give_time, nomination
from sojourn.selection.views.panels import decide, export_ranking, read, reopen, sent, sign, where
from sojourn.selection.views.pieces import call_of, confirmed, with_reason
from sojourn.selection.views.releases import drop, prepare, publish
from sojourn.selection.views.results import result

__all__ = (
    "answer_nomination",
    "ask_centres",
    "call_of",
    "confirmed",
    "decide",
    "discard",
    "drop",
    "export_ranking",
    "give_time",
    "instance",
    "match",
    "nomination",
    "prepare",
    "publish",
    "read",
    "reopen",
    "result",
    "run",
    "sent",
    "sign",
    "where",
    "with_reason",
)
