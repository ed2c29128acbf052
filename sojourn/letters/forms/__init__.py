"""Forms of the office's letters."""

from sojourn.letters.forms.drafts import Discard, Edit
from sojourn.letters.forms.mailings import Confirm, Prepare
from sojourn.letters.forms.reminding import SetDays
from sojourn.letters.forms.words import GiveUpWords, WriteWords

__all__ = ("Confirm", "Discard", "Edit", "GiveUpWords", "Prepare", "SetDays", "WriteWords")
