"""When a referee may be named, asked and reminded, and may write, hand over or decline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sojourn.applications import queries, states
from sojourn.applications.models import Application, Letter
from sojourn.applications.rules import returns
from sojourn.applications.rules.applicant import open_for, own
from sojourn.core.states import legal
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.ui import times


def _letters_open(application: Application, at: datetime) -> Verdict:
    if application.state == "withdrawn":
        return no("withdrawn", "The application was withdrawn; no letter is needed any more.")
    programme = application.programme
    if at >= queries.letters_until(programme):
        longer = queries.letters_again(application)
        if longer and at < longer:
            return YES
        until = queries.letters_told(application)
        return no("letters-closed", f"Letters were taken until {times.instant(until, programme.call.zone)}.")
    return YES


MOST_ASKED = 10  # for one application, replaced ones included: nobody mails the whole world from here


def may_name_referee(application: Application, *, by: Any, at: datetime) -> Verdict:
    """Until closing; afterwards, while letters are taken, only in place of one that will not come."""
    programme = application.programme
    if programme.letter_by == "applicant":
        return no("by-applicant", "In this programme you upload the letter yourself, with your documents.")
    stands = first_no(own(application, by=by), _letters_open(application, at))
    if not stands:
        return stands
    live = [letter for letter in queries.letters(application) if letter.state != "declined"]
    if len(live) >= programme.max_letters:
        return no("enough", f"At most {programme.max_letters} referees can be named.")
    if queries.references.ever_named(application) >= MOST_ASKED:
        return no("too-many", f"{MOST_ASKED} people have been named already. Write to the office instead.")
    if open_for(programme, by, at=at) or (application.state != "draft" and len(live) < programme.min_letters):
        return YES
    if application.state == "returned" and returns.open_part(application, "referees", at=at):
        return YES
    return no("closed", "The call is closed, and enough referees are named.")


def may_ask(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        own(letter.application, by=by),
        legal(states.LETTER_MOVES, "ask", letter.state),
        YES
        if letter.agreed_at
        else no(
            "not-agreed", "Agree first that the letter is confidential: ask somebody else, or name again."
        ),
        _letters_open(letter.application, at),
    )


def may_change_address(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Until the link was opened: whoever opened it is there, and is asked or replaced as a person."""
    if letter.state == "asked" and queries.opened([letter]):
        return no("opened", "The link has been opened at this address. Ask somebody else instead.")
    return first_no(
        own(letter.application, by=by),
        legal(states.LETTER_MOVES, "change_address", letter.state),
        _letters_open(letter.application, at),
    )


def may_remind(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Once, politely, and not on the day of asking."""
    if letter.state not in states.LETTER_OWED:
        return no("state", "There is no open request to remind of.")
    if letter.reminded_at:
        return no(
            "reminded", "You have reminded this referee already; we write again before the letter is due."
        )
    if letter.asked_at and at < letter.asked_at + timedelta(days=1):
        return no("just-asked", "You asked today; a reminder can go out from tomorrow.")
    return first_no(own(letter.application, by=by), _letters_open(letter.application, at))


def may_replace_referee(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        own(letter.application, by=by),
        legal(states.LETTER_MOVES, "replace_referee", letter.state),
        _letters_open(letter.application, at),
    )


def _invited(letter: Letter, by: Any, door: str = queries.DOOR) -> Verdict:
    """By a link to this door that is still open, from a letter to the address that is asked now."""
    address = letter.email if door == queries.DOOR else letter.helper_email
    if (
        by is not None
        and by._meta.label == "post.Invitation"
        and (by.door, by.thing_id) == (door, str(letter.pk))
        and by.address.casefold() == address.casefold()
        and by.closed_at is None
    ):
        return YES
    return no("not-invited", "This link is closed; nothing more is needed from you.")


def may_open_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _invited(letter, by),
        legal(states.LETTER_MOVES, "open_letter", letter.state),
        _letters_open(letter.application, at),
    )


def may_write_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Once; a letter that was sent is closed for its writer too."""
    if letter.state == "received":
        return no("sent", "You have already sent this letter; nothing more is needed from you.")
    if letter.state in ("replaced", "declined"):
        return no(letter.state, "This letter is no longer needed. Thank you for your readiness.")
    if letter.application.state == "withdrawn":
        return no("withdrawn", "The application was withdrawn; no letter is needed any more.")
    return first_no(
        _invited(letter, by),
        legal(states.LETTER_MOVES, "write_letter", letter.state),
        _letters_open(letter.application, at),
    )


may_save_letter = may_add_letter_file = may_hand_over = may_write_letter


def may_upload_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Somebody for the referee, as long as the letter is not sent: a file, and nothing else."""
    if letter.state == "received":
        return no("sent", "The letter has been sent; nothing more is needed from you.")
    if letter.state in ("replaced", "declined") or letter.application.state == "withdrawn":
        return no("not-needed", "This letter is no longer needed. Thank you for your help.")
    return first_no(
        _invited(letter, by, queries.references.HELPER_DOOR), _letters_open(letter.application, at)
    )


def may_reuse_letter(letter: Letter, earlier: Letter, *, by: Any, at: datetime) -> Verdict:
    """A letter that the same mailbox sent for the same applicant, and no other."""
    same = (
        earlier.state == "received"
        and earlier.pk != letter.pk
        and earlier.application.applicant_id == letter.application.applicant_id
        and earlier.email.casefold() == letter.email.casefold()
    )
    return first_no(
        may_write_letter(letter, by=by, at=at),
        YES if same else no("not-yours", "Only your own letter for the same applicant can be sent again."),
    )


def may_decline_letter(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """As long as the letter could be written."""
    return may_write_letter(letter, by=by, at=at)
