"""Reading the federation, its societies and their people, and conflicts of interest."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse

from sojourn.people import queries as people
from sojourn.societies import states
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
from sojourn.ui.waiting import Waiting

CHAIR_ONLY = ("ranked_centre",)  # to see it is to see whom an applicant ranked


def federation() -> Federation:
    """The federation of this installation; an unsaved default before the set-up."""
    return Federation.objects.first() or Federation(name="Federation", acronym="Federation")


def societies() -> QuerySet[Society]:
    return Society.objects.all()


def by_slug(slug: str) -> Society | None:
    return Society.objects.filter(slug=slug).first()


def by_acronym(acronym: str) -> Society | None:
    return Society.objects.filter(acronym=acronym).first()


# --- who may what --------------------------------------------------------------------------------------


def officer_of(user: Any) -> QuerySet[Society]:
    """Societies whose office a person does: her own, or all for a federation officer."""
    if people.is_federation_officer(user):
        return Society.objects.all()
    if not _is_person(user):
        return Society.objects.none()
    return Society.objects.filter(officers__user=user)


def is_officer(user: Any, society: Society) -> bool:
    return people.is_federation_officer(user) or (
        _is_person(user) and Officer.objects.filter(user=user, society=society).exists()
    )


def chaired_by(user: Any) -> QuerySet[Society]:
    if not _is_person(user):
        return Society.objects.none()
    return Society.objects.filter(seats__user=user, seats__role="chair")


def vice_of(user: Any) -> QuerySet[Society]:
    """Societies in which a person leads where a conflict bars the chair."""
    if not _is_person(user):
        return Society.objects.none()
    return Society.objects.filter(seats__user=user, seats__role="vice")


def sits_in(user: Any) -> QuerySet[Society]:
    """Societies in whose committee a person has a seat, as chair, member or substitute."""
    if not _is_person(user):
        return Society.objects.none()
    return Society.objects.filter(seats__user=user)


def is_chair(user: Any, society: Society) -> bool:
    return _is_person(user) and Seat.objects.filter(user=user, society=society, role="chair").exists()


def is_vice(user: Any, society: Society) -> bool:
    return _is_person(user) and Seat.objects.filter(user=user, society=society, role="vice").exists()


def visible_to(user: Any) -> QuerySet[Society]:
    """Societies that a person works for, with what "my societies" shows of each."""
    if people.is_federation_officer(user):
        mine = Q()
    elif _is_person(user):
        officers = Officer.objects.filter(user=user).values("society")
        seats = Seat.objects.filter(user=user).values("society")
        mine = Q(pk__in=officers) | Q(pk__in=seats)
    else:
        return Society.objects.none()
    return Society.objects.filter(mine).annotate(
        seats_taken=Count("seats", filter=~Q(seats__role="substitute"), distinct=True),
        chairs=Count("seats", filter=Q(seats__role="chair"), distinct=True),
        officers_named=Count("officers", distinct=True),
    )


def _is_person(user: Any) -> bool:
    return isinstance(user, Model) and user._meta.label == "people.User" and user.is_active


# --- the people of a society ---------------------------------------------------------------------------


def officers(society: Society) -> QuerySet[Officer]:
    return Officer.objects.filter(society=society).select_related("user").order_by("user__family_name", "pk")


def seats(society: Society) -> QuerySet[Seat]:
    """The committee: chair, members, substitutes."""
    return Seat.objects.filter(society=society).select_related("user")


def seat_of(user: Any, society: Society) -> Seat | None:
    return Seat.objects.filter(user=user, society=society).first() if _is_person(user) else None


def chair(society: Society) -> Any:
    seat = seats(society).filter(role="chair").first()
    return seat and seat.user


def vice_chair(society: Society) -> Any:
    seat = seats(society).filter(role="vice").first()
    return seat and seat.user


def awaited(society: Society) -> QuerySet[Awaited]:
    return Awaited.objects.filter(society=society)


def payers(society: Society | None = None) -> QuerySet[Payer]:
    """The payers of one society, or the federation's own for None."""
    return Payer.objects.filter(society=society)


def people_rows(society: Society) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of the sheet of a society's people."""
    rows = [["Officer", each.user.formal_name, each.user.email, ""] for each in officers(society)]
    rows += [
        [each.get_role_display(), each.user.formal_name, each.user.email, each.institution]
        for each in seats(society)
    ]
    rows += [
        [f"{each.get_office_display()}, awaited", each.name, each.email, each.institution]
        for each in awaited(society)
    ]
    return ["Role", "Name", "E-mail address", "Institution"], rows


def all_payers() -> QuerySet[Payer]:
    return Payer.objects.select_related("society")


