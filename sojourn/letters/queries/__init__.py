"""Reading what an officer may of letters: words, drafts, deliveries, letters to many, reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from sojourn.letters.queries import audiences, deliveries, mailings, outbox, reminders, scopes, words
from sojourn.letters.queries.mailings import recipient
from sojourn.ui.waiting import Waiting

__all__ = (
    "audiences",
    "deliveries",
    "mailings",
    "outbox",
    "recipient",
    "reminders",
    "scopes",
    "waiting_for",
    "words",
)


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Drafts to look at, letters to many that need a second person."""
    found = []
    # nearly always nothing waits at all, and then nobody's scope need be found out
    drafts = outbox.drafts(user, at=at).count() if outbox.any_draft() else 0
    if drafts:
        noun = "letter that waits for a person" if drafts == 1 else "letters that wait for a person"
        found.append(Waiting("Look at", noun, reverse("letters:outbox"), count=drafts))
    for mailing in mailings.to_confirm(user):
        url = reverse("letters:mailing", args=[mailing.pk])
        found.append(Waiting("Confirm", f"the letter to many “{mailing.subject}”", url))
    return found
