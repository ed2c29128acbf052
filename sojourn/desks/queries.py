"""A person's desk: what waits in every room, the corners of her roles, the office's pipeline. Reads only."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from sojourn.agreements import queries as agreements
from sojourn.alumni import queries as alumni
from sojourn.applications import queries as applications
from sojourn.awards import queries as awards
from sojourn.calls import queries as calls
from sojourn.calls.models import Call
from sojourn.centres import queries as centres
from sojourn.certificates import queries as certificates
from sojourn.letters import queries as letters
from sojourn.payments import queries as payments
from sojourn.people import queries as people
from sojourn.placements import queries as placements
from sojourn.reviews import queries as reviews
from sojourn.selection import queries as selection
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting, in_order

ROOMS: dict[str, Any] = {  # in the order of the stages
    "people": people,
    "societies": societies,
    "centres": centres,
    "calls": calls,
    "applications": applications,
    "reviews": reviews,
    "selection": selection,
    "awards": awards,
    "placements": placements,
    "agreements": agreements,
    "payments": payments,
    "certificates": certificates,
    "alumni": alumni,
    "letters": letters,
}


@dataclass(frozen=True)
class Roles:
    """What a person is here; gathered once a page."""

    federation: bool
    operator: bool
    offices: list[Any]
    seats: list[Any]
    chairs: list[Any]
    institutions: list[Any]

    @property
    def word(self) -> str:
        """The role that the header names: the one with the most work."""
        if self.federation:
            return "Federation officer"
        if self.offices:
            return "Society officer"
        if self.chairs:
            return "Chair of the committee"
        if self.seats:
            return "Reviewer"
        if self.institutions:
            return "Host coordinator"
        return "Operator" if self.operator else ""

    @property
    def society(self) -> Any:
        """The one society that a person works for; None for those who work for several or none."""
        mine = {*self.seats, *([] if self.federation else self.offices)}
        return mine.pop() if len(mine) == 1 else None


def roles(user: Any) -> Roles:
    return Roles(
        federation=people.is_federation_officer(user),
        operator=people.is_operator(user),
        offices=list(societies.officer_of(user)),
        seats=list(societies.sits_in(user)),
        chairs=list(societies.chaired_by(user)),
        institutions=list(centres.coordinated_by(user)),
    )


def waiting(user: Any, *, at: datetime) -> list[Waiting]:
    """The sum of every room's "waiting for you", soonest due first."""
    return in_order(line for lines in waiting_by_room(user, at=at).values() for line in lines)


def waiting_by_room(user: Any, *, at: datetime, known: Container[str] = ()) -> dict[str, list[Waiting]]:
    """Room's name -> its lines, in the order of the rooms; without those `known` already."""
    return {
        name: in_order(room.waiting_for(user, at=at)) for name, room in ROOMS.items() if name not in known
    }


@dataclass(frozen=True)
class Corner:
    """One role's corner of the desk: its ways on, each (label, url, state or note)."""

    title: str
    links: list[tuple[str, str, str]] = field(default_factory=list)


def corners(user: Any, had: Roles, call: Call | None, *, at: datetime) -> list[Corner]:
    """The corners of this person's roles that have anything in them; none for a newcomer.

    Nobody reviews or matches before the call has closed: until then no way leads there.
    """
    call = call if call is not None and call.closes_at and call.closes_at < at else None
    found = [
        Corner("Your applications", _applications(user)),
        Corner("Your fellowship", _fellowship(user, at=at)),
        Corner("Your committee", _committee(had, call)),
        Corner("Your office: the call", _office_of_call(had, call)),
        Corner("Your office: the stays", _office_of_stays(had)),
        Corner("Your office: all year", _office_of_year(had)),
        Corner("Your payers", _payers(user, had)),
        Corner("Your institution", _institutions(had)),
        Corner("Keep it running", _operator(had)),
    ]
    return [corner for corner in found if corner.links]


def _applications(user: Any) -> list[tuple[str, str, str]]:
    return [
        (
            f"{row.programme.society.acronym}, {row.programme.call.year}",
            url("applications:application", row.pk),
            row.state,
        )
        for row in applications.mine(user)
    ]


def _fellowship(user: Any, *, at: datetime) -> list[tuple[str, str, str]]:
    links = [
        (f"Your stay in {row.offer.centre.institution.city}", url("placements:stay", row.pk), row.state)
        for row in placements.mine(user)
    ]
    links += [
        ("Your grant", url("payments:grant", award), said) for award, said in payments.headlines(user, at=at)
    ]
    links += [
        (f"Certificate {row.code}", url("certificates:certificate", row.pk), row.state)
        for row in certificates.mine(user)
    ]
    return links + [
        ("Your entry among the alumni", url("alumni:mine"), row.state) for row in alumni.mine(user)[:1]
    ]


