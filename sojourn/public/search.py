"""The words of the catalogue's search: plain ones, "in quotes", -without, and name:value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAMES = {
    "country": "country", "topic": "topic", "language": "language", "society": "society", "mode": "mode",
    "scope": "mode", "places": "places", "in": "period", "licence": "licence", "rated": "rated",
    "city": "city",
}  # fmt: skip
WORD = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"|(\S+))')


@dataclass
class Asked:
    """`terms`: (name or "", value, whether it must be there); `unknown`: names that mean nothing here."""

    terms: list[tuple[str, str, bool]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def parse(text: str) -> Asked:
    """
    >>> parse('liver country:norway -language:german').terms
    [('', 'liver', True), ('country', 'norway', True), ('language', 'german', False)]
    >>> parse('topic:"head and neck"').terms
    [('topic', 'head and neck', True)]
    >>> parse("colour:blue").unknown
    ['colour']
    """
    asked = Asked()
    for minus, name, quoted, plain in WORD.findall(text[:300]):
        value = (quoted or plain).casefold().strip()
        if not value:
            continue
        if name and name.casefold() not in NAMES:
            asked.unknown.append(name)
        else:
            asked.terms.append((NAMES.get(name.casefold(), ""), value, not minus))
    return asked
