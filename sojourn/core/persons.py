"""Accounts that may be one person's, with the reasons. Nothing is merged: a person looks.

>>> a = Facts("a", "Ada Able", emails=("ada.able@x.example",))
>>> b = Facts("b", "Able Ada", emails=("adaable+2@x.example",))
>>> [(pair.one, pair.other, pair.reasons) for pair in pairs([a, b])]
[('a', 'b', ['The same e-mail address apart from dots and what follows a plus'])]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sojourn.core import names

EMAIL = "The same e-mail address apart from dots and what follows a plus"
FEW = 6  # what more accounts share is a department's telephone or an empty form, and nobody's mark
REASONS = {
    "born": "The same name and the same date of birth",
    "certified": "The same name and the same day of certification",
    "orcid": "The same ORCID",
    "file": "The same certificate, byte for byte",
    "phone": "The same telephone number",
    "email": EMAIL,
}


@dataclass(frozen=True)
class Facts:
    """What is known of one account; what is not known is left empty and compared with nothing."""

    key: str
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    born_on: date | None = None
    certified_on: date | None = None
    orcid: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two keys in order, and why they may be one person."""

    one: str
    other: str
    reasons: list[str]


def pairs(people: Iterable[Facts]) -> list[Pair]:
    """Every pair with at least one reason, each once, in one pass over the people."""
    standing: dict[tuple[str, Hashable], dict[str, None]] = defaultdict(dict)
    for person in people:
        for mark in _marks(person):
            standing[mark][person.key] = None
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (kind, _), keys in standing.items():
        if len(keys) > FEW:
            continue
        listed = sorted(keys)
        for at, one in enumerate(listed):
            for other in listed[at + 1 :]:
                if REASONS[kind] not in found[one, other]:
                    found[one, other].append(REASONS[kind])
    order = list(REASONS.values())
    return [Pair(*pair, sorted(why, key=order.index)) for pair, why in sorted(found.items())]


def mailbox(email: str) -> str:
    """The address without case, without dots before the @, and without what follows a plus."""
    name, _, host = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{host}" if name and host else ""


def number(phone: str) -> str:
    """The last nine digits: the rest is how a country is dialled; empty where there are fewer than seven."""
    digits = re.sub(r"\D", "", phone)
    return digits[-9:] if len(digits) >= 7 else ""


def _marks(person: Facts) -> Iterator[tuple[str, Hashable]]:
    spellings = {names.parts(person.name), names.parts(person.name, spelt=True)} - {frozenset()}
    for name in spellings:
        if person.born_on:
            yield "born", (name, person.born_on)
        if person.certified_on:
            yield "certified", (name, person.certified_on)
    orcid = re.sub(r"[^0-9X]", "", person.orcid.upper())[-16:]
    if len(orcid) == 16:
        yield "orcid", orcid
    for digest in person.files:
        yield "file", digest
    for phone in person.phones:
        if number(phone):
            yield "phone", number(phone)
    for email in person.emails:
        if mailbox(email):
            yield "email", mailbox(email)
