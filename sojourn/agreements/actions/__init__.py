"""Choose words, draw up, sign, seal; follow what changes."""

from sojourn.agreements.actions.clock import forget, seal_signed, tick
from sojourn.agreements.actions.papers import ask_letter, draw_up, object_to, sign, withdraw
from sojourn.agreements.actions.sheet import preview
from sojourn.agreements.actions.wordings import Overtaken, edit_wording

__all__ = [
    "Overtaken",
    "ask_letter",
    "draw_up",
    "edit_wording",
    "forget",
    "object_to",
    "preview",
    "seal_signed",
    "sign",
    "tick",
    "withdraw",
]
