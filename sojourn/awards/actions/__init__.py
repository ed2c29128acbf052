"""Every verb of this room: offers and answers, rounds, changes, the clock."""

from sojourn.awards.actions.changes import agree, propose_change, refuse, take_back
from sojourn.awards.actions.clock import forget, tick
from sojourn.awards.actions.offers import (
    accept,
    decline,
    end,
    fall,
    follow_arrived,
    follow_centres,
    follow_ended,
    follow_recalled,
    freeze,
    lapse,
    offer,
    offer_released,
    recall,
)
from sojourn.awards.actions.places import Full, give_back, take
from sojourn.awards.actions.rounds import Disagreement, next_round

__all__ = [
    "Disagreement",
    "Full",
    "accept",
    "agree",
    "decline",
    "end",
    "fall",
    "follow_arrived",
    "follow_centres",
    "follow_ended",
    "follow_recalled",
    "forget",
    "freeze",
    "give_back",
    "lapse",
    "next_round",
    "offer",
    "offer_released",
    "propose_change",
    "recall",
    "refuse",
    "take",
    "take_back",
    "tick",
]
