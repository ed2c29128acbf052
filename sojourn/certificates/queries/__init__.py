"""Reading certificates. By its code a certificate is public; in lists only its own people see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
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
from sojourn.core import periods, seals
from sojourn.placements import queries as placements
from sojourn.placements.models import Placement
from sojourn.societies import queries as societies
from sojourn.ui import times
from sojourn.ui.waiting import Waiting

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
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


def for_placement(placement: Placement) -> Certificate | None:
    """The valid one, else the newest that was revoked."""
    return Certificate.objects.filter(placement=placement).order_by("state", "-issued_at").first()


def to_issue(user: Any) -> QuerySet[Placement]:
    """Completed stays of the officer's societies without a certificate, those revoked included."""
    valid = Certificate.objects.filter(placement=OuterRef("pk"))
    return placements.for_officer(user).filter(state="completed").filter(~Exists(valid))


def running_with_missing(user: Any) -> list[tuple[Placement, list[str]]]:
    """Stays for which a certificate is still to come, each with what is missing, soonest to end first."""
    stays = list(placements.for_officer(user).filter(state="arrived").order_by("ends_on"))
    missing = placements.missing_by_stay(stays)
    return [(placement, missing[placement.pk]) for placement in stays]


def statement(placement: Placement, *, by: Any, at: datetime) -> dict[str, Any]:
    """What is certified, in the words that are printed; plain JSON, sealed as it stands."""
    application = placement.award.application
    programme = application.programme
    institution = placement.offer.centre.institution
    federation = societies.federation()
    day = at.astimezone(ZoneInfo(programme.call.zone)).date()
    months = periods.whole_months(placement.starts_on, _after(placement.ends_on))
    fellow = placement.fellow.formal_name if placement.fellow else application.formal_name
    signed = placement.entries.filter(state="countersigned").aggregate(total=Sum("count"))["total"] or 0
    modules = list(dict.fromkeys(line.module for line in placement.objectives.all() if line.module))
    return {
        "name": fellow,
        "programme": programme.name,
        "federation": federation.name,
        "society": f"{programme.society.name} ({programme.society.acronym})",
        "society_short": programme.society.acronym,
        "field": programme.field,
        "institution": institution.name,
        "city": institution.city,
        "country": Locale("en").territories.get(institution.country, institution.country),
        "length": _length(months, placement),
        "starts": periods.spoken(placement.starts_on),
        "ends": periods.spoken(placement.ends_on),
        "tutor": placement.tutor.name if placement.tutor else "",
        "modules": modules,
        "activities": f"{signed} logged activities were countersigned by the tutor." if signed else "",
        "issued": {"year": day.year, "month": day.month, "day": day.day},
        "issued_words": times.day(day),
        "issuer": by.formal_name,
        "demonstration": bool(federation.demonstration),
    }


def _after(day):
    return day.fromordinal(day.toordinal() + 1)


def _length(months: int, placement: Placement) -> str:
    if months:
        word = NUMBERS[months] if months < len(NUMBERS) else str(months)
        return f"{word} month" if months == 1 else f"{word} months"
    return periods.spoken_span(placement.starts_on, _after(placement.ends_on))


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
    "every_key",
    "for_officer",
    "for_placement",
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
