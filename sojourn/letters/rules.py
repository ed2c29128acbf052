"""Who may change the words of letters, let them wait, go, or go again, and write to many."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sojourn.calls.models import Programme
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.letters import queries, states
from sojourn.letters.models import Mailing
from sojourn.letters.queries import audiences, deliveries
from sojourn.post import queries as post
from sojourn.post import rules as letters
from sojourn.post.models import Letter
from sojourn.post.states import MOVES as LETTER_MOVES
from sojourn.societies import queries as societies

NOT_OFFICER = no("not-officer", "Only an officer of this society, or of the federation, does this.")


def may_write_words(kind: str, scope: str, *, by: Any, at: datetime) -> Verdict:
    """An officer, for the own society; the federation's for all, and alone for letters about no society."""
    return first_no(
        YES if scope in queries.scopes.of(by) else NOT_OFFICER,
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


# --- drafts; whose letter it is, the page's gate has asked ---


def may_edit(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Only what waits for a person is open to be changed."""
    return first_no(_waits(letter), letters.may_edit(letter, by=by, at=at))


def may_release(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return _waits(letter)


def may_discard(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    return first_no(_waits(letter), letters.may_edit(letter, by=by, at=at))


def _waits(letter: Letter) -> Verdict:
    return (
        YES
        if letter.state == "draft"
        else no("not-draft", "This letter does not wait for a person any more.")
    )


# --- deliveries ---


def may_retry(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """The same address again; not where the owning room names another, or nobody."""
    present = deliveries.present(letter)
    return first_no(
        _in_trouble(letter),
        no("nobody", "Nobody should get this letter any more.") if present == "" else YES,
        no("moved", "The address was corrected since: send it to the new one.")
        if present and present.casefold() != letter.to_address.casefold()
        else YES,
    )


def may_readdress(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """To the address that the owning room names now; an officer types none into a letter."""
    present = deliveries.present(letter)
    return first_no(
        _in_trouble(letter),
        YES
        if present and present.casefold() != letter.to_address.casefold()
        else no("same", "There is no other address than the one that this letter went to."),
    )


def _in_trouble(letter: Letter) -> Verdict:
    if letter.state in LETTER_MOVES["retry"][0]:
        return YES
    return no("no-trouble", "This letter is not in trouble.")


# --- letters to many ---


def may_prepare(programme: Programme, audience: str, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if societies.is_officer(by, programme.society) else NOT_OFFICER,
        audiences.AUDIENCES[audience].may(programme, at),
    )


def may_confirm(mailing: Mailing, *, by: Any, at: datetime) -> Verdict:
    """Four eyes: whoever prepared it cannot confirm it, and the audience must still be one."""
    return first_no(
        YES if societies.is_officer(by, mailing.programme.society) else NOT_OFFICER,
        _legal("confirm", mailing),
        no("own", "You prepared this letter; a second officer confirms it.")
        if mailing.prepared_by_id == by.pk
        else YES,
        audiences.AUDIENCES[mailing.audience].may(mailing.programme, at),
    )


def may_drop(mailing: Mailing, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if societies.is_officer(by, mailing.programme.society) else NOT_OFFICER, _legal("drop", mailing)
    )


def may_halt(mailing: Mailing, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if societies.is_officer(by, mailing.programme.society) else NOT_OFFICER, _legal("halt", mailing)
    )


def may_set_days(programme: Programme, *, by: Any, at: datetime) -> Verdict:
    return YES if societies.is_officer(by, programme.society) else NOT_OFFICER


def _legal(verb: str, mailing: Mailing) -> Verdict:
    if mailing.state in states.MOVES[verb][0]:
        return YES
    return no("state", f"This letter is {mailing.state} already.")
