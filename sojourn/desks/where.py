"""Tells the header where one is: the call, the society, the role, and what is due next.

What a person is and what waits for her takes some forty queries; it is kept in her session for a minute and
dropped by whatever she does (upkeep's middleware), so that reading pages costs none of them.
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
from sojourn.ui.waiting import Waiting

KEY = "where"
MINUTE = timedelta(minutes=1)


def where(request: HttpRequest) -> dict[str, Any]:
    """Lazy: an error page or a download asks for nothing."""
    return {"where": Where(request)}


def refresh(request: HttpRequest, had: queries.Roles, waiting: list[Waiting]) -> dict[str, Any]:
    """Keep what the header needs; the desk calls it with what it gathered anyway."""
    society = had.society
    due = waiting[0] if waiting else None
    kept = {
        "at": request.at.isoformat(),
        "role": had.word or ("Applicant" if applications.mine(request.user).exists() else ""),
        "society": society and {"acronym": society.acronym, "name": society.name, "accent": society.accent},
        "due": due and {**asdict(due), "due_at": due.due_at and due.due_at.isoformat()},
    }
    request.session[KEY] = kept
    return kept


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
        due = self._person().get("due")
        return due and {**due, "due_at": due["due_at"] and datetime.fromisoformat(due["due_at"])}

    @cached_property
    def _call(self) -> Any:
        return calls.current(self.request.at)

    def _person(self) -> dict[str, Any]:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return {}
        kept = self.request.session.get(KEY)
        if kept and abs(self.request.at - datetime.fromisoformat(kept["at"])) < MINUTE:
            return kept
        return refresh(self.request, queries.roles(user), queries.waiting(user, at=self.request.at))
