"""Pages of offers, waiting and changes."""

from sojourn.awards.views.applicant import (
    accept,
    answer_copy,
    check_answer,
    decline,
    freeze,
    letter,
    mine,
    offer,
    wait,
    waiting,
)
from sojourn.awards.views.changes import answer_change, change, changes, propose_change
from sojourn.awards.views.office import export_list, next_round, office, round_file

__all__ = [
    "accept",
    "answer_change",
    "answer_copy",
    "change",
    "changes",
    "check_answer",
    "decline",
    "export_list",
    "freeze",
    "letter",
    "mine",
    "next_round",
    "offer",
    "office",
    "propose_change",
    "round_file",
    "wait",
    "waiting",
]
