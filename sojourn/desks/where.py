"""Tells the header where one is: the call, the society, the role, and what is due next.

What a person is and what waits for her is asked of every room; it is kept in her session for a minute, so
that reading pages costs none of it. Whatever she does drops what it may have changed (upkeep's middleware).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from sojourn.applications import queries as applications
from sojourn.calls import queries as calls
from sojourn.desks import queries
from sojourn.ui.waiting import NEVER, Waiting

KEY = "header"
MINUTE = timedelta(minutes=1)
WIDE = ("people", "societies")  # who somebody is
ALONE = ("reviews",)


def where(request: HttpRequest) -> dict[str, Any]:
    """Lazy: an error page or a download asks for nothing."""
    return {"where": Where(request)}


def refresh(request: HttpRequest, had: queries.Roles, waiting: dict[str, list[Waiting]]) -> dict[str, Any]:
    """Keep what the header needs; the desk calls it with what it gathered anyway."""
    society = had.society
    return _keep(
        request,
        {
            "at": request.at.isoformat(),
            "role": had.word or ("Applicant" if applications.mine(request.user).exists() else ""),
            "society": society
            and {"acronym": society.acronym, "name": society.name, "accent": society.accent},
            "due": _first(waiting),
        },
    )


def forget(request: HttpRequest) -> None:
    """Somebody acted in a room: what waits there and in the rooms after it is asked anew.

    Scores open nothing to whoever gives them, and one gives forty in a sitting: of `ALONE` only the room
    itself is asked. Acts in rooms without a line of their own may have changed what one is: everything is.
    """
    kept = request.session.get(KEY)
    if kept is None:
        return
    match = request.resolver_match
    room = match.app_name if match else ""
    if room not in queries.ROOMS or room in WIDE:
        del request.session[KEY]
        return
    names = list(queries.ROOMS)
    gone = {room} if room in ALONE else set(names[names.index(room) :])
    _keep(request, {**kept, "due": {name: line for name, line in kept["due"].items() if name not in gone}})


def _keep(request: HttpRequest, kept: dict[str, Any]) -> dict[str, Any]:
    request.session[KEY] = kept
    return kept


def _first(waiting: dict[str, list[Waiting]]) -> dict[str, Any]:
    """Room's name -> the first of its lines as a session holds it, or None."""
    found: dict[str, Any] = {}
    for name, lines in waiting.items():
        due = lines[0] if lines else None
        found[name] = due and {**asdict(due), "due_at": due.due_at and due.due_at.isoformat()}
    return found


class Where:
    """Read by the header only; each part is found out when it is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def call(self) -> dict[str, str] | None:
        call = self._call
        return call and {"title": call.name, "url": reverse("public:call", args=[call.slug])}

    @property
    def zone(self) -> str:
        call = self._call
        return call.zone if call else ""

    @property
    def role(self) -> str:
        return self._person().get("role", "")

    @property
    def society(self) -> dict[str, str] | None:
        return self._person().get("society")

    @property
    def due(self) -> dict[str, Any] | None:
        kept = self._person().get("due", {})
        lines = [
            {**line, "due_at": line["due_at"] and datetime.fromisoformat(line["due_at"])}
            for name in queries.ROOMS
            if (line := kept.get(name))
        ]
        return min(lines, key=lambda line: line["due_at"] or NEVER, default=None)

    @cached_property
    def _call(self) -> Any:
        return calls.current(self.request.at)

    def _person(self) -> dict[str, Any]:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return {}
        kept = self.request.session.get(KEY)
        at = self.request.at
        if not kept or abs(at - datetime.fromisoformat(kept["at"])) >= MINUTE:
            return refresh(self.request, queries.roles(user), queries.waiting_by_room(user, at=at))
        if len(kept["due"]) == len(queries.ROOMS):
            return kept
        anew = queries.waiting_by_room(user, at=at, known=kept["due"])
        return _keep(self.request, {**kept, "due": {**kept["due"], **_first(anew)}})
