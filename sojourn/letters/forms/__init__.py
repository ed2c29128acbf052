"""Forms of the office's letters."""

from sojourn.letters.forms.words import GiveUpWords, WriteWords

__all__ = ("GiveUpWords", "WriteWords")
