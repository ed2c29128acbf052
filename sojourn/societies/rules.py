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
        YES if role == "substitute" or _promoted(society, role, user) else _not_fixed(society, by, at),
        YES if user is None or user.is_active else no("inactive", "This account is closed."),
        _chair_is_free(society, user) if role == "chair" else YES,
        _vice_is_free(society, user) if role == "vice" else YES,
    )


def _promoted(society: Society, role: str, user: Any) -> bool:
    """A member becomes vice chair: the committee stays as it was announced, and conflicts come late."""
    seat = queries.seat_of(user, society) if user is not None else None
    return role == "vice" and (user is None or (seat is not None and seat.role in ("member", "vice")))


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
        "A substitute can still be named, and a member made vice chair.",
    )


def _chair_is_free(society: Society, user: Any) -> Verdict:
    chair = queries.chair(society)
    if chair is None or chair == user:
        return YES
    return no("chair-taken", f"{chair} is the chair of {society.acronym}. Give that seat up first.")


def _vice_is_free(society: Society, user: Any) -> Verdict:
    vice = queries.vice_chair(society)
    if vice is None or user is None or vice == user:
        return YES
    return no("vice-taken", f"{vice} is the vice chair of {society.acronym}. Give that seat up first.")


def judge(society: Society, *, by: Any, at: datetime) -> Callable[[Conflict], Verdict]:
    """The facts read once, then a verdict for each conflict of a list.

    The chair judges. Where it is the chair's own, or about somebody from whom a conflict bars the chair, the
    vice chair does; the federation's office where there is none, or a conflict bars her too.
    """
    chair, vice = queries.chair(society), queries.vice_chair(society)
    office = people.is_federation_officer(by)
    blind = {user.pk: queries.barring(user) for user in (chair, vice) if user}

    def may(user: Any, conflict: Conflict) -> bool:
        own = conflict.member_id == user.pk
        return not own and conflict.against_id not in blind[user.pk]

    def verdict(conflict: Conflict) -> Verdict:
        if by == conflict.member:
            return no("own-conflict", "Nobody judges a conflict of her own.")
        judge = next((user for user in (chair, vice) if user and may(user, conflict)), None)
        if (judge is not None and by == judge) or (judge is None and office):
            return YES
        if vice is not None and judge == vice:
            return no("vice-chair", "This concerns the chair: the vice chair judges it.")
        return no("not-chair", f"Only the chair of the committee of {society.acronym} judges this.")

    return verdict
