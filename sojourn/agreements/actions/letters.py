"""Letters about a paper: with a mailed link to whom has no account there, a plain address to the others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from sojourn.agreements import queries, states
from sojourn.agreements.models import Paper
from sojourn.placements import queries as placements
from sojourn.post import actions as post


def to_signers(verb: str, paper: Paper, *, at: datetime) -> None:
    """One letter to each person who can still give a signature; the centre's come in by a link."""
    told: set[str] = set()
    for role in queries.missing(paper):
        for one in queries.signers(paper, role):
            if one.email.casefold() not in told:
                told.add(one.email.casefold())
                _write(verb, paper, one, at=at, by_link=role in states.BY_LINK)


def to_all(verb: str, paper: Paper, *, at: datetime) -> None:
    """To every party, once it is whole."""
    told: set[str] = set()
    for role in paper.roles:
        for one in queries.signers(paper, role):
            if one.email.casefold() not in told:
                told.add(one.email.casefold())
                _write(verb, paper, one, at=at, by_link=role in states.BY_LINK)
    fellow = paper.placement.fellow
    if fellow and fellow.email.casefold() not in told:
        _write(verb, paper, fellow, at=at, by_link=False)


def to_office(verb: str, paper: Paper, *, at: datetime, **context: Any) -> None:
    for one in placements.office_people(paper.placement):
        _write(verb, paper, one, at=at, by_link=False, **context)


def to_fellow(verb: str, paper: Paper, *, at: datetime, **context: Any) -> None:
    if paper.placement.fellow:
        _write(verb, paper, paper.placement.fellow, at=at, by_link=False, **context)


def close(paper: Paper, *, at: datetime, because: str) -> None:
    post.close_all(paper, at=at, because=because, door=queries.DOOR)


def _changed(paper: Paper) -> str:
    if not paper.changes:
        return ""
    return "\n".join(["It takes the place of an earlier version, which is kept:", *paper.changes])


def _write(verb: str, paper: Paper, to: Any, *, at: datetime, by_link: bool, **context: Any) -> None:
    placement = paper.placement
    programme = placement.award.application.programme
    post.write(
        f"agreements.{verb}",
        to=to.email if by_link else to,
        thing=paper,
        at=at,
        door=queries.DOOR if by_link else "",
        name=getattr(to, "formal_name", "") or getattr(to, "name", ""),
        context={
            "fellow": placement.fellow.formal_name if placement.fellow else "the fellow",
            "kind": paper.get_kind_display().lower(),
            "title": paper.title,
            "number": paper.number,
            "changed": _changed(paper),
            "programme": programme,
            "by_link": by_link,
            "address": settings.SITE_URL + reverse("agreements:paper", args=[paper.pk]),
            **context,
        },
    )
