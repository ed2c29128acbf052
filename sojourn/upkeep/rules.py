"""Who may set up, move the clock, become somebody, retry a letter."""

from datetime import datetime
from typing import Any

from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.post.models import Letter
from sojourn.post.states import MOVES as LETTER_MOVES
from sojourn.upkeep import queries
from sojourn.upkeep.models import SetUp

REAL = no("real", "This exists in a demonstration only.")


def may_set_up(set_up: SetUp | None, *, by: Any, at: datetime) -> Verdict:
    """Anybody who holds the code, once."""
    return first_no(
        no("done", "This installation is set up already.") if queries.is_set_up() else YES,
        no(
            "no-code",
            "There is no set-up code to be used. Make one on the server: ./run.py manage setup_code",
        )
        if set_up is None
        else YES,
        no("spent", "Too many wrong codes were typed. Make a new one: ./run.py manage setup_code")
        if set_up is not None and set_up.tries_left == 0
        else YES,
    )


def may_move_clock(to: datetime | None, *, by: Any, at: datetime) -> Verdict:
    """An officer of the federation, and forward only: what has happened cannot unhappen."""
    return first_no(
        YES if queries.is_demonstration() else REAL,
        YES
        if people.is_federation_officer(by)
        else no("not-officer", "A federation officer moves the clock. Sign in as one, from the cast."),
        no("backward", "The clock moves forward only: what has happened cannot unhappen.")
        if to is not None and to <= at
        else YES,
    )


def may_sign_in_as(person: Any, *, by: Any, at: datetime) -> Verdict:
    return YES if queries.is_demonstration() else REAL


def may_retry_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES
        if people.is_operator(by) or people.is_federation_officer(by)
        else no("not-operator", "An operator or a federation officer tries a letter again."),
        YES
        if letter.state in LETTER_MOVES["retry"][0]
        else no("no-trouble", "This letter is not in trouble any more."),
    )
