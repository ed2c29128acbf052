"""Reading institutions, centres, tutors and history."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from sojourn.centres.models import (
    Centre,
    Closure,
    Coordinator,
    Country,
    CountryRequirement,
    History,
    Institution,
    Period,
    Requirement,
    Tutor,
)
from sojourn.people import queries as people
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting


def institutions() -> QuerySet[Institution]:
    return Institution.objects.all()


def institution(slug: str) -> Institution | None:
    return Institution.objects.filter(slug=slug).first()


def public_institutions() -> QuerySet[Institution]:
    """Those with an approved centre, or that a past call still names."""
    return Institution.objects.filter(centres__state__in=("approved", "retired")).distinct()


def coordinated_by(user: Any) -> QuerySet[Institution]:
    return Institution.objects.filter(coordinators__user=user)


def is_coordinator(user: Any, institution: Institution) -> bool:
    return Coordinator.objects.filter(institution=institution, user=user).exists()


def coordinators(institution: Institution) -> QuerySet[Coordinator]:
    return Coordinator.objects.filter(institution=institution).select_related("user")


def coordinator_users(institution: Institution) -> list[Any]:
    return [row.user for row in coordinators(institution)]


def visible_to(user: Any) -> QuerySet[Institution]:
    """The own ones of a coordinator; all for an officer, who has to find one before it is offered."""
    if is_officer(user):
        return institutions()
    return coordinated_by(user)


def centres_visible_to(user: Any) -> QuerySet[Centre]:
    """An officer's: the own societies' centres, or all. A coordinator's: the own institution's."""
    rows = Centre.objects.select_related("institution", "society")
    if people.is_federation_officer(user):
        return rows
    return rows.filter(
        Q(society__in=societies.officer_of(user)) | Q(institution__coordinators__user=user)
    ).distinct()


def listed(user: Any) -> QuerySet[Centre]:
    """The officers' list: `tutors_active` counted."""
    return (
        centres_visible_to(user)
        .annotate(tutors_active=Count("tutors", filter=Q(tutors__active=True), distinct=True))
        .order_by("society__acronym", "institution__country", "institution__city", "institution__name")
    )


def tutors_visible_to(user: Any) -> QuerySet[Tutor]:
    return Tutor.objects.filter(centre__in=centres_visible_to(user)).select_related(
        "centre__institution", "centre__society"
    )


def is_officer(user: Any) -> bool:
    return people.is_federation_officer(user) or societies.officer_of(user).exists()


def works_with(user: Any, institution: Institution) -> bool:
    """The federation, or the office of a society that has a centre there; any office while there is none."""
    if people.is_federation_officer(user):
        return True
    there = institution.centres.values("society")
    own = societies.officer_of(user)
    return own.filter(pk__in=there).exists() or (own.exists() and not there.exists())


def centres(of: Institution) -> QuerySet[Centre]:
    return of.centres.select_related("society", "institution").order_by("society__acronym")


def approved() -> QuerySet[Centre]:
    return Centre.objects.filter(state="approved").select_related("institution", "society")


def periods(of: Centre) -> QuerySet[Period]:
    return of.periods.all()


def closures(of: Institution) -> QuerySet[Closure]:
    return of.closures.select_related("centre__society")


def requirements(of: Centre) -> QuerySet[Requirement]:
    """What is asked for before arrival, in the centre's order; `days_before` counts back from the start."""
    return of.requirements.all()


def country(code: str) -> Country | None:
    """The row of a country in which there is an institution; not saved yet where nobody wrote its list."""
    if not Institution.objects.filter(country=code).exists():
        return None
    return Country.objects.filter(code=code).first() or Country(code=code, version=1)


def countries() -> list[tuple[str, int]]:
    """Countries in which there are institutions, each with how many lines its list has."""
    codes = Institution.objects.order_by("country").values_list("country", flat=True).distinct()
    lines = dict(Country.objects.order_by().values_list("code").annotate(number=Count("requirements")))
    return [(code, lines.get(code, 0)) for code in codes]


def asked_in(code: str) -> QuerySet[CountryRequirement]:
    """What the country asks for before arrival, in its order."""
    return CountryRequirement.objects.filter(country__code=code)


def asked_before(of: Centre) -> list[Requirement | CountryRequirement]:
    """What the country asks for, then the centre; where both name it alike, the centre's line counts."""
    own = list(requirements(of))
    named = {row.title.casefold() for row in own}
    general = [row for row in asked_in(of.institution.country) if row.title.casefold() not in named]
    return [*general, *own]


# what most countries ask for, to begin a list with: who sees to it, days before the start, of whom
USUAL = (
    ("Letter of invitation and visa", "fellow", 120, "visa"),
    ("Contract as a guest, or honorary contract", "centre", 90, "all"),
    ("Licence to practise", "fellow", 150, "hands_on"),
    ("Occupational health and vaccinations", "fellow", 60, "all"),
    ("Liability and health insurance", "fellow", 45, "all"),
    ("Housing", "fellow", 60, "all"),
)


def usual() -> list[dict[str, Any]]:
    names = ("title", "owner", "days_before", "of_whom")
    return [dict(zip(names, line, strict=True)) for line in USUAL]


def tutors(of: Centre) -> QuerySet[Tutor]:
    """Those who may be named for a fellow."""
    return of.tutors.filter(active=True)


def history(of: Any) -> QuerySet[History]:
    """What public pages name for earlier years of a society."""
    return History.objects.filter(society=of)


def every_history() -> QuerySet[History]:
    return History.objects.select_related("society").order_by("society__acronym", "-year", "name")


def history_near(of: Institution) -> QuerySet[History]:
    """Earlier years in the same city, for the page of a real institution."""
    return every_history().filter(name=of.name)


def languages(rows: list[Centre]) -> list[str]:
    return sorted({language for row in rows for language in row.languages})


def subjects(rows: list[Centre]) -> list[str]:
    return sorted({subject for row in rows for subject in row.subjects})


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Centres that volunteered and nobody answered; an own centre without a tutor."""
    found = []
    mine = Centre.objects.filter(state="offered")
    if not people.is_federation_officer(user):
        mine = mine.filter(society__in=societies.officer_of(user))
    offered = mine.count() if is_officer(user) else 0
    if offered:
        found.append(
            Waiting("Approve", "centres that offer places", reverse("centres:centres"), None, offered)
        )
    bare = (
        Centre.objects.filter(institution__coordinators__user=user, state="approved")
        .annotate(tutors_active=Count("tutors", filter=Q(tutors__active=True)))
        .filter(tutors_active=0)
        .select_related("institution", "society")
    )
    found += [
        Waiting(
            "Name",
            f"a tutor for {centre.society.acronym} at {centre.institution.name}",
            reverse("centres:name_tutor", args=[centre.pk]),
        )
        for centre in bare
    ]
    return found
