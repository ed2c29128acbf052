"""Drafts are changed, released, discarded; what did not arrive goes again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sojourn.letters import queries, rules
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.ui.gates import require

Edited = post.Edited


def edit(letter: Letter, *, subject: str, text: str, version: int, by: Any, at: datetime) -> Letter:
    require(rules.may_edit(letter, by=by, at=at))
    return post.edit(letter, subject=subject, text=text, version=version, by=by, at=at)


def release(letter: Letter, *, by: Any, at: datetime) -> None:
    require(rules.may_release(letter, by=by, at=at))
    post.queue(letter, by=by, at=at)


def release_all(letters: QuerySet[Letter], *, by: Any, at: datetime) -> int:
    """Those of the list that still wait; how many. A second click finds none."""
    return post.queue_all(letters, by=by, at=at)


def discard(letter: Letter, *, because: str, by: Any, at: datetime) -> None:
    require(rules.may_discard(letter, by=by, at=at))
    post.discard(letter, because=because, by=by, at=at)


def retry(letter: Letter, *, by: Any, at: datetime) -> None:
    require(rules.may_retry(letter, by=by, at=at))
    post.retry(letter, by=by, at=at)


def readdress(letter: Letter, *, by: Any, at: datetime) -> None:
    require(rules.may_readdress(letter, by=by, at=at))
    post.readdress(letter, queries.deliveries.present(letter), by=by, at=at)
