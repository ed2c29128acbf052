"""What the office looks for across applications: shared passages, accounts of one person, members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.applications import states
from sojourn.applications.models import Application, Document, Pair
from sojourn.calls.models import Programme
from sojourn.core import persons, rolls
from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.societies.models import Membership, Society

TEXTS = ("training", "interests", "choices_note")
CERTIFICATES = ("certification", "certificate", "diploma")


def text_of(row: Application) -> str:
    """What the applicant wrote in her own words."""
    return "\n\n".join(filter(None, (getattr(row, name).strip() for name in TEXTS)))


def beside(rows: QuerySet[Application], application: Application) -> QuerySet[Application]:
    """Of what an officer may open: the others of the call, and the same person's in earlier ones."""
    call = application.programme.call
    earlier = Q(applicant=application.applicant_id, programme__call__closes_at__lt=call.closes_at)
    return rows.filter(Q(programme__call=call) | earlier).exclude(pk=application.pk)


def applicants_of(rows: QuerySet[Application]) -> list[persons.Facts]:
    """One account each, with all that its applications tell; the number of queries never changes."""
    listed = list(rows.order_by("begun_at"))
    files: dict[Any, set[str]] = {}
    found = Document.objects.filter(application__in=[row.pk for row in listed], replaced_at=None)
    wanted = found.filter(slot__code__in=CERTIFICATES)
    for user, digest in wanted.values_list("application__applicant", "file__sha256"):
        files.setdefault(user, set()).add(digest)
    grouped: dict[Any, list[Application]] = {}
    for row in listed:
        grouped.setdefault(row.applicant_id, []).append(row)
    return [
        persons.Facts(
            key=str(user),
            name=f"{rows[-1].given_name} {rows[-1].family_name}",
            emails=(rows[-1].applicant.email,),
            phones=tuple({row.phone for row in rows if row.phone}),
            born_on=_day(rows[-1].facts.get("born_on")),
            certified_on=rows[-1].certified_on,
            orcid=str(rows[-1].cv.get("orcid") or ""),
            files=tuple(sorted(files.get(user, ()))),
        )
        for user, rows in grouped.items()
    ]


def _day(told: Any) -> date | None:
    """A date as JSON keeps it; asked only where a rule needs it."""
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def judged(users: Iterable[Any] | None = None) -> dict[tuple[str, str], Pair]:
    """What people have found of pairs already."""
    rows = Pair.objects.select_related("judged_by")
    if users is not None:
        listed = list(users)
        rows = rows.filter(Q(one__in=listed) | Q(other__in=listed))
    return {(str(row.one_id), str(row.other_id)): row for row in rows}


def bodies(user: Any) -> list[tuple[str, Society | None]]:
    """The bodies for which this person confirms memberships, by the word in the address."""
    own: list[tuple[str, Society | None]] = [(one.slug, one) for one in societies.officer_of(user)]
    return [("federation", None), *own] if people.is_federation_officer(user) else own


def claimants(rows: QuerySet[Application], body: str) -> dict[str, tuple[Application, rolls.Member]]:
    """Who applied, by account: name, address, and the number that the person gave for this body."""
    found = {}
    for row in rows.exclude(programme__call__state="completed").order_by("begun_at"):
        number = str(row.memberships.get(body, ""))
        member = rolls.Member(
            str(row.applicant_id),
            f"{row.given_name} {row.family_name}",
            (row.applicant.email,),
            (number,) if number else (),
        )
        found[member.key] = (row, member)
    return found


def confirmed(society: Society | None, users: Iterable[Any]) -> dict[str, Membership]:
    """Account -> what this body has confirmed."""
    rows = Membership.objects.filter(society=society, user__in=list(users))
    return {str(row.user_id): row for row in rows}


def programme_rows(rows: QuerySet[Application], programme: Programme) -> QuerySet[Application]:
    return rows.filter(programme=programme, state__in=states.RECEIVED)
