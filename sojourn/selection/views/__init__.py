"""The chair's ranking, the office's match and release, the centre's answer, the applicant's result."""

from sojourn.selection.views.lotteries import commit, draw, lottery, outcome, own_proof
from sojourn.selection.views.matching import discard, instance, match, run
from sojourn.selection.views.meetings import (
    ask_packs,
    call_up,
    cancel_meeting,
    cast,
    close_ballot,
    close_meeting,
    decide_item,
    follow,
    meeting,
    notes,
    open_ballot,
    open_meeting,
    pack,
    plan_meeting,
    put_off,
    write_note,
)
from sojourn.selection.views.nominations import answer_nomination, ask_centres, give_time, nomination
from sojourn.selection.views.panels import decide, export_ranking, judge, read, reopen, sent, sign, where
from sojourn.selection.views.pieces import call_of, confirmed, with_reason
from sojourn.selection.views.rankings import disagreements, ranking, reviewers
from sojourn.selection.views.releases import drop, prepare, publish
from sojourn.selection.views.results import result
from sojourn.selection.views.rooms import drop_scenario, proof, room, scenarios, try_out, why
from sojourn.selection.views.summaries import summary, summary_paper

__all__ = (
    "answer_nomination",
    "ask_centres",
    "ask_packs",
    "call_of",
    "call_up",
    "cancel_meeting",
    "cast",
    "close_ballot",
    "close_meeting",
    "commit",
    "confirmed",
    "decide",
    "decide_item",
    "disagreements",
    "discard",
    "draw",
    "drop",
    "drop_scenario",
    "export_ranking",
    "follow",
    "give_time",
    "instance",
    "judge",
    "lottery",
    "match",
    "meeting",
    "nomination",
    "notes",
    "open_ballot",
    "open_meeting",
    "outcome",
    "own_proof",
    "pack",
    "plan_meeting",
    "prepare",
    "proof",
    "publish",
    "put_off",
    "ranking",
    "read",
    "reopen",
    "result",
    "reviewers",
    "room",
    "run",
    "scenarios",
    "sent",
    "sign",
    "summary",
    "summary_paper",
    "try_out",
    "where",
    "why",
    "with_reason",
    "write_note",
)