def _committee(had: Roles, call: Call | None) -> list[tuple[str, str, str]]:
    if not had.seats:
        return []
    names = " and ".join(society.acronym for society in had.seats)
    links = [(f"Applications to review for {names}", url("reviews:queue"), "")]
    if had.chairs and call:
        links.append(("Reviews of your committee", url("reviews:overview", call.slug), ""))
        links += [
            (f"Ranking of {society.acronym}", url("selection:decide", call.slug, society.slug), "")
            for society in had.chairs
            if calls.programme(call.slug, society.slug)
        ]
    return links


def _office_of_call(had: Roles, call: Call | None) -> list[tuple[str, str, str]]:
    if not had.offices:
        return []
    links = [
        ("The cycle in numbers", url("desks:office"), ""),
        ("Calls and programmes", url("calls:calls"), ""),
        ("Applications", url("applications:office"), ""),
    ]
    if call:
        links.append(("Reviews", url("reviews:overview", call.slug), ""))
        if had.federation:
            links.append(("Match and release", url("selection:match", call.slug), ""))
    return [*links, ("Offers", url("awards:office"), "")]


def _office_of_stays(had: Roles) -> list[tuple[str, str, str]]:
    if not had.offices:
        return []
    links = [
        ("Stays", url("placements:office"), ""),
        ("Papers of the stays", url("agreements:office"), ""),
        ("Grants and payments", url("payments:office"), ""),
        ("Certificates", url("certificates:office"), ""),
    ]
    if had.federation:
        links.append(("What countries ask for before arrival", url("centres:countries"), ""))
        links.append(("After the stay: questions of later years", url("alumni:follow_ups"), ""))
    return links


def _office_of_year(had: Roles) -> list[tuple[str, str, str]]:
    if not had.offices:
        return []
    links = [
        ("Letters", url("letters:letters"), ""),
        ("Centres", url("centres:centres"), ""),
        ("Societies and committees", url("societies:mine"), ""),
        ("Tips and tricks", url("calls:tips"), ""),
        ("Journal", url("upkeep:journal"), ""),
    ]
    return [*links, ("Officers of the federation", url("people:officers"), "")] if had.federation else links


def _payers(user: Any, had: Roles) -> list[tuple[str, str, str]]:
    """Of those who act for a payer and have no office that leads there."""
    if had.offices:
        return []
    return [(row.name, url("payments:payer", row.pk), "") for row in payments.treasurer_of(user)]


def _institutions(had: Roles) -> list[tuple[str, str, str]]:
    if not had.institutions:
        return []
    links = [(str(row), url("centres:institution", row.slug), "") for row in had.institutions]
    return [*links, ("Fellows with you", url("placements:hosted"), "")]


def _operator(had: Roles) -> list[tuple[str, str, str]]:
    if not had.operator:
        return []
    return [
        ("Health", url("upkeep:health"), ""),
        ("Letters in trouble", url("upkeep:troubles"), ""),
        ("The key that signs certificates", url("certificates:renew_key"), ""),
    ]


def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


# --- the office's pipeline: numbers only, the same few queries at any size ---

STEPS = ("drafts", "received", "checked", "reviewed", "selected", "accepted", "arrived", "completed")


@dataclass(frozen=True)
class Line:
    """One programme's numbers along the cycle."""

    programme: Any
    numbers: dict[str, int]


def pipeline(call: Call, user: Any, had: Roles, *, at: datetime) -> list[Line]:
    """Per programme of one's own societies: how many stand at each step. Selected only after the release."""
    offices = {society.pk for society in had.offices}
    programmes = [row for row in calls.programmes(call) if row.society_id in offices]
    counted = applications.counts_by_programme(programmes)
    reviewed = reviews.reviewed(call)
    selected = _by(selection.results(call, at).filter(outcome="selected"), "application__programme")
    accepted = _by(awards.accepted(call), "application__programme")
    stays = placements.for_officer(user).filter(award__application__programme__call=call)
    arrived = _by(stays.filter(state__in=("arrived", "completed")), "award__application__programme")
    completed = _by(stays.filter(state="completed"), "award__application__programme")
    return [
        Line(
            row,
            {
                **_counted(counted.get(row.pk, {})),
                "reviewed": reviewed.get(row.pk, 0),
                "selected": selected.get(row.pk, 0),
                "accepted": accepted.get(row.pk, 0),
                "arrived": arrived.get(row.pk, 0),
                "completed": completed.get(row.pk, 0),
            },
        )
        for row in programmes
    ]


def _by(rows: QuerySet, path: str) -> dict[int, int]:
    """Rows counted by programme."""
    return dict(rows.order_by().values_list(path).annotate(number=Count("pk")))


def _counted(states: dict[str, int]) -> dict[str, int]:
    checked = sum(states.get(name, 0) for name in ("eligible", "borderline", "barred", "incomplete"))
    return {
        "drafts": states.get("draft", 0),
        "received": applications.received(states),
        "checked": checked,
    }
