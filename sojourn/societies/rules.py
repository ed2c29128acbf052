"""Who may change the people of a society, and who judges a conflict of interest."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.societies import queries
from sojourn.societies.models import Awaited, Conflict, Officer, Payer, Seat, Society

# `by` None is the clock, or the loading of an installation: no person, so no person's limits.


def may_edit_federation(*, by: Any, at: datetime) -> Verdict:
    return _office(by)


def may_add(*, by: Any, at: datetime) -> Verdict:
    return _office(by)


def may_edit(society: Society, *, by: Any, at: datetime) -> Verdict:
    return _officer(society, by)


def may_appoint(society: Society, *, by: Any, at: datetime) -> Verdict:
    return _officer(society, by)


def may_dismiss(officer: Officer, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        _officer(officer.society, by),
        no("own-office", "You cannot end your own office; another officer does that.")
        if by is not None and officer.user_id == by.pk and not people.is_federation_officer(by)
        else YES,
    )


def may_seat(society: Society, *, role: str, by: Any, at: datetime, user: Any = None) -> Verdict:
    """`user` None asks for the role as such. A substitute may be named at any time: conflicts come late."""
    return first_no(
        _officer(society, by),
        YES if role == "substitute" else _not_fixed(society, by, at),
        YES if user is None or user.is_active else no("inactive", "This account is closed."),
        _chair_is_free(society, user) if role == "chair" else YES,
    )


def may_unseat(seat: Seat, *, by: Any, at: datetime) -> Verdict:
    return first_no(_officer(seat.society, by), _not_fixed(seat.society, by, at))


def may_drop_awaited(awaited: Awaited, *, by: Any, at: datetime) -> Verdict:
    return _officer(awaited.society, by)


def may_add_payer(society: Society | None, *, by: Any, at: datetime) -> Verdict:
    if society is None:
        return _office(by)
    return first_no(_officer(society, by), _not_fixed(society, by, at))


def may_remove_payer(payer: Payer, *, by: Any, at: datetime) -> Verdict:
    return may_add_payer(payer.society, by=by, at=at)


def may_note_membership(society: Society | None, *, by: Any, at: datetime) -> Verdict:
    return _office(by) if society is None else _officer(society, by)


def may_declare(society: Society, member: Any, *, by: Any, at: datetime) -> Verdict:
    allowed = by is None or by == member or queries.is_chair(by, society)
    return (
        YES
        if allowed
        else no("not-yours", "A conflict is declared by the person concerned, or by the chair.")
    )


def may_confirm(conflict: Conflict, *, by: Any, at: datetime) -> Verdict:
    return judge(conflict.society, by=by, at=at)(conflict)


def may_clear(conflict: Conflict, *, by: Any, at: datetime) -> Verdict:
    return judge(conflict.society, by=by, at=at)(conflict)


def may_affiliate(user: Any, *, by: Any, at: datetime) -> Verdict:
    """Everybody says for herself where she works and worked."""
    return YES if by is None or by == user else no("not-yours", "Each person says this for herself.")


def _office(by: Any) -> Verdict:
    if by is None or people.is_federation_officer(by):
        return YES
    return no("not-federation", "Only a federation officer does this.")


def _officer(society: Society, by: Any) -> Verdict:
    if by is None or queries.is_officer(by, society):
        return YES
    return no("not-officer", f"Only an officer of {society.acronym} or of the federation does this.")


def _not_fixed(society: Society, by: Any, at: datetime) -> Verdict:
    """From the opening of a call until its decisions the committee stays as the call announced it."""
    if by is None or society.fixed_from is None or at < society.fixed_from:
        return YES
    if society.fixed_until is not None and at >= society.fixed_until:
        return YES
    return no(
        "call-open",
        "The call is open: the committee and the payers stay as they were announced. "
        "A substitute can still be named.",
    )


def _chair_is_free(society: Society, user: Any) -> Verdict:
    chair = queries.chair(society)
    if chair is None or chair == user:
        return YES
    return no("chair-taken", f"{chair} is the chair of {society.acronym}. Give that seat up first.")


def judge(society: Society, *, by: Any, at: datetime) -> Callable[[Conflict], Verdict]:
    """The facts read once, then a verdict for each conflict of a list.

    The chair judges; nobody judges her own case, so the federation's office judges the chair's.
    """
    chair, office = queries.chair(society), people.is_federation_officer(by)

    def verdict(conflict: Conflict) -> Verdict:
        if by == conflict.member:
            return no("own-conflict", "Nobody judges a conflict of her own.")
        if by == chair or (conflict.member == chair and office):
            return YES
        return no("not-chair", f"Only the chair of the committee of {society.acronym} judges this.")

    return verdict
