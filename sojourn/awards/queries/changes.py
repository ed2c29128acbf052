"""Changes after the award: whose they are, who must still agree, and in which words."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sojourn.awards.models import Assent, Award, Change, Move
from sojourn.awards.queries.offers import RELATED, is_person
from sojourn.calls.models import CentreOffer, Programme
from sojourn.centres import queries as centres
from sojourn.selection import queries as selection
from sojourn.societies import queries as societies
from sojourn.ui import times

FULL = (
    *(f"award__{name}" for name in RELATED),
    "award__offer__programme__call",
    "other__application__applicant",
    "other__application__programme__call",
    "other__offer__centre__institution",
    "other__offer__programme__call",
    "other__tutor",
    "offer__centre__institution",
    "offer__programme__call",
)
FIRST = ("fellow", "other_fellow", "office")  # before a centre is troubled


def changes_for(user: Any) -> QuerySet[Change]:
    """What concerns this person: the own award, the own society, the own centre once it is asked."""
    own = Q(award__application__applicant=user) | Q(other__application__applicant=user)
    office = Q(award__application__programme__society__in=societies.officer_of(user))
    hosted = centres.coordinated_by(user)
    centre = (
        Q(kind="defer", award__offer__centre__institution__in=hosted)
        | Q(kind="move", offer__centre__institution__in=hosted)
        | Q(kind="swap", award__offer__centre__institution__in=hosted)
        | Q(kind="swap", other__offer__centre__institution__in=hosted)
    )
    first = Assent.objects.filter(change=OuterRef("pk"), party__in=FIRST, given_at=None)
    return Change.objects.filter(own | office | (centre & ~Exists(first))).select_related(*FULL)


def open_changes(award: Award) -> QuerySet[Change]:
    """What is being asked about this award now, by either side of a swap."""
    return Change.objects.filter(Q(award=award) | Q(other=award), state="proposed")


def changes_of(award: Award) -> QuerySet[Change]:
    return Change.objects.filter(Q(award=award) | Q(other=award)).select_related(*FULL)


def proposed_changes(user: Any) -> QuerySet[Change]:
    """What is being asked for in the officer's societies."""
    office = societies.officer_of(user)
    rows = Change.objects.filter(award__application__programme__society__in=office, state="proposed")
    return rows.select_related(*FULL)


def change_behind(invitation: Any) -> Change | None:
    return Change.objects.filter(pk=invitation.thing_id).select_related(*FULL).first()


def open_parties(change: Change) -> list[str]:
    """Who has not agreed yet."""
    return list(change.assents.filter(given_at=None).values_list("party", flat=True))


def asked_parties(change: Change) -> list[str]:
    """Whose turn it is: fellows and office first, the centres once these agreed."""
    waiting = open_parties(change)
    first = [party for party in waiting if party in FIRST]
    return first or waiting


def centre_of(change: Change, party: str) -> CentreOffer:
    """The place whose centre answers as this party; of a move, the one that the fellow would come to."""
    if change.kind == "move":
        return change.offer
    return change.other.offer if party == "other_centre" else change.award.offer


def parties_of(change: Change, by: Any) -> list[str]:
    """The parties for whom this person, or the holder of this link, may speak now."""
    return [party for party in asked_parties(change) if speaks_for(change, party, by)]


def speaks_for(change: Change, party: str, by: Any) -> bool:
    if by is None:
        return False
    if party in ("centre", "other_centre"):
        institution = centre_of(change, party).centre.institution_id
        if by._meta.label == "post.Invitation":
            named = selection.coordinators([institution])[institution]
            mine = by.door == "awards:answer_change" and by.thing_id == str(change.pk)
            return mine and by.address.lower() in {one.user.email.lower() for one in named}
        return is_person(by) and centres.coordinated_by(by).filter(pk=institution).exists()
    if not is_person(by):
        return False
    if party == "office":
        return societies.is_officer(by, change.award.application.programme.society)
    award = change.award if party == "fellow" else change.other
    return by.pk == award.application.applicant_id


def coordinators(offer: CentreOffer) -> list[Any]:
    institution = offer.centre.institution_id
    return [one.user for one in selection.coordinators([institution])[institution]]


def officers_of(programme: Programme) -> list[Any]:
    return [row.user for row in programme.society.officers.select_related("user")]


def swappable(award: Award) -> list[Award]:
    """Fellows of the same programme with whom the office may propose a swap."""
    rows = Award.objects.filter(
        application__programme=award.application.programme_id, state="accepted", floats=False, arrived_at=None
    ).exclude(pk=award.pk)
    return list(
        rows.exclude(offer=award.offer_id).select_related(*RELATED).order_by("application__family_name")
    )


def other_places(award: Award) -> list[CentreOffer]:
    """Every other place of the programme; whether one is free, the rule says."""
    rows = CentreOffer.objects.filter(programme=award.application.programme_id).exclude(pk=award.offer_id)
    return list(rows.select_related("centre__institution", "programme__call"))


def _before(change: Change, award: Award) -> CentreOffer:
    """Where somebody was when it was asked for: once it is done the award names the new place."""
    if change.state == "done":
        moves = Move.objects.filter(award=award, at=change.settled_at, kind__in=("swap", "change"))
        moved = moves.select_related("from_offer__centre__institution").first()
        if moved is not None:
            return moved.from_offer
    return award.offer


def party_words(change: Change, party: str) -> str:
    """Who has to agree, by name: of a person, or of a centre."""
    names = {
        "fellow": lambda: change.award.application.formal_name,
        "other_fellow": lambda: change.other.application.formal_name,
        "office": lambda: change.award.application.programme.society.acronym,
        "centre": lambda: (
            (change.offer if change.kind == "move" else _before(change, change.award)).centre.institution
        ),
        "other_centre": lambda: _before(change, change.other).centre.institution,
    }
    return f"{dict(Assent.PARTIES)[party]}, {names[party]()}"


def change_words(change: Change) -> str:
    """What is asked for, in a sentence without names."""
    if change.kind == "defer":
        window = f"between {times.day(change.starts_from)} and {times.day(change.ends_until)}"
        return f"The stay at {change.award.offer.centre.institution} takes place {window}."
    if change.kind == "move":
        left, new = _before(change, change.award).centre.institution, change.offer.centre.institution
        return f"The stay moves from {left} to {new}."
    one, two = (_before(change, each).centre.institution for each in (change.award, change.other))
    return f"The fellows placed at {one} and at {two} exchange their places."