def signers(society: Society | None = None) -> QuerySet:
    """Who may be the second person under a release: federation officers and officers with leave to sign."""
    theirs = Officer.objects.filter(may_sign=True)
    if society is not None:
        theirs = theirs.filter(society=society)
    office = people.in_role("federation_officer").values("pk")
    return people.people().filter(Q(pk__in=theirs.values("user")) | Q(pk__in=office))


def may_sign(user: Any) -> bool:
    return _is_person(user) and signers().filter(pk=user.pk).exists()


def bodies_of(user: Any) -> dict[str, Membership]:
    """Acronym of a body -> the membership that it confirmed."""
    found = Membership.objects.filter(user=user).select_related("society")
    own = federation().acronym
    return {row.society.acronym if row.society else own: row for row in found}


# --- conflicts of interest -----------------------------------------------------------------------------


def conflicts_of(member: Any, society: Society) -> QuerySet[Conflict]:
    """Conflicts in force of one committee member."""
    return Conflict.objects.filter(member=member, society=society, state__in=states.IN_FORCE)


def barred_people(member: Any, society: Society) -> set:
    """Ids of the people of whom this member may learn nothing."""
    barring = conflicts_of(member, society).filter(grade="bars", against__isnull=False)
    return set(barring.values_list("against_id", flat=True))


def barred_institutions(member: Any, society: Society) -> set[str]:
    """Names, in lower case, of institutions whose people are barred for this member."""
    barring = conflicts_of(member, society).filter(grade="bars").exclude(institution="")
    return {name.casefold() for name in barring.values_list("institution", flat=True)}


def conflicts(society: Society) -> QuerySet[Conflict]:
    """Every conflict in a society, cleared ones included."""
    return Conflict.objects.filter(society=society).select_related("member", "against")


def conflicts_visible_to(user: Any, society: Society) -> QuerySet[Conflict]:
    """The chair sees all, officers all but those that betray a ranking; the vice chair those of the chair,
    and those about whom a conflict bars the chair from; others none.

    Nobody sees a line about an applicant from whom a conflict bars her, the own line included: it would tell
    that this person applied, and who judges.
    """
    found = conflicts(society).order_by("state", "-noted_at", "-pk")
    if is_chair(user, society):
        return _not_barred(found, user)
    seen = Q(pk__in=[])
    if is_officer(user, society):
        seen |= ~Q(ground__in=CHAIR_ONLY)
    if is_vice(user, society):
        head = chair(society)
        seen |= Q(member=head) | Q(against__in=barring(head)) if head else Q()
    return _not_barred(found.filter(seen), user)


def barring(member: Any) -> set[Any]:
    """Ids of the people from whom a conflict, noted in whichever society, bars this member; her own too."""
    rows = Conflict.objects.filter(member=member, grade="bars", state__in=states.IN_FORCE)
    return {*rows.filter(against__isnull=False).values_list("against_id", flat=True), member.pk}


def _not_barred(found: QuerySet[Conflict], user: Any) -> QuerySet[Conflict]:
    barring = Conflict.objects.filter(member=user, grade="bars", state__in=states.IN_FORCE)
    persons = barring.filter(against__isnull=False).values("against")
    return found.exclude(against=user).exclude(against__in=persons)


def affiliations(user: Any) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(user=user) if _is_person(user) else Affiliation.objects.none()


def affiliations_of(users: Any) -> dict[Any, list[Affiliation]]:
    """User id -> where each works and worked."""
    found: dict[Any, list[Affiliation]] = {}
    for row in Affiliation.objects.filter(user__in=users):
        found.setdefault(row.user_id, []).append(row)
    return found


def unplaced(user: Any) -> bool:
    """Whether somebody with a seat has named no institution at all, so that no conflict can be found."""
    named = [seat.institution for seat in Seat.objects.filter(user=user)] if _is_person(user) else []
    return bool(named) and not any(named) and not affiliations(user).exists()


def ties_of(users: Any) -> QuerySet[Tie]:
    return Tie.objects.filter(member__in=users)


# --- what waits ----------------------------------------------------------------------------------------


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    lines = []
    for society in chaired_by(user) | vice_of(user):
        url = reverse("societies:conflicts", args=[society.slug])
        waiting = conflicts_visible_to(user, society).filter(state__in=states.OPEN).exclude(member=user)
        count = waiting.count()
        if not count:
            continue
        noun = "conflict of interest" if count == 1 else "conflicts of interest"
        lines.append(Waiting("Look at", f"{noun} in {society.acronym}", url, count=count))
    if not _is_person(user):
        return lines
    if unplaced(user):
        url = reverse("societies:affiliate")
        lines.append(Waiting("Say", "where you work and worked: conflicts of interest are found by it", url))
    for society in visible_to(user).filter(officers__user=user, chairs=0):
        url = reverse("societies:seat", args=[society.slug])
        lines.append(
            Waiting("Name", f"a chair for the committee of {society.acronym}", url, society.fixed_from)
        )
    return lines
