"""Write words, let letters wait and go, write to many."""

from sojourn.letters.actions.drafts import discard, edit, readdress, release, release_all, retry
from sojourn.letters.actions.mailings import Changed, confirm, drop, halt, prepare
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
    "retry",
    "write_words",
)
