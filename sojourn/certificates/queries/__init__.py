"""Reading certificates. By its code a certificate is public; in lists only its own people see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, When
from django.urls import reverse

from sojourn.certificates.models import Certificate
from sojourn.certificates.queries.credentials import (
    address,
    credential,
    every_key,
    issuer,
    jwk,
    key,
    key_in_use,
    revocations,
)
from sojourn.certificates.queries.statements import differences, statement
from sojourn.core import seals
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting

RELATED = (
    "placement__fellow",
    "placement__award__application__programme__society",
    "placement__award__application__programme__call",
    "file",
)


def mine(user: Any) -> QuerySet[Certificate]:
    return Certificate.objects.filter(placement__fellow=user).select_related(*RELATED)


def for_officer(user: Any) -> QuerySet[Certificate]:
    office = Q(placement__award__application__programme__society__in=societies.officer_of(user))
    return Certificate.objects.filter(office).select_related(*RELATED)


def visible_to(user: Any) -> QuerySet[Certificate]:
    """The fellow and the society's office."""
    return Certificate.objects.filter(
        Q(placement__fellow=user)
        | Q(placement__award__application__programme__society__in=societies.officer_of(user))
    ).select_related(*RELATED)


def by_code(code: str) -> Certificate | None:
    """However the code was typed."""
    tidy = seals.parse(code)
    return Certificate.objects.filter(code=tidy).select_related("file").first() if tidy else None


def any_issued() -> bool:
    return Certificate.objects.exists()


def next_number() -> int:
    """The next place in the list of what was revoked; a constraint stands behind it."""
    return (Certificate.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def held_back() -> QuerySet[Certificate]:
    """Of stays whose certificates were all revoked: what else is public of them waits for a new one."""
    valid = Certificate.objects.filter(placement=OuterRef("placement"), state="issued")
    return Certificate.objects.filter(~Exists(valid))


def for_placement(placement: Placement) -> Certificate | None:
    """The valid one, else the newest that holds no more."""
    return (
        Certificate.objects.filter(placement=placement)
        .order_by(Case(When(state="issued", then=0), default=1), "-issued_at")
        .first()
    )


def to_issue(user: Any) -> QuerySet[Placement]:
    """Completed stays of the officer's societies without a certificate, those revoked included."""
    valid = Certificate.objects.filter(placement=OuterRef("pk"))
    return placements.for_officer(user).filter(state="completed").filter(~Exists(valid))


def running_with_missing(user: Any) -> list[tuple[Placement, list[str]]]:
    """Stays for which a certificate is still to come, each with what is missing, soonest to end first."""
    stays = list(placements.for_officer(user).filter(state="arrived").order_by("ends_on"))
    missing = placements.missing_by_stay(stays)
    return [(placement, missing[placement.pk]) for placement in stays]


def statistics(call: Any) -> dict[str, int]:
    """Certificates of a call by state."""
    rows = Certificate.objects.filter(placement__award__offer__programme__call=call).values_list("state")
    return dict(rows.annotate(Count("pk")).order_by("state"))


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """What this room waits for this person to do."""
    count = to_issue(user).count()
    if not count:
        return []
    title = "certificate" if count == 1 else "certificates"
    return [Waiting("Issue", title, reverse("certificates:office"), count=count)]


def recipient(letter: Any) -> str:
    """The fellow's present address."""
    found = Certificate.objects.filter(pk=letter.thing_id).select_related("placement__fellow").first()
    return found.placement.fellow.email if found and found.placement.fellow else ""


__all__ = (
    "address",
    "any_issued",
    "by_code",
    "credential",
    "differences",
    "every_key",
    "for_officer",
    "for_placement",
    "held_back",
    "issuer",
    "jwk",
    "key",
    "key_in_use",
    "mine",
    "next_number",
    "recipient",
    "revocations",
    "running_with_missing",
    "statement",
    "statistics",
    "to_issue",
    "visible_to",
    "waiting_for",
)
