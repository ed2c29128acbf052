"""Whose a placement is, and what stands in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from sojourn.awards import queries as awards
from sojourn.awards.models import Award
from sojourn.centres import queries as centres
from sojourn.people.models import User
from sojourn.placements.models import Evaluation, LogEntry, Placement, Report
from sojourn.placements.queries.questions import QUESTIONS
from sojourn.societies import queries as societies

DOOR = "placements:tutor_page"
RELATED = (
    "fellow",
    "tutor",
    "award__application__applicant",
    "award__application__programme__call",
    "award__application__programme__society",
    "offer__centre__institution",
)


def standing() -> QuerySet[Placement]:
    """Stays whose award was not taken back with the results."""
    return Placement.objects.exclude(award__state="recalled")


def mine(user: Any) -> QuerySet[Placement]:
    return standing().filter(fellow=user).select_related(*RELATED)


def hosted_by(user: Any) -> QuerySet[Placement]:
    """At the institutions that this person answers for."""
    hosted = Q(offer__centre__institution__in=centres.coordinated_by(user))
    return standing().filter(hosted).select_related(*RELATED)


def for_officer(user: Any) -> QuerySet[Placement]:
    office = Q(award__application__programme__society__in=societies.officer_of(user))
    return standing().filter(office).select_related(*RELATED)


def visible_to(user: Any) -> QuerySet[Placement]:
    """The fellow, the centre's coordinators, the society's office; nobody else."""
    return Placement.objects.filter(
        Q(fellow=user)
        | Q(offer__centre__institution__in=centres.coordinated_by(user))
        | Q(award__application__programme__society__in=societies.officer_of(user))
    ).select_related(*RELATED)


def papers_visible_to(user: Any) -> QuerySet[Placement]:
    """Plan, logbook, evaluations and report: the fellow and the office; the tutor comes by link."""
    office = Q(award__application__programme__society__in=societies.officer_of(user))
    return standing().filter(Q(fellow=user) | office).select_related(*RELATED)


def behind(link: Any) -> QuerySet[Placement]:
    """The stay that a mailed link is about."""
    return standing().filter(pk=link.thing_id).select_related(*RELATED)


def entries_of(user: Any) -> QuerySet[LogEntry]:
    """Entries of this person's own logbooks."""
    related = [f"placement__{name}" for name in RELATED]
    return LogEntry.objects.filter(placement__fellow=user).select_related("objective", *related)


def to_open() -> QuerySet[Award]:
    """Accepted awards that have no placement yet."""
    opened = Placement.objects.filter(award=OuterRef("pk"))
    return awards.accepted().filter(~Exists(opened))


def overtaken() -> list[Placement]:
    """Stays not begun whose award has another place now, or another window that their dates do not fit."""
    early = Placement.objects.filter(state__in=("agreeing", "proposed", "agreed"))
    moved = Q(offer__isnull=False) & ~Q(offer=F("award__offer"))
    outside = Q(starts_on__lt=F("award__starts_from")) | Q(ends_on__gt=F("award__ends_until"))
    return list(early.filter(moved | outside).select_related(*RELATED, "award__tutor"))


# --- who is acting ---


def is_fellow(by: Any, placement: Placement) -> bool:
    return by is not None and by._meta.label == "people.User" and by.pk == placement.fellow_id


def is_tutor(by: Any, placement: Placement) -> bool:
    """The mailed link of this placement's present tutor."""
    return (
        by is not None
        and by._meta.label == "post.Invitation"
        and by.door == DOOR
        and by.thing_id == str(placement.pk)
        and placement.tutor is not None
        and by.address.lower() == placement.tutor.email.lower()
    )


def is_centre(by: Any, placement: Placement) -> bool:
    """The tutor by link, or a coordinator of the institution who is signed in."""
    if is_tutor(by, placement):
        return True
    if by is None or by._meta.label != "people.User":
        return False
    institution = placement.offer.centre.institution_id
    return centres.coordinated_by(by).filter(pk=institution).exists()


def is_office(by: Any, placement: Placement) -> bool:
    return awards.is_office(by, placement.award.application.programme)


def coordinators(placement: Placement) -> list[User]:
    rows = placement.offer.centre.institution.coordinators.select_related("user")
    return [row.user for row in rows]


def office_people(placement: Placement) -> list[User]:
    rows = placement.award.application.programme.society.officers.select_related("user")
    return [row.user for row in rows]


# --- what stands in it ---


def signed_roles(placement: Placement) -> dict[str, Any]:
    """Role -> signature under the present version."""
    found = placement.signatures.filter(plan_version=placement.plan_version)
    return {signature.role: signature for signature in found}


def entries(placement: Placement) -> QuerySet[LogEntry]:
    return placement.entries.select_related("objective")


def evaluations(placement: Placement) -> dict[tuple[str, str], Evaluation]:
    """(moment, side) -> evaluation; the caller decides by `revealed` who may read what."""
    return {(each.moment, each.side): each for each in placement.evaluations.all()}


def revealed(placement: Placement, moment: str) -> bool:
    """Both sides of a pair are in: from now on each reads the other's."""
    return _is_pair([each for each in placement.evaluations.all() if each.moment == moment])


def _is_pair(given: list[Evaluation]) -> bool:
    """Both sides, at one centre and under one tutor: nobody reads what was said of somebody before."""
    places = {(each.offer_id, each.tutor_id) for each in given}
    return len(given) == len(Evaluation.SIDES) and len(places) == 1


def readable_evaluations(placement: Placement, moment: str, *, side: str = "") -> list[dict[str, Any]]:
    """What one side may read: its own, and the other's once both are in; without a side (the office) all.

    [{"title", "given", "answers": [(question, level)]}]
    """
    given = [each for each in placement.evaluations.all() if each.moment == moment]
    both = _is_pair(given)
    return [
        {
            "title": each.get_side_display(),
            "given": each,
            "answers": [(question, each.answers.get(code)) for code, question, _ in QUESTIONS[each.side]],
        }
        for each in given
        if both or not side or each.side == side
    ]


def report_of(placement: Placement) -> Report | None:
    return Report.objects.filter(placement=placement).first()


def with_unsigned_entries() -> QuerySet[Placement]:
    """Running stays in which entries wait for the tutor."""
    logged = LogEntry.objects.filter(placement=OuterRef("pk"), state="logged")
    return Placement.objects.filter(Exists(logged), state="arrived", tutor__isnull=False).select_related(
        *RELATED
    )
