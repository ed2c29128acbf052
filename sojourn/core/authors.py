"""Whether a person is among the authors of a publication, as lists of authors are really typed.

Case, accents, order, initials, dots and hyphens do not matter; a family name alone is not enough, and a given
name that is written out must be the person's. What is found is looked at by a person: a homonym is cleared.

>>> [signed("Jürgen", "Müller", text) for text in ("Mueller J, Able A", "Able, A.; Müller, Jürgen")]
[True, True]
>>> [signed("Jürgen", "Müller", text) for text in ("Müller A", "Anna Müller, J. Able", "Müller et al.")]
[False, False, False]
"""

from __future__ import annotations

import re

from sojourn.core import names

BETWEEN = re.compile(r"\s*(?:,|&|\band\b|\bet al\b\.?|\bund\b|\by\b(?!\.))\s*", re.IGNORECASE)
INITIALS = 3  # so many capitals without a vowel's company are initials: "JPM"


def signed(given: str, family: str, authors: str) -> bool:
    """Whether somebody of this name signed; False where either part of the name is unknown."""
    return any(
        _signed(_words(given, spelt=mine), _words(family, spelt=mine), authors, spelt=theirs)
        for mine in (False, True)
        for theirs in (False, True)
    )


def _signed(given: list[str], family: list[str], authors: str, *, spelt: bool) -> bool:
    if not given or not family:
        return False
    if ";" in authors:
        return any(_is(given, family, _typed(chunk, spelt), []) for chunk in authors.split(";"))
    chunks = [_typed(chunk, spelt) for chunk in BETWEEN.split(authors)]
    return any(_is(given, family, one, after) for one, after in zip(chunks, [*chunks[1:], []], strict=True))


def _is(
    given: list[str], family: list[str], typed: list[tuple[str, bool]], after: list[tuple[str, bool]]
) -> bool:
    """`typed` are the words of one author and whether each is initials; `after` those behind its comma."""
    rest = list(typed)
    for word in family:
        at = next((i for i, (one, _) in enumerate(rest) if one == word), None)
        if at is None:
            return False
        del rest[at]
    return _fits(given, rest or after)


def _fits(given: list[str], rest: list[tuple[str, bool]]) -> bool:
    if not rest:
        return False
    whole = [word for word, initials in rest if not initials]
    if whole:
        return all(word in given for word in whole)
    letters = "".join(word for word, _ in rest)
    own = "".join(word[0] for word in given)
    # a middle name may be missing on either side, the first initial may not
    return letters[0] == own[0] and (letters.startswith(own) or own.startswith(letters) or len(own) == 1)


def _words(text: str, *, spelt: bool) -> list[str]:
    folded = names.fold(re.sub(r"['’`]", "", text), spelt=spelt)
    return [word for word in re.findall(r"[^\W\d_]+", folded) if word not in names.TITLES]


def _typed(text: str, spelt: bool) -> list[tuple[str, bool]]:
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’`]", "", text))
    read = []
    for word in words:
        initials = len(word) == 1 or (len(word) <= INITIALS and word.isupper())
        folded = names.fold(word, spelt=spelt)
        if initials or folded not in names.TITLES:
            read.append((folded, initials))
    return read
