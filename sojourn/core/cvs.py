"""The structured CV: its parts, the fields of a line, partial dates, and the order of the lines.

A line is a dict of texts. `began`, `ended` and `on` are partial dates: "2019", "2019-05" or "2019-05-03".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Line = dict[str, str]
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "Native")
MOST = 60  # lines of one part


@dataclass(frozen=True)
class Field:
    """One field of a line; `kind` is line, text, moment or level."""

    name: str
    label: str
    kind: str = "line"
    required: bool = False
    help: str = ""
    longest: int = 300


@dataclass(frozen=True)
class Part:
    """One part of the CV. `single` names one line."""

    kind: str
    title: str
    single: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


_BEGAN = Field("began", "From", "moment", help="A year, or month and year: 2019 or 05/2019.")
_ENDED = Field("ended", "Until", "moment", help="Empty if it goes on.")
_ON = Field("on", "Date", "moment", help="A year, or month and year: 2019 or 05/2019.")
_PLACE = Field("place", "City and country")
PARTS = {
    part.kind: part
    for part in (
        Part("certification", "Certification", "Certificate", (
            Field("title", "Certificate or licence", required=True, help="As in board certification."),
            Field("body", "Issued by"), _PLACE, _ON,
        )),
        Part("post", "Posts", "Post", (
            Field("title", "Position", required=True),
            Field("body", "Hospital or institution", required=True),
            Field("department", "Department"), _PLACE, _BEGAN, _ENDED,
            Field("detail", "What you did", "text", longest=1000),
        )),
        Part("training", "Training", "Training", (
            Field("title", "Degree or training", required=True),
            Field("body", "School or hospital", required=True),
            _PLACE, _BEGAN, _ENDED, Field("detail", "Remarks", "text", longest=1000),
        )),
        Part("publication", "Publications", "Publication", (
            Field("title", "Title", required=True, longest=500), Field("authors", "Authors", longest=500),
            Field("body", "Journal or publisher"),
            Field("on", "Published", "moment", help="A year, or month and year."),
            Field("doi", "DOI", help="As in 10.1000/182.", longest=200),
        )),
        Part("language", "Languages", "Language", (
            Field("title", "Language", required=True),
            Field("level", "Level", "level", required=True, help="By the Common European Framework."),
        )),
        Part("membership", "Memberships", "Membership", (
            Field("body", "Society", required=True), Field("title", "Role or grade"), _BEGAN, _ENDED,
        )),
    )
}  # fmt: skip


def moment(typed: str) -> str:
    """What was typed as a partial date; ValueError with what to do otherwise.

    >>> moment("05/2019"), moment("May 2019"), moment("3.5.2019"), moment(" 2019 "), moment("2019-5")
    ('2019-05', '2019-05', '2019-05-03', '2019', '2019-05')
    """
    text = re.sub(r"\s+", " ", typed.strip()).rstrip(".,")
    if not text:
        return ""
    named = re.fullmatch(r"(?:(\d{1,2})\.? )?([A-Za-zÀ-ÿ]{3,9})\.?,? (\d{4})", text)
    if named:
        month = next(
            (n for n, name in enumerate(MONTHS, 1) if name.casefold().startswith(named[2].casefold())), 0
        )
        return _checked(named[3], month or 13, named[1])
    for pattern, order in (
        (r"(\d{4})", "y"),
        (r"(\d{4})[-/.](\d{1,2})", "ym"),
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", "ymd"),
        (r"(\d{1,2})[-/. ](\d{4})", "my"),
        (r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", "dmy"),
    ):
        match = re.fullmatch(pattern, text)
        if match:
            parts = dict(zip(order, match.groups(), strict=True))
            return _checked(parts["y"], parts.get("m"), parts.get("d"))
    raise ValueError("Write a year, or month and year: 2019 or 05/2019.")


def _checked(year: str, month: str | int | None, day: str | None) -> str:
    if not 1900 <= int(year) <= 2100:
        raise ValueError("Check the year.")
    if month is None:
        return year
    try:
        date(int(year), int(month), int(day or 1))
    except ValueError:
        raise ValueError("There is no such day or month. Write month and year: 05/2019.") from None
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")


def spoken(partial: str) -> str:
    """
    >>> spoken("2019-05"), spoken("2019-05-03"), spoken("2019"), spoken("")
    ('May 2019', '3 May 2019', '2019', '')
    """
    pieces = partial.split("-") if partial else []
    try:
        named = [MONTHS[int(pieces[1]) - 1]] if len(pieces) > 1 else []
        return " ".join([*(str(int(day)) for day in pieces[2:3]), *named, *pieces[:1]])
    except (ValueError, IndexError):
        return partial


def span(line: Line) -> str:
    """When: a date, or from when until when.

    >>> span({"began": "2019-05"}), span({"began": "2015", "ended": "2019-04"}), span({"on": "2020"})
    ('May 2019 to today', '2015 to April 2019', '2020')
    """
    began, ended = spoken(line.get("began", "")), spoken(line.get("ended", ""))
    if began:
        return f"{began} to {ended or 'today'}" if ended != began else began
    return f"until {ended}" if ended else spoken(line.get("on", ""))


def words(kind: str, line: Line) -> str:
    """A line in one sentence, without its dates.

    >>> words("post", {"title": "Registrar", "body": "Clinic", "place": "Graz"})
    'Registrar, Clinic, Graz'
    """
    skipped = ("began", "ended", "on", "doi", "detail")
    order = ("authors", *PARTS[kind].names) if kind == "publication" else PARTS[kind].names
    seen = dict.fromkeys(name for name in order if name not in skipped)
    told = ", ".join(line[name] for name in seen if line.get(name))
    return f"{told}, doi:{line['doi']}" if line.get("doi") else told


def ordered(kind: str, lines: Iterable[Line]) -> list[Line]:
    """As a CV is read: what goes on first, then the newest; languages as they were given."""
    listed = list(lines)
    if kind == "language":
        return listed

    def newest(line: Line) -> tuple[bool, str, str]:
        ongoing = "ended" in PARTS[kind].names and bool(line.get("began")) and not line.get("ended")
        return (
            ongoing,
            line.get("ended") or line.get("on") or line.get("began") or "",
            line.get("began") or "",
        )

    return sorted(listed, key=newest, reverse=True)


def alike(kind: str, one: Line, other: Line) -> bool:
    """Whether two lines tell of the same: the same DOI, or the same title at the same place and time."""
    if one.get("doi") and other.get("doi"):
        return one["doi"].casefold() == other["doi"].casefold()

    def key(line: Line) -> tuple[str, ...]:
        year = (line.get("began") or line.get("on") or "")[:4]
        body = "" if kind == "publication" else line.get("body", "")
        return tuple(re.sub(r"\W+", "", text).casefold() for text in (line.get("title", ""), body, year))

    return key(one) == key(other)
