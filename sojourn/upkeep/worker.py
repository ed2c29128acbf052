"""What the clock does: every room's tick in order, then the post.

The rows are the truth: each task looks for what is due, does it under its lock and may be done again at any
time, so a killed worker loses nothing and a second one does nothing twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import DatabaseError, transaction

from sojourn.agreements import actions as agreements
from sojourn.alumni import actions as alumni
from sojourn.applications import actions as applications
from sojourn.applications import rules as applying
from sojourn.awards import actions as awards
from sojourn.awards import queries as offers
from sojourn.certificates import actions as certificates
from sojourn.journal import actions as marking
from sojourn.journal import queries as journal
from sojourn.letters import actions as reminding
from sojourn.payments import actions as payments
from sojourn.payments import queries as money
from sojourn.people import queries as people
from sojourn.people.models import User
from sojourn.placements import actions as placements
from sojourn.placements import queries as stays
from sojourn.post import actions as post
from sojourn.post import queries as letters
from sojourn.post.models import Letter
from sojourn.reviews import actions as reviews
from sojourn.selection import actions as selection
from sojourn.societies import actions as societies
from sojourn.upkeep import clock, queries

log = logging.getLogger(__name__)


def tick(at: datetime) -> list[str]:
    """One round; the tasks that failed. A failing task never keeps the others from theirs."""
    troubles = []
    for name, task in TASKS.items():
        try:
            task(at=at)
        except DatabaseError:
            if transaction.get_connection().in_atomic_block:
                raise
            log.exception("task %s", name)
            troubles.append(f"{name}: the database refused")
        except Exception as error:  # whatever a room trips over, the other rooms and the post go on
            log.exception("task %s", name)
            troubles.append(f"{name}: {type(error).__name__}")
    return troubles


@dataclass
class Watch:
    """Whether a round has anything to do, by one query: what people do stands in the journal, letters are due
    by their row, and a held release is waited for. Everything else that time brings is looked at every `REST`
    seconds."""

    newest: Any = None  # entry of the journal that the last round has seen
    shift: timedelta | None = None
    looked: float = 0.0  # monotonic

    def wakes(self, now: clock.Reading, monotonic: float) -> bool:
        newest, urgent = queries.pulse(now.at)
        same = (newest, now.at - now.real) == (self.newest, self.shift)
        if same and not urgent and self.looked and monotonic - self.looked < REST:
            return False
        self.newest, self.shift, self.looked = newest, now.at - now.real, monotonic
        return True


REST = 20  # seconds


def fix_committees(*, at: datetime) -> None:
    """Bring the instants between which committees stand still down to the room of societies."""
    for society, fixed_from, fixed_until in queries.windows():
        societies.fix_people(society, fixed_from=fixed_from, fixed_until=fixed_until, at=at)


def send(*, at: datetime) -> None:
    """Post what is due: into the letter-box of a demonstration, else over one SMTP connection.

    A server that does not answer costs no letter one of its attempts: they stay due, and the round says so.
    """
    if queries.is_demonstration():
        post.send_due(at=at, allowed=allowed, keep_text=True)
        return
    if not letters.due(at):
        return
    with get_connection() as connection:
        post.send_due(at=at, allowed=allowed, connection=connection)


def allowed(letter: Letter) -> bool:
    """Ask the room of the letter, now, whom it should reach; a room that has no answer trusts it."""
    recipient = getattr(queries.room(letter.kind), "recipient", None)
    return recipient is None or reaches(letter, recipient(letter))


def reaches(letter: Letter, recipient: Any) -> bool:
    """`recipient` is a user, an address, or nothing where nobody should get the letter any more."""
    if not recipient:
        return False
    address = recipient if isinstance(recipient, str) else recipient.email
    return address.casefold() == letter.to_address.casefold()


def tie_tutors(*, at: datetime) -> None:
    """Who was whose tutor is a conflict of interest later: bring it down from the placements."""
    told = list(stays.tutored())
    accounts = people.confirmed({email for email, _, _ in told})
    for email, fellow_id, ended_on in told:
        tutor = accounts.get(email.casefold())
        if tutor is not None:
            societies.tie(tutor.pk, fellow_id, ground="past_tutor", ended_on=ended_on, at=at)


def follow_progress(*, at: datetime) -> None:
    """Tell the awards what the stays have reached: they never read placements, which lie above them."""
    awards.follow_arrived(stays.arrivals(at - PROGRESS), at=at)
    awards.follow_ended(stays.ended(), at=at)


def keep_awards(*, at: datetime) -> None:
    """Earlier awards can bar an applicant: bring them down, with the last days of the stays."""
    days = stays.last_days()
    taken_up = offers.taken_up()
    applications.keep_awards(
        {application: (since, days.get(award) or window) for award, application, since, window in taken_up}
    )


def hand_down_duties(*, at: datetime) -> None:
    """An overdue duty can hold back the next application: mark who owes one, free who does not any more."""
    owing = {str(person) for person in {*stays.held_applicants(at), *money.held_applicants(at)}}
    marked = set(journal.reached(applying.OWES, User))
    for person in User.objects.filter(pk__in=owing ^ marked):
        if str(person.pk) in owing:
            marking.reach(applying.OWES, person, at=at)
        else:
            marking.leave(applying.OWES, person)


def confirm_places(*, at: datetime) -> None:
    """Ask the centres about people to whom a round gave a place: selection never reads awards above it."""
    for call in offers.released_calls():
        selection.confirm(call, offers.to_confirm(call), at=at)


def seal_papers(*, at: datetime) -> None:
    """Close signed papers with the key of the certificates, which lies in a room above theirs."""
    agreements.seal_signed(at=at, seal=certificates.seal)


PROGRESS = timedelta(days=400)  # longer than any leap of a rehearsal's clock within one stay
TASKS: dict[str, Callable[..., Any]] = {
    "committees": fix_committees,
    "societies": societies.tick,
    "tutors": tie_tutors,
    "earlier awards": keep_awards,
    "duties": hand_down_duties,
    "applications": applications.tick,
    "reviews": reviews.tick,
    "selection": selection.tick,
    "tallies": selection.reckon_large,
    "packs": selection.make_packs,
    "awards": awards.tick,
    "confirm": confirm_places,
    "placements": placements.tick,
    "progress": follow_progress,
    "payments": payments.tick,
    "certificates": certificates.tick,
    "agreements": agreements.tick,
    "seals": seal_papers,
    "alumni": alumni.tick,
    "reminders": reminding.tick,
    "post": post.tick,
    "letters": send,
}
