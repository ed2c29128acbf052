"""The federation, its societies, people in offices and seats, payers, memberships."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sojourn.journal import actions as journal
from sojourn.people import queries as people
from sojourn.post import actions as post
from sojourn.post import queries as letters
from sojourn.societies import queries, rules
from sojourn.societies.models import (
    Affiliation,
    Awaited,
    Conflict,
    Federation,
    Membership,
    Officer,
    Payer,
    Seat,
    Society,
    Tie,
)
from sojourn.ui import gates

FEDERATION_FIELDS = ("name", "acronym", "school", "office_email", "zone")
FIELDS = ("name", "field", "accent", "email", "web")


# --- the federation and its societies ------------------------------------------------------------------


def found(
    values: dict[str, Any], *, payer: str = "", at: datetime, demonstration: bool = False
) -> Federation:
    """The one federation of an empty installation, and the name under which it pays (its acronym).

    What is founded already stays as it is.
    """
    with transaction.atomic():
        federation = Federation.objects.first()
        if federation is not None:
            return federation
        federation = Federation.objects.create(demonstration=demonstration, **values)
        Payer.objects.get_or_create(name=payer or federation.acronym, defaults={"society": None})
        journal.note("societies.found", thing=federation, by=None, at=at)
    return federation


def edit_federation(values: dict[str, Any], *, by: Any, at: datetime) -> Federation:
    gates.require(rules.may_edit_federation(by=by, at=at))
    with transaction.atomic():
        federation = queries.federation()
        _set(federation, FEDERATION_FIELDS, values)
        federation.save()
        journal.note("societies.edit_federation", thing=federation, by=by, at=at)
    return federation


def add(values: dict[str, Any], *, by: Any, at: datetime) -> Society:
    """A society and its payer; `values` hold acronym, name, field, and perhaps slug, accent, email, web."""
    gates.require(rules.may_add(by=by, at=at))
    with transaction.atomic():
        values = {"slug": values["acronym"].lower(), **values}
        society = Society.objects.create(**values)
        Payer.objects.get_or_create(name=society.acronym, defaults={"society": society})
        journal.note("societies.add", thing=society, by=by, at=at)
    return society


def edit(society: Society, values: dict[str, Any], *, by: Any, at: datetime) -> Society:
    gates.require(rules.may_edit(society, by=by, at=at))
    with transaction.atomic():
        changed = _set(society, FIELDS, values)
        society.save(update_fields=changed)
        journal.note("societies.edit", thing=society, by=by, at=at, facts={"fields": changed})
    return society


def fix_people(
    society: Society, *, fixed_from: datetime | None, fixed_until: datetime | None, at: datetime
) -> bool:
    """Keep the committee still between two instants of the call; True if that is news.

    Upkeep brings the instants down from the room of calls, which this room may not read.
    """
    if (society.fixed_from, society.fixed_until) == (fixed_from, fixed_until):
        return False
    with transaction.atomic():
        society.fixed_from, society.fixed_until = fixed_from, fixed_until
        society.save(update_fields=["fixed_from", "fixed_until"])
        journal.note("societies.fix_people", thing=society, by=None, at=at)
    return True


# --- offices and seats ---------------------------------------------------------------------------------


def appoint(society: Society, user: Any, *, by: Any, at: datetime, may_sign: bool = True) -> Officer:
    """Make a person an officer; a second time only sets whether she may sign."""
    gates.require(rules.may_appoint(society, by=by, at=at))
    with transaction.atomic():
        officer, new = Officer.objects.update_or_create(
            society=society, user=user, defaults={"may_sign": may_sign}
        )
        journal.note("societies.appoint", thing=society, by=by, at=at, facts={"may_sign": may_sign})
        if new and user != by:
            _tell("societies.appoint", user, society, by, at)
    return officer


def dismiss(officer: Officer, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_dismiss(officer, by=by, at=at))
    with transaction.atomic():
        user, society = officer.user, officer.society
        officer.delete()
        journal.note("societies.dismiss", thing=society, by=by, at=at)
        if user != by:
            _tell("societies.dismiss", user, society, by, at)


def seat(society: Society, user: Any, *, role: str, institution: str = "", by: Any, at: datetime) -> Seat:
    """Give a seat in the committee, or change its role."""
    with transaction.atomic():
        society = journal.locked(society)
        gates.require(rules.may_seat(society, role=role, user=user, by=by, at=at))
        values = {"role": role, "institution": institution}
        found, new = Seat.objects.update_or_create(society=society, user=user, defaults=values)
        journal.note("societies.seat", thing=society, by=by, at=at, facts={"role": role})
        if new and user != by:
            _tell("societies.seat", user, society, by, at, role=found.get_role_display().lower())
    return found


def unseat(seat: Seat, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_unseat(seat, by=by, at=at))
    with transaction.atomic():
        user, society = seat.user, seat.society
        seat.delete()
        journal.note("societies.unseat", thing=society, by=by, at=at)
        if user != by:
            _tell("societies.unseat", user, society, by, at)


def appoint_by_email(
    society: Society, email: str, *, name: str = "", may_sign: bool = True, by: Any, at: datetime
) -> Officer | Awaited:
    """An officer if the address has a confirmed account, else somebody awaited."""
    gates.require(rules.may_appoint(society, by=by, at=at))
    user = people.confirmed([email]).get(email.lower())
    if user is not None:
        return appoint(society, user, may_sign=may_sign, by=by, at=at)
    return _await(society, email, "officer", name=name, may_sign=may_sign, by=by, at=at)


def seat_by_email(
    society: Society, email: str, *, role: str, name: str = "", institution: str = "", by: Any, at: datetime
) -> Seat | Awaited:
    """A seat if the address has a confirmed account, else somebody awaited."""
    gates.require(rules.may_seat(society, role=role, by=by, at=at))
    user = people.confirmed([email]).get(email.lower())
    if user is not None:
        return seat(society, user, role=role, institution=institution, by=by, at=at)
    return _await(society, email, role, name=name, institution=institution, by=by, at=at)


def _await(society: Society, email: str, office: str, *, by: Any, at: datetime, **values: Any) -> Awaited:
    """Keep the name and write; the link makes an account, and the next tick does the rest."""
    with transaction.atomic():
        awaited, new = Awaited.objects.update_or_create(
            society=society,
            email=email.lower(),
            office=office,
            defaults={**values, "named_by": by, "named_at": at},
        )
        if new:
            journal.note("societies.await", thing=awaited, by=by, at=at, facts={"office": office})
            post.write(
                "societies.await",
                to=awaited.email,
                name=awaited.name,
                thing=awaited,
                at=at,
                door="people:join",
                context={"society": society, "office": awaited.get_office_display().lower(), "by": by},
            )
    return awaited


def drop_awaited(awaited: Awaited, *, by: Any, at: datetime) -> None:
    """The person is no longer awaited; the link in the letter is closed."""
    gates.require(rules.may_drop_awaited(awaited, by=by, at=at))
    with transaction.atomic():
        journal.note("societies.drop_awaited", thing=awaited, by=by, at=at)
        invitation = letters.invitation_of(awaited, "people:join")
        if invitation is not None:
            post.close(invitation, at=at)
        awaited.delete()


def tick(*, at: datetime) -> int:
    """Give the awaited who have a confirmed account by now their office; the number of those."""
    waiting = list(Awaited.objects.select_related("society"))
    accounts = people.confirmed(row.email for row in waiting)
    done = 0
    for row in waiting:
        user = accounts.get(row.email)
        if user is None:
            continue
        with transaction.atomic():
            row = Awaited.objects.select_related("society").filter(pk=row.pk).first()
            if row is None:  # another worker was quicker
                continue
            done += _take_office(row, user, at)
    return done


def _take_office(row: Awaited, user: Any, at: datetime) -> bool:
    if row.office == "officer":
        appoint(row.society, user, may_sign=row.may_sign, by=None, at=at)
    elif not rules.may_seat(row.society, role=row.office, user=user, by=None, at=at):
        return False  # another chair sits there by now: an officer sees both and decides
    else:
        seat(row.society, user, role=row.office, institution=row.institution, by=None, at=at)
    row.delete()
    return True


def _tell(kind: str, user: Any, society: Society, by: Any, at: datetime, **more: Any) -> None:
    post.write(kind, to=user, thing=society, at=at, context={"society": society, "by": by, **more})


# --- payers and memberships ----------------------------------------------------------------------------


def add_payer(society: Society | None, name: str, *, by: Any, at: datetime) -> Payer:
    gates.require(rules.may_add_payer(society, by=by, at=at))
    with transaction.atomic():
        payer, new = Payer.objects.get_or_create(name=name, defaults={"society": society})
        if new:
            journal.note("societies.add_payer", thing=payer, by=by, at=at)
    return payer


def remove_payer(payer: Payer, *, by: Any, at: datetime) -> None:
    """ProtectedError where a grant counts on the payer."""
    gates.require(rules.may_remove_payer(payer, by=by, at=at))
    with transaction.atomic():
        journal.note("societies.remove_payer", thing=payer, by=by, at=at)
        payer.delete()


def note_membership(
    society: Society | None,
    user: Any,
    *,
    number: str,
    since_on: date | None,
    until_on: date | None,
    by: Any,
    at: datetime,
) -> Membership:
    """What a body confirmed of a person; None is the federation itself."""
    gates.require(rules.may_note_membership(society, by=by, at=at))
    with transaction.atomic():
        values = {"number": number, "since_on": since_on, "until_on": until_on}
        membership, _ = Membership.objects.update_or_create(society=society, user=user, defaults=values)
        journal.note("societies.note_membership", thing=membership, by=by, at=at)
    return membership


def confirm_memberships(
    society: Society | None, confirmed: Sequence[tuple[Any, str, date | None]], *, by: Any, at: datetime
) -> int:
    """What a body found in its own list: person, number, since when; what is not told stays as it was."""
    gates.require(rules.may_note_membership(society, by=by, at=at))
    with transaction.atomic():
        for user, number, since_on in confirmed:
            told = {"number": number[:40], "since_on": since_on}
            values = {name: value for name, value in told.items() if value}
            membership, _ = Membership.objects.update_or_create(
                society=society, user=user, defaults={**values, "until_on": None}
            )
            journal.note("societies.confirm_memberships", thing=membership, by=by, at=at)
    return len(confirmed)


def forget(person: Any, *, at: datetime) -> None:
    """Remove offices, seats, memberships and conflicts of a person."""
    Awaited.objects.filter(email__iexact=person.email).delete()
    for rows in (Officer, Seat, Membership, Affiliation):
        rows.objects.filter(user=person).delete()
    Conflict.objects.filter(member=person).delete()
    Conflict.objects.filter(against=person).delete()
    Tie.objects.filter(member=person).delete()
    Tie.objects.filter(person=person).delete()


def _set(row: Any, names: tuple[str, ...], values: dict[str, Any]) -> list[str]:
    changed = [name for name in names if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed
