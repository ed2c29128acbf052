"""Write words, let letters wait and go, write to many."""

from sojourn.letters.actions.drafts import discard, edit, readdress, release, release_all, retry
from sojourn.letters.actions.mailings import Changed, confirm, drop, halt, prepare
from sojourn.letters.actions.reminding import remind, set_days, tick
from sojourn.letters.actions.words import give_up_words, hold, write_words

__all__ = (
    "Changed",
    "confirm",
    "discard",
    "drop",
    "edit",
    "give_up_words",
    "halt",
    "hold",
    "prepare",
    "readdress",
    "release",
    "release_all",
    "remind",
    "retry",
    "set_days",
    "tick",
    "write_words",
)
