"""An officer chooses words for a kind of letter, or gives them up; the post keeps them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.letters import rules
from sojourn.post import actions as post
from sojourn.post.models import Template
from sojourn.ui.gates import require

Overtaken = post.Overtaken


def write_words(
    kind: str, *, scope: str, language: str, values: dict[str, Any], by: Any, at: datetime
) -> Template:
    require(rules.may_write_words(kind, scope, by=by, at=at))
    words = {name: values[name] for name in ("subject", "text", "version")}
    return post.write_words(kind, scope=scope, language=language, by=by, at=at, **words)


def give_up_words(kind: str, *, scope: str, language: str, version: int, by: Any, at: datetime) -> None:
    require(rules.may_give_up_words(kind, scope, by=by, at=at))
    post.give_up_words(kind, scope=scope, language=language, version=version, by=by, at=at)


def hold(kind: str, *, scope: str, held: bool, by: Any, at: datetime) -> None:
    require(rules.may_hold(kind, scope, by=by, at=at))
    post.hold(kind, scope=scope, held=held, by=by, at=at)
