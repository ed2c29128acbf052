"""One line of the page before a release, and where it may send its reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse

from sojourn.calls.models import Programme
from sojourn.people import queries as people
from sojourn.selection.models import Match
from sojourn.societies import queries as societies

SHOWN = 20  # lines of detail below a check; the rest is counted
ELSEWHERE = "The federation's office mends this."


@dataclass(frozen=True)
class Check:
    """`text` says what was found, `url` leads to what must be mended; `look`: allowed, but to be seen."""

    title: str
    ok: bool
    text: str
    url: str = ""
    verb: str = ""
    look: bool = False
    details: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        return "no" if not self.ok else "look" if self.look else "yes"


class Way:
    """Makes checks of a match whose links this reader may open: the federation's pages for its officers, a
    society's for those of the society. Nobody reads: no links."""

    def __init__(self, match: Match, viewer: Any) -> None:
        self.match, self.viewer = match, viewer
        self.marks: dict[Any, Any] = {}

    @cached_property
    def federal(self) -> bool:
        return people.is_federation_officer(self.viewer)

    @cached_property
    def own(self) -> set[Any]:
        return (
            set()
            if self.viewer is None
            else set(societies.officer_of(self.viewer).values_list("pk", flat=True))
        )

    def office(self, name: str) -> str:
        """A page of the federation's office."""
        return reverse(name, args=[self.match.call.slug]) if self.federal else ""

    def society(self, name: str, programmes: Iterable[Programme], *, call: bool = True) -> str:
        """The page of the first of these societies that the reader may open."""
        slug = next(
            (one.society.slug for one in programmes if self.federal or one.society_id in self.own), ""
        )
        if not slug:
            return ""
        return reverse(name, args=[self.match.call.slug, slug] if call else [slug])

    def check(
        self,
        title: str,
        ok: bool,
        text: str,
        url: str = "",
        verb: str = "",
        *,
        look: bool = False,
        details: list[str] | None = None,
    ) -> Check:
        if not ok and not url and self.viewer is not None:
            text = f"{text} {ELSEWHERE}"
        lines = (details or [])[:SHOWN]
        if details and len(details) > SHOWN:
            lines.append(f"and {len(details) - SHOWN} more.")
        return Check(title, ok, text, url, verb if url else "", look, lines)
