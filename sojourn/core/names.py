"""Names as different hands write them: without case, accents, titles and order.

>>> same("Dr. Jürgen Müller", "MUELLER Juergen")
True
>>> same("Ada Able", "Ada Abel")
False
"""

from __future__ import annotations

import re
import unicodedata

TITLES = frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mag", "md", "phd", "msc", "priv", "doz", "pd"}
    | {"univ", "med", "dott", "dottssa", "sra", "sr", "mme", "m"}
)
LETTERS = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}


def fold(text: str, *, spelt: bool = False) -> str:
    """Lower case, without accents; `spelt` writes ä as ae instead of a."""
    text = text.casefold()
    if text.isascii():
        return text  # most are: an assignment folds every file
    text = unicodedata.normalize("NFC", text)
    table = LETTERS | SPELT if spelt else LETTERS
    text = "".join(table.get(letter, letter) for letter in text)
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def parts(text: str, *, spelt: bool = False) -> frozenset[str]:
    """The words of a name, titles left out; hyphens part, apostrophes join."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’`.]", "", fold(text, spelt=spelt)))
    return frozenset(word for word in words if word not in TITLES)


def same(one: str, other: str) -> bool:
    """All words of both, in any order, with ä written as a or as ae."""
    return bool(parts(one)) and any(
        parts(one, spelt=a) == parts(other, spelt=b) for a in (False, True) for b in (False, True)
    )


def akin(one: str, other: str) -> bool:
    """Two words in common, all of one name in the other: a middle name more or less."""
    for a in (False, True):
        for b in (False, True):
            left, right = parts(one, spelt=a), parts(other, spelt=b)
            if len(left & right) >= 2 and (left <= right or right <= left):
                return True
    return False


def strange(one: str, other: str) -> bool:
    """Both are names, and have no word in common."""
    pairs = [(parts(one, spelt=a), parts(other, spelt=b)) for a in (False, True) for b in (False, True)]
    return all(left and right and not left & right for left, right in pairs)
