"""Write words, let letters wait and go."""

from sojourn.letters.actions.words import give_up_words, hold, write_words

__all__ = ("give_up_words", "hold", "write_words")
