"""When a link may be opened."""

from datetime import datetime
from typing import Any

from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.post import queries, states
from sojourn.post.models import Invitation, Key, Letter


def may_open_link(key: Key | None, *, by: None, at: datetime, held: bool) -> Verdict:
    """A key opens its invitation once; the browser that holds it may come back, others need a code."""
    if key is None:
        return no("unknown_link", "This link is not known here. It may have been cut by your mail program.")
    return first_no(
        may_use(key.invitation),
        YES
        if held or key.invitation.opened_at is None
        else no("second_device", "This link was already opened on another device."),
    )


def may_use(invitation: Invitation) -> Verdict:
    if invitation.closed_at:
        done = "This link has done its work and is closed; nothing more is needed from you."
        return no("closed_link", invitation.closed_because or done)
    return YES


def may_mail_code(invitation: Invitation, *, by: None, at: datetime) -> Verdict:
    """A few an hour: whoever found a link can neither guess on nor flood the mailbox."""
    if queries.codes_mailed(invitation) >= queries.CODES_AN_HOUR:
        return no("codes", "Several codes were mailed within the hour. Use the last one, or come back later.")
    return may_use(invitation)


def may_edit(letter: Letter, *, by: Any, at: datetime) -> Verdict:
    """Whose letter it is, the page's gate has asked; here: whether it can still be held back."""
    return first_no(
        no("secret", "This letter holds a key: nobody but its reader reads it.") if letter.secret else YES,
        no("claimed", "This letter is being handed to the mail server.") if letter.claimed_at else YES,
        YES if letter.state in states.UNSENT else no("gone", f"This letter is {letter.state}."),
    )
