"""The pages of the office's letters."""

from sojourn.letters.views.desk import letters
from sojourn.letters.views.mailings import confirm, drop, halt, mailing, mailings, prepare
from sojourn.letters.views.outbox import (
    deliveries,
    deliveries_sheet,
    discard,
    edit,
    letter,
    outbox,
    readdress,
    release,
    release_all,
    retry,
)
from sojourn.letters.views.reminding import reminders, set_days
from sojourn.letters.views.words import edition, give_up_words, hold, words, write_words

__all__ = (
    "confirm",
    "deliveries",
    "deliveries_sheet",
    "discard",
    "drop",
    "edit",
    "edition",
    "give_up_words",
    "halt",
    "hold",
    "letter",
    "letters",
    "mailing",
    "mailings",
    "outbox",
    "prepare",
    "readdress",
    "release",
    "release_all",
    "reminders",
    "retry",
    "set_days",
    "words",
    "write_words",
)
