"""The pages of the office's letters."""

from sojourn.letters.views.desk import letters
from sojourn.letters.views.words import edition, give_up_words, hold, words, write_words

__all__ = ("edition", "give_up_words", "hold", "letters", "words", "write_words")
