"""Who may change the words of letters, and let them wait, go, or go again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.letters import queries
from sojourn.post import queries as post


def may_write_words(kind: str, scope: str, *, by: Any, at: datetime) -> Verdict:
    """An officer, for the own society; the federation's for all, and alone for letters about no society."""
    return first_no(
        _works_for(scope, by),
        YES
        if kind in queries.words.kinds(scope)
        else no("for-all", "These letters are about no society: the federation's office words them."),
    )


def may_give_up_words(kind: str, scope: str, *, by: Any, at: datetime) -> Verdict:
    return may_write_words(kind, scope, by=by, at=at)


def may_hold(kind: str, scope: str, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        may_write_words(kind, scope, by=by, at=at),
        YES
        if post.may_be_held(kind)
        else no(
            "at-once",
            "Letters of this kind never wait: they carry a key, confirm what was received, tell a result to "
            "all at one instant, call for help, or go out while the call is open, when the office reads "
            "nothing of applications.",
        ),
    )


def _works_for(scope: str, by: Any) -> Verdict:
    if scope in queries.scopes.of(by):
        return YES
    return no("not-officer", "Only an officer of this society, or of the federation, does this.")
