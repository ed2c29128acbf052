"""Reads `doors.txt`, the table of every address x every role, and walks the resolver beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).with_name("doors.txt")
SIGN_IN = "in"  # sent to the sign-in page
WORDS = (SIGN_IN,)


@dataclass(frozen=True)
class Row:
    """One address, asked by one method about one thing, with what each role is answered."""

    line: int
    name: str
    method: str
    about: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"doors.txt:{self.line} {self.method} {self.name}"


def read(text: str) -> tuple[list[str], list[Row]]:
    """The roles of the heading, and the rows; ValueError for a row that has more or fewer cells."""
    roles: list[str] = []
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("#")[0].split()
        if not cells:
            continue
        if not roles:
            roles = cells[3:]
            continue
        if len(cells) != len(roles) + 3:
            raise ValueError(f"doors.txt:{number}: {len(cells) - 3} answers for {len(roles)} roles")
        name, method, about, *answers = cells
        wrong = [answer for answer in answers if not answer.isdigit() and answer not in WORDS]
        if wrong:
            raise ValueError(f"doors.txt:{number}: no answer is called {wrong[0]}")
        rows.append(Row(number, name, method, about, dict(zip(roles, answers, strict=True))))
    return roles, rows


def addresses() -> list[str]:
    """The name of every address that is mounted, with its route where it has none."""
    return sorted(set(walk(get_resolver().url_patterns)))


def walk(patterns, prefix: str = "", route: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            room = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from walk(pattern.url_patterns, room, here)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"without a name: {here}"


def answered(response: HttpResponse, sign_in: str) -> str:
    """The word or number that the table has for a response."""
    if response.status_code == 302 and response["Location"].split("?")[0] == sign_in:
        return SIGN_IN
    return str(response.status_code)
