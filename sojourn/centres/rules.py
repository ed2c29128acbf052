"""Who may change what about institutions, centres and tutors."""

from datetime import datetime
from typing import Any

from sojourn.centres import queries, states
from sojourn.centres.models import Centre, Country, Institution, Tutor
from sojourn.core import states as tables
from sojourn.core.verdict import YES, Verdict, first_no, no
from sojourn.people import queries as people
from sojourn.societies import queries as societies

OFFICERS_ONLY = no("not-officer", "Only an officer of a society or of the federation adds an institution.")
SOCIETY_ONLY = no("not-officer", "Only officers of the society decide about its centres.")
COORDINATORS = no("not-coordinator", "Only the coordinators of the institution and officers edit this.")


def may_add_institution(*, by: Any, at: datetime) -> Verdict:
    return YES if by is None or queries.is_officer(by) else OFFICERS_ONLY


def may_load(*, by: Any, at: datetime) -> Verdict:
    return YES if by is None or people.is_federation_officer(by) else OFFICERS_ONLY


def may_coordinate(institution: Institution, *, by: Any, at: datetime) -> Verdict:
    """Who names a coordinator gives the keys of an institution: an officer who works with it."""
    verdict = may_add_institution(by=by, at=at)
    return verdict if not verdict or by is None or queries.works_with(by, institution) else COORDINATORS


def may_offer(institution: Institution, society: Any, *, by: Any, at: datetime) -> Verdict:
    """An institution volunteers; its coordinator or the society's officer writes it down."""
    return YES if by is None or _officer(by, society) or _keeps(by, institution) else COORDINATORS


def may_approve(centre: Centre, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if by is None or _officer(by, centre.society) else SOCIETY_ONLY,
        tables.legal(states.MOVES, "approve", centre.state),
    )


def may_retire(centre: Centre, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if by is None or _officer(by, centre.society) else SOCIETY_ONLY,
        tables.legal(states.MOVES, "retire", centre.state),
    )


def may_edit_institution(institution: Institution, *, by: Any, at: datetime) -> Verdict:
    allowed = by is not None and (_keeps(by, institution) or queries.works_with(by, institution))
    return YES if allowed else COORDINATORS


def may_edit_centre(centre: Centre, *, by: Any, at: datetime) -> Verdict:
    allowed = by is not None and (_keeps(by, centre.institution) or _officer(by, centre.society))
    return YES if allowed else COORDINATORS


def may_edit_country(country: Country, *, by: Any, at: datetime) -> Verdict:
    """It holds for every society: the federation keeps it."""
    own = by is not None and people.is_federation_officer(by)
    return (
        YES if own else no("not-federation", "What a country asks for is kept by the federation's officers.")
    )


may_edit_calendar = may_edit_requirements = may_edit_centre
may_edit_closures = may_edit_institution


def may_name_tutor(centre: Centre, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        YES if by is None else may_edit_centre(centre, by=by, at=at),
        no("retired", "This centre is retired: it takes no fellow, and needs no tutor.")
        if centre.state == "retired"
        else YES,
    )


def may_retire_tutor(tutor: Tutor, *, by: Any, at: datetime) -> Verdict:
    return first_no(
        may_edit_centre(tutor.centre, by=by, at=at),
        YES if tutor.active else no("retired", f"{tutor.name} is no longer a tutor here."),
    )


def _officer(by: Any, society: Any) -> bool:
    return people.is_federation_officer(by) or societies.is_officer(by, society)


def _keeps(by: Any, institution: Institution) -> bool:
    return queries.is_coordinator(by, institution)
