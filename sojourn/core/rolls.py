"""A pasted list of members: read line by line however it was separated, and matched to known people.

>>> read("Able, Ada; ada@x.example; 0123; since 1.6.2019")[0].since_on
datetime.date(2019, 6, 1)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sojourn.core import names

_EMAIL = re.compile(r"[^\s<>;,|\"']+@[^\s<>;,|\"']+\.[^\s<>;,|\"']+")
_DATES = (
    (re.compile(r"\b\d{4}-\d{1,2}-\d{1,2}\b"), ("%Y-%m-%d",)),
    (re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{4}\b"), ("%d.%m.%Y", "%d/%m/%Y")),
    (re.compile(r"\b\d{1,2} [^\W\d_]{3,9} \d{4}\b"), ("%d %B %Y", "%d %b %Y")),
)
_YEAR = re.compile(r"\b(?:since|seit|from)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_ALONE = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[A-Za-z]{0,6}[-/ ]?\d[\dA-Za-z/-]*")
_HEADS = frozenset(
    {"name", "names", "email", "mail", "number", "no", "member", "membership", "since", "date", "first"}
    | {"last", "family", "given"}
)


@dataclass(frozen=True)
class Line:
    """One line as it was understood; `trouble` says what was not."""

    at: int
    text: str
    email: str = ""
    name: str = ""
    number: str = ""
    since_on: date | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Member:
    """Somebody who can be matched: `numbers` are those that the person gave as her own."""

    key: str
    name: str
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """`outcome`: matched (one key), ambiguous (look, `why` says at what), unknown (no key)."""

    line: Line
    outcome: str
    keys: list[str] = field(default_factory=list)
    why: str = ""


def read(text: str) -> list[Line]:
    """Every line that says something; a line of headings is left out."""
    lines = []
    for at, raw in enumerate(text.splitlines(), 1):
        line = raw.replace("\u00a0", " ").replace("\ufeff", "").strip(" \t;,|")
        if line and not _is_heading(line):
            lines.append(_line(at, line))
    return lines


def match(lines: Iterable[Line], people: Sequence[Member]) -> list[Match]:
    """Each line with whom it may be: by address, by number, by name, in this order of trust."""
    known = _Known(people)
    found = [_matched(line, known) for line in lines]
    taken: dict[str, int] = {}
    for one in found:
        if one.outcome == "matched":
            taken[one.keys[0]] = taken.get(one.keys[0], 0) + 1
    return [
        Match(one.line, "ambiguous", one.keys, "This person stands in the list more than once.")
        if one.outcome == "matched" and taken[one.keys[0]] > 1
        else one
        for one in found
    ]


class _Known:
    """The people, found by address, by number and by the words of their names."""

    def __init__(self, people: Sequence[Member]) -> None:
        self.by_email = _index((each.casefold(), one) for one in people for each in one.emails)
        self.by_number = _index((plain(each), one) for one in people for each in one.numbers if plain(each))
        spelt = [(one, names.parts(one.name, spelt=way)) for one in people for way in (False, True)]
        self.by_word = _index((word, one) for one, words in spelt for word in words)

    def named(self, name: str) -> tuple[list[Member], list[Member]]:
        """Who has this name, and who has a part of it."""
        words = names.parts(name) | names.parts(name, spelt=True)
        near = _once(one for word in sorted(words) for one in self.by_word.get(word, ()))
        same = [one for one in near if names.same(name, one.name)]
        return same, [one for one in near if names.akin(name, one.name)]


def plain(number: str) -> str:
    """A membership number without case, spaces, signs and leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]", "", number).casefold())


def _matched(line: Line, known: _Known) -> Match:
    mailed = known.by_email.get(line.email.casefold(), []) if line.email else []
    numbered = known.by_number.get(plain(line.number), []) if plain(line.number) else []
    named, akin = known.named(line.name)
    sure = _once([*mailed, *numbered])
    keys = [person.key for person in sure]
    if line.trouble and (sure or named):
        return Match(line, "ambiguous", keys or [person.key for person in named], line.trouble)
    if len(sure) > 1:
        return Match(line, "ambiguous", keys, "Address and number belong to different people.")
    if sure and line.name and names.strange(line.name, sure[0].name):
        return Match(line, "ambiguous", keys, "Address or number fits, but the name is another one.")
    if sure:
        return Match(line, "matched", keys)
    keys = [person.key for person in named]
    if len(named) == 1 and not line.email:
        return Match(line, "matched", keys)
    if named:
        why = (
            "Several people have this name."
            if len(named) > 1
            else "The name fits, the address is another one."
        )
        return Match(line, "ambiguous", keys, why)
    if akin:
        return Match(line, "ambiguous", [person.key for person in akin], "Part of the name fits.")
    return Match(line, "unknown", [], line.trouble or "Nobody who applied fits.")


def _once(people: Iterable[Member]) -> list[Member]:
    return list({person.key: person for person in people}.values())


def _index(pairs: Iterable[tuple[str, Member]]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for key, person in pairs:
        found.setdefault(key, []).append(person)
    return found


def _is_heading(line: str) -> bool:
    words = names.parts(line.replace("e-mail", "email"))
    return not re.search(r"[\d@]", line) and len(words & _HEADS) >= max(1, len(words) - 1)


def _line(at: int, text: str) -> Line:
    rest, trouble = text, ""
    email = ""
    if found := _EMAIL.search(rest):
        email, rest = found[0].strip("<>()."), f"{rest[: found.start()]};{rest[found.end() :]}"
    since, rest, trouble = _since(rest)
    cells = [cell.strip(" <>\"'()") for cell in re.split(r"[;\t|]|,(?=\s*\S)", rest)]
    cells = [cell for cell in cells if cell and cell.casefold() not in ("since", "seit", "from")]
    number = ""
    for cell in list(cells):
        if not number and _NUMBER.fullmatch(cell.removeprefix("#").removeprefix("No.").strip()):
            number = cell.removeprefix("#").removeprefix("No.").strip()
            cells.remove(cell)
        elif since is None and _ALONE.fullmatch(cell):
            since = date(int(cell), 1, 1)
            cells.remove(cell)
    # "0123 Ada Able" without any separator
    words = " ".join(cells)
    if not number and (found := re.search(r"(?<!\S)#?(\d[\dA-Za-z/-]{2,})(?!\S)", words)):
        number, words = found[1], words.replace(found[0], " ")
    if since is None and number and _ALONE.fullmatch(number) and (email or _name(words)):
        number, since = "", date(int(number), 1, 1)  # a year beside a name is a year
    return Line(at, text, email, _name(words), number, since, trouble)


def _name(words: str) -> str:
    kept = re.sub(r"\b(?:since|seit|from|member|no)\b\.?", " ", words, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[^\w\s.'’-]|\d", " ", kept).split())


def _since(text: str) -> tuple[date | None, str, str]:
    """The first date, the text without it, and what is wrong with it."""
    for pattern, shapes in _DATES:
        if found := pattern.search(text):
            rest = f"{text[: found.start()]};{text[found.end() :]}"
            for shape in shapes:
                try:
                    return datetime.strptime(found[0], shape).date(), rest, ""  # noqa: DTZ007 (a day has no zone)
                except ValueError:
                    continue
            return None, rest, f"“{found[0]}” is no date; days come before months."
    if found := _YEAR.search(text):
        return date(int(found[1]), 1, 1), f"{text[: found.start()]};{text[found.end() :]}", ""
    return None, text, ""
