"""Reading what an officer may of letters: words, drafts, deliveries, mailings, reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.letters.queries import scopes, words
from sojourn.ui.waiting import Waiting

__all__ = ("scopes", "waiting_for", "words")


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    return []
