"""One person's later closing: who has it, until when, and what waits for a second signature."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from sojourn.calls import states
from sojourn.calls.models import Call, Extension, Programme
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting


def extendable(user: Any) -> QuerySet[Programme]:
    """The programmes whose deadlines an officer may lengthen for a person: those of her own societies."""
    return (
        Programme.objects.filter(society__in=societies.officer_of(user), call__state__in=states.PUBLIC)
        .select_related("call", "society")
        .order_by("-call__closes_at", "society__acronym")
    )


def extensions(of: Programme) -> QuerySet[Extension]:
    """All that was ever proposed, the newest first."""
    return Extension.objects.filter(programme=of).select_related(
        "programme__call", "programme__society", "proposed_by", "answered_by"
    )


def proposed(of: Programme, email: str) -> Extension | None:
    """What waits for a signature for this address."""
    return extensions(of).filter(email=email.strip().lower(), state="proposed").first()


def extensions_of(person: Any, of: Iterable[Programme] | None = None) -> dict[int, Extension]:
    """Programme id -> the latest closing that was signed for this person."""
    rows = Extension.objects.filter(_whose(person), state="signed").order_by("until_at")
    if of is not None:
        rows = rows.filter(programme__in=[row.pk for row in of])
    return {row.programme_id: row for row in rows}


def every_extension_of(person: Any) -> QuerySet[Extension]:
    return Extension.objects.filter(_whose(person) | Q(email=person.email.lower()))


def extended(of: Programme, person: Any) -> Extension | None:
    """The latest closing that was signed for this person in this programme."""
    if not isinstance(person, Model) or person._meta.label != "people.User":
        return None
    return extensions_of(person, [of]).get(of.pk)


def running(at: datetime, *, programme: str, person: str, email: str) -> QuerySet[Extension]:
    """Extensions that still run, for `Exists` in a query over rows with these three paths."""
    whose = Q(person=OuterRef(person)) | Q(person=None, email=OuterRef(email))
    return Extension.objects.filter(whose, programme=OuterRef(programme), state="signed", refused_from__gt=at)


def last_refused_from(call: Call) -> datetime:
    """When the last person of a call is refused: after it nobody writes any more."""
    found = Extension.objects.filter(programme__call=call, state="signed").aggregate(last=Max("refused_from"))
    closing = call.closes_at + timedelta(minutes=call.grace_minutes)
    return max(found["last"] or closing, closing)


def to_sign(user: Any) -> QuerySet[Extension]:
    """Proposals of somebody else that this person may sign."""
    if not societies.may_sign(user):
        return Extension.objects.none()
    return (
        Extension.objects.filter(state="proposed", programme__society__in=societies.officer_of(user))
        .exclude(proposed_by=user)
        .select_related("programme__call", "programme__society")
    )


def waiting_for_signature(user: Any, *, at: datetime) -> list[Waiting]:
    """One line for each programme in which a proposal waits, due with the first of them."""
    found: dict[Programme, list[datetime]] = {}
    for row in to_sign(user).filter(until_at__gt=at):
        found.setdefault(row.programme, []).append(row.until_at)
    return [
        Waiting(
            "Sign or refuse",
            f"{'a later closing' if len(ends) == 1 else 'later closings'} in {of.society.acronym}",
            reverse("calls:extensions", args=[of.call.slug, of.society.slug]),
            min(ends),
            len(ends) if len(ends) > 1 else None,
        )
        for of, ends in found.items()
    ]


def _whose(person: Any) -> Q:
    return Q(person=person) | Q(person=None, email=person.email.lower())
