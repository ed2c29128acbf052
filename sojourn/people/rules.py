"""Who may change what about people."""

from datetime import datetime
from typing import Any

from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries
from sojourn.people.models import Consent, Role, User

OFFICERS_ONLY = no("not-officer", "Only a federation officer names and dismisses officers of the federation.")


def may_edit_profile(user: User, *, by: Any, at: datetime) -> Verdict:
    return YES if by == user else no("not-yours", "Only the person herself changes a profile.")


def may_make_feed(user: User, *, by: Any, at: datetime) -> Verdict:
    return YES if by == user else no("not-yours", "Only the person herself takes the own dates out.")


def may_appoint(user: User | None, kind: str, *, by: Any, at: datetime) -> Verdict:
    """`by` None: the set-up of an installation or of a demonstration."""
    return first_no(
        YES if by is None or queries.is_federation_officer(by) else OFFICERS_ONLY,
        YES
        if user is None or user.is_active
        else no("inactive", "This account is closed; it can hold no office."),
    )


def may_dismiss(user: User, kind: str, *, by: Any, at: datetime) -> Verdict:
    last = kind == "federation_officer" and queries.in_role(kind).count() < 2
    return first_no(
        YES if by is None or queries.is_federation_officer(by) else OFFICERS_ONLY,
        no("last-officer", "This is the last federation officer; appoint another one first.")
        if last
        else YES,
    )


def may_consent(user: User, *, by: Any, at: datetime) -> Verdict:
    return YES if by == user else no("not-yours", "A consent is given by the person herself.")


def may_withdraw_consent(consent: Consent, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if by == consent.user else no("not-yours", "A consent is withdrawn by the person who gave it."),
        no("withdrawn", "This consent is withdrawn already.") if consent.withdrawn_at else YES,
    )


def may_join(address: str, *, by: Any, at: datetime) -> Verdict:
    """An invited person makes an account for the address that the letter went to."""
    if queries.by_email(address) is None:
        return YES
    return no("known", f"There is an account for {address} already. Sign in with it; nothing else is needed.")


ROLE_NAMES = dict(Role.KINDS)
