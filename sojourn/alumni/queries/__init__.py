"""Reading alumni. The public sees those who are listed, and of them what they consented to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from sojourn.alumni.models import FollowUp, Hint, Named
from sojourn.alumni.queries.entries import (
    PURPOSE,
    at_institution,
    entry_of,
    is_held_back,
    joining,
    listed,
    mine,
    named,
    naming,
    not_agreed,
    seal,
    shown,
    statistics,
    stays,
    stories,
    story,
)
from sojourn.alumni.queries.follow_ups import (
    behind,
    due,
    forgotten,
    in_use,
    open_for,
    outcomes,
    owed,
    own,
    questions,
    rates,
    to_chase,
)
from sojourn.alumni.queries.hand_over import (
    OLD,
    centres_of,
    doubted,
    grouped,
    hints_of,
    is_fellow_of,
    keeps,
    moderates,
    readable,
    stay_at,
)
from sojourn.alumni.queries.messages import (
    MOST_A_DAY,
    lately,
    open_between,
    reachable,
    received,
    reported,
    sent,
    shut_between,
)
from sojourn.people import queries as people
from sojourn.ui.waiting import Waiting

NAMED_DOOR = "alumni:named_in"
FOLLOW_UP_DOOR = "alumni:answer_by_link"


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Joining, messages to answer, questions about the time since; for the office, what was reported."""
    found = joining(user)
    unread = received(user).filter(state="sent").count()
    if unread:
        title = "message to you as a former fellow" if unread == 1 else "messages to you as a former fellow"
        found.append(Waiting("Answer", title, reverse("alumni:messages"), count=unread))
    found += [
        Waiting("Answer", _since(row), reverse("alumni:answer_follow_up", args=[row.pk]))
        for row in open_for(user, at)
    ]
    if people.is_federation_officer(user) and (count := reported(user).count()):
        title = "reported message" if count == 1 else "reported messages"
        found.append(Waiting("Look at", title, reverse("alumni:follow_ups"), count=count))
    if count := doubted(user).count():
        title = "doubted line of a hand-over" if count == 1 else "doubted lines of hand-overs"
        found.append(Waiting("Look at", title, reverse("alumni:doubted_hints"), count=count))
    return found


def _since(row: FollowUp) -> str:
    return f"how it went on, {row.years} {'year' if row.years == 1 else 'years'} after your stay"


def recipient(letter: Any) -> Any:
    """The present address of whoever the letter is for; nobody once the entry is gone."""
    if letter.kind in ("alumni.follow_up", "alumni.chase_follow_up"):
        row = FollowUp.objects.filter(pk=letter.thing_id, state="asked").select_related("placement__fellow")
        return next((each.placement.fellow for each in row), None)
    if letter.kind == "alumni.name":
        row = Named.objects.filter(pk=letter.thing_id, state="asked", alumnus__state="listed").first()
        return row.address if row else None
    if letter.kind in ("alumni.doubt_hint", "alumni.hide_hint", "alumni.show_hint"):
        hint = Hint.objects.filter(pk=letter.thing_id, state=OF_HINT[letter.kind]).first()
        return letter.to_user if hint else None
    return letter.to_user


# a letter about a line that was settled otherwise meanwhile reaches nobody
OF_HINT = {"alumni.doubt_hint": "doubted", "alumni.hide_hint": "hidden", "alumni.show_hint": "shown"}


__all__ = (
    "FOLLOW_UP_DOOR",
    "MOST_A_DAY",
    "NAMED_DOOR",
    "OLD",
    "PURPOSE",
    "at_institution",
    "behind",
    "centres_of",
    "doubted",
    "due",
    "entry_of",
    "forgotten",
    "grouped",
    "hints_of",
    "in_use",
    "is_fellow_of",
    "is_held_back",
    "joining",
    "keeps",
    "lately",
    "listed",
    "mine",
    "moderates",
    "named",
    "naming",
    "not_agreed",
    "open_between",
    "open_for",
    "outcomes",
    "owed",
    "own",
    "questions",
    "rates",
    "reachable",
    "readable",
    "received",
    "recipient",
    "reported",
    "seal",
    "sent",
    "shown",
    "shut_between",
    "statistics",
    "stay_at",
    "stays",
    "stories",
    "story",
    "to_chase",
    "waiting_for",
)
