"""A centre's answer in confidence, and what it moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sojourn.centres.models import Tutor
from sojourn.journal import actions as journal
from sojourn.selection import queries, rules, states
from sojourn.selection.actions import matches
from sojourn.selection.models import Nomination
from sojourn.ui.gates import require

REMIND = timedelta(days=2)


def accept_nomination(nomination: Nomination, *, tutor: Tutor | None, by: Any, at: datetime) -> Nomination:
    """The centre takes the fellow and names the tutor; the last one settles the match."""
    require(rules.may_accept_nomination(nomination, tutor=tutor, by=by, at=at))
    with transaction.atomic():
        match = journal.locked(nomination.match)
        also = {"tutor": tutor, "answered_at": at}
        journal.turn(nomination, "accept_nomination", moves=states.NOMINATION_MOVES, by=by, at=at, also=also)
        matches.close_links(nomination, at=at)
        matches.settle(match, by=by, at=at)
    return nomination


def decline_nomination(nomination: Nomination, *, reason: str, by: Any, at: datetime) -> Nomination:
    """The centre cannot; the match is run again with that pair barred, and only new centres are asked."""
    require(rules.may_decline_nomination(nomination, by=by, at=at))
    with transaction.atomic():
        match = journal.locked(nomination.match)
        also = {"reason": reason.strip()[:300], "answered_at": at}
        journal.turn(nomination, "decline_nomination", moves=states.NOMINATION_MOVES, by=by, at=at, also=also)
        matches.close_links(nomination, at=at)
        matches.run_again(match, by=by, at=at)
    return nomination


def tick(*, at: datetime) -> None:
    """Centres that have not answered are reminded once, two days before their time is over."""
    for nomination in queries.silent(at + REMIND):
        with transaction.atomic():
            nomination.reminded_at = at
            nomination.save(update_fields=["reminded_at"])
            place = nomination.offer.centre.institution
            for one in queries.coordinators([place])[place.pk]:
                matches.tell(nomination, one.user, "selection.remind", at=at)
            journal.note("selection.remind", thing=nomination, by=None, at=at)
