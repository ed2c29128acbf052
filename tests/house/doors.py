"""Reads `doors.txt`, the table of every address x every role, and walks the resolver beside it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sojourn.post import queries as post

TABLE = Path(__file__).with_name("doors.txt")
SIGN_IN = "in"  # sent to the sign-in page
WORDS = (SIGN_IN,)
NOTHING = "-"  # an address without arguments


@dataclass(frozen=True)
class Row:
    """One address, asked by one method about one thing at one stage, with what each role is answered."""

    line: int
    name: str
    method: str
    about: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"doors.txt:{self.line} {self.method} {self.name} {self.about}"

    @property
    def stage(self) -> str:
        return self.about.partition(":")[0]

    @property
    def thing(self) -> str:
        return self.about.partition(":")[2]


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
    return sorted({name for name, _ in walk(get_resolver().url_patterns)})


def writing() -> list[str]:
    """The names of those addresses whose view says that it takes a POST."""
    return sorted({name for name, view in walk(get_resolver().url_patterns) if "POST" in methods(view)})


def walk(patterns, prefix: str = "", route: str = "") -> Iterator[tuple[str, Callable]]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            room = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from walk(pattern.url_patterns, room, here)
        elif isinstance(pattern, URLPattern):
            name = f"{prefix}{pattern.name}" if pattern.name else f"without a name: {here}"
            yield name, pattern.callback


def methods(view: Any) -> set[str]:
    """What `require_http_methods` and its like let through; nothing where no such decorator stands."""
    while view is not None:
        allowed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if allowed:
            return set(allowed)
        view = getattr(view, "__wrapped__", None)
    return set()


def answered(response: HttpResponse, sign_in: str) -> str:
    """The word or number that the table has for a response."""
    if response.status_code == 302 and response["Location"].split("?")[0] == sign_in:
        return SIGN_IN
    return str(response.status_code)


def someone(user: Any, invitation: Any = None) -> Client:
    """A browser of this person, or of whoever holds the mailed link of an invitation."""
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    if user is not None:
        client.force_login(user)
    if invitation is not None:
        hold(client, invitation)
    return client


def hold(client: Client, invitation: Any) -> None:
    signer = signing.get_cookie_signer(salt=post.COOKIE + post.SALT)
    client.cookies[post.COOKIE] = signer.sign(post.ticket(None, invitation))
