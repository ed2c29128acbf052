"""Reading awards and rounds. Applicants see their own; officers what their society offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sojourn.applications.models import Application
from sojourn.awards.models import Award, Quota, Round
from sojourn.calls.models import Call, CentreOffer, Programme
from sojourn.people import queries as people
from sojourn.selection import states as selection
from sojourn.selection.models import Nomination, Release, Result
from sojourn.societies import queries as societies

RELATED = (
    "application__applicant",
    "application__programme__call",
    "application__programme__society",
    "offer__centre__institution",
    "tutor",
)


# --- whose ---


def standing() -> QuerySet[Award]:
    """Awards that rest on results that are out: with a recall they are gone at that instant."""
    recalled = Release.objects.filter(call=OuterRef("offer__programme__call"), state="recalled")
    live = Release.objects.filter(call=OuterRef("offer__programme__call"), state__in=selection.OUT)
    return Award.objects.exclude(state="recalled").filter(~Exists(recalled) | Exists(live))


def stands(award: Award) -> bool:
    """Whether the results under it are out, whatever the worker has followed so far."""
    return standing().filter(pk=award.pk).exists()


def to_recall() -> list[Award]:
    """Awards that are held on the strength of a release that was taken back."""
    recalled = Release.objects.filter(
        call=OuterRef("offer__programme__call"), state="recalled", recalled_at__gte=OuterRef("offered_at")
    )
    rows = Award.objects.filter(Exists(recalled)).exclude(state="recalled")
    return list(rows.select_related(*RELATED))


def mine(user: Any) -> QuerySet[Award]:
    """The offers to this person, newest first."""
    return standing().filter(application__applicant=user).select_related(*RELATED).order_by("-offered_at")


def for_officer(user: Any) -> QuerySet[Award]:
    """Every award of the officer's societies."""
    return (
        standing()
        .filter(application__programme__society__in=societies.officer_of(user))
        .select_related(*RELATED)
    )


def visible_to(user: Any) -> QuerySet[Award]:
    """Own awards, and those of one's societies."""
    own = Q(application__applicant=user)
    office = Q(application__programme__society__in=societies.officer_of(user))
    return standing().filter(own | office).select_related(*RELATED)


def is_office(by: Any, programme: Programme) -> bool:
    """Whether this actor is a person of the society's (or the federation's) office."""
    return is_person(by) and societies.is_officer(by, programme.society)


def works_in_an_office(by: Any) -> bool:
    return is_person(by) and societies.officer_of(by).exists()


def is_person(by: Any) -> bool:
    return by is not None and by._meta.label == "people.User"


# --- the release and the rounds ---


def released_calls() -> list[Call]:
    """Calls with a published release that are not yet completed."""
    published = Release.objects.filter(state="published").exclude(call__state="completed")
    return [release.call for release in published.select_related("call")]


def calls_of_office(user: Any) -> QuerySet[Call]:
    """Calls whose results are out, for the federation's office."""
    published = Release.objects.filter(state="published").values("call")
    calls = Call.objects.filter(pk__in=published)
    return calls if people.is_federation_officer(user) else calls.none()


def release(call: Call) -> Release | None:
    """The published release; nothing is read from any other."""
    return Release.objects.filter(call=call, state="published").select_related("match").first()


def unoffered(call: Call) -> QuerySet[Result]:
    """Those selected in the published release who were not offered their place yet."""
    return (
        Result.objects.filter(release__call=call, release__state="published", outcome="selected")
        .exclude(
            application__in=Award.objects.filter(round=0, offer__programme__call=call)
            .exclude(state="recalled")
            .values("application")
        )
        .select_related(
            "application__applicant",
            "application__programme__call",
            "application__programme__society",
            "offer__centre__institution",
            "offer__programme",
            "tutor",
        )
        .order_by("pk")
    )


def overdue(call: Call, at: datetime) -> QuerySet[Award]:
    """Offers whose time is over, the silent grace included."""
    latest = at - timedelta(minutes=call.grace_minutes)
    return Award.objects.filter(
        offer__programme__call=call, state="offered", accept_by__lt=latest
    ).select_related(*RELATED)


def awards_of(call: Call) -> list[Award]:
    rows = standing().filter(offer__programme__call=call)
    return list(rows.select_related(*RELATED, "offer__programme__society"))


def _asked(states: tuple[str, ...]) -> Exists:
    """Whether the centre of an award stands so with its nomination, in a run that counts."""
    return Exists(
        Nomination.objects.filter(
            application=OuterRef("application"), offer=OuterRef("offer"), state__in=states
        ).exclude(match__state="discarded")
    )


def refused_by_centre(call: Call) -> list[Award]:
    """Awards whose centre said after the release that it cannot take the fellow."""
    rows = Award.objects.filter(offer__programme__call=call, state__in=("offered", "accepted"))
    rows = rows.filter(_asked(("declined",)), arrived_at=None, placed_by_office=False)
    return list(rows.select_related(*RELATED))


def named_by_centre(call: Call) -> list[tuple[Award, Any]]:
    """(award, tutor) where the centre named another tutor than stands there, or the first."""
    rows = Award.objects.filter(
        offer__programme__call=call, state__in=("offered", "accepted"), placed_by_office=False
    ).exclude(round=0, moves=None, tutor__isnull=False)
    held = {(row.application_id, row.offer_id): row for row in rows.select_related(*RELATED)}
    if not held:
        return []
    said = Nomination.objects.filter(
        match__call=call, state="accepted", application__in=[key[0] for key in held]
    ).exclude(match__state="discarded")
    found = []
    for row in said.select_related("tutor"):
        award = held.get((row.application_id, row.offer_id))
        if award is not None and award.tutor_id != row.tutor_id:
            found.append((award, row.tutor))
    return found


def to_confirm(call: Call) -> list[tuple[Application, CentreOffer]]:
    """Places given by a round, of which the centre has not been asked: for `selection` to ask."""
    rows = Award.objects.filter(
        offer__programme__call=call, state__in=("offered", "accepted"), placed_by_office=False
    ).filter(Q(round__gt=0) | Q(moves__kind="upgrade"))
    asked = Nomination.objects.filter(application=OuterRef("application"), offer=OuterRef("offer"))
    rows = rows.filter(~Exists(asked)).distinct()
    return [(award.application, award.offer) for award in rows.select_related(*RELATED)]


def last_round(call: Call) -> Round | None:
    return Round.objects.filter(call=call).first()


def rounds_of(call: Call) -> QuerySet[Round]:
    return Round.objects.filter(call=call)


def rounds_for(user: Any) -> QuerySet[Round]:
    """Rounds hold rankings of all societies: for the federation's office."""
    return Round.objects.all() if people.is_federation_officer(user) else Round.objects.none()


def offer_by_codes(call: Call) -> dict[tuple[str, str], CentreOffer]:
    """(programme, centre) as the engine names them -> the offer."""
    offers = CentreOffer.objects.filter(programme__call=call).select_related(
        "programme__call", "programme__society", "centre__institution"
    )
    return {engine_pair(offer): offer for offer in offers}


def engine_pair(offer: CentreOffer) -> tuple[str, str]:
    """How the match names a programme and a centre: as `selection` wrote them."""
    return offer.programme.society.slug, offer.centre.institution.slug


def applications(call: Call, ids: Iterable[str]) -> dict[str, Application]:
    found = Application.objects.filter(programme__call=call, pk__in=list(ids)).select_related(
        "applicant", "programme__call", "programme__society"
    )
    return {str(application.pk): application for application in found}


def tutor_for(offer: CentreOffer) -> Any:
    """Who was named for this place before, else the centre's first tutor."""
    before = Award.objects.filter(offer=offer, tutor__isnull=False).select_related("tutor").first()
    return before.tutor if before else offer.centre.tutors.filter(active=True).first()


def quotas(keys: Iterable[str]) -> dict[str, Quota]:
    return {quota.key: quota for quota in Quota.objects.filter(key__in=list(keys))}


def awarded(call: Call | None = None) -> QuerySet[Award]:
    """Awards that were accepted."""
    found = Award.objects.filter(state="accepted").select_related(*RELATED)
    return found.filter(offer__programme__call=call) if call else found


def taken_up() -> Iterator[tuple[UUID, UUID, datetime, date | None]]:
    """(award, application, accepted at, end of its window) of what was accepted, unless it ended before the
    arrival: for `upkeep` to hand down."""
    rows = standing().filter(Q(state="accepted") | Q(state="ended", arrived_at__isnull=False))
    for row in rows.filter(answered_at__isnull=False).select_related("application__programme__call"):
        window = row.ends_until or row.application.programme.call.ends_until
        yield row.pk, row.application_id, row.answered_at, window


def accepted(call: Call | None = None) -> QuerySet[Award]:
    """Awards whose place is certain, for the room that opens placements: accepted, not waiting for a better
    one, and not waiting for the centre's word."""
    return awarded(call).filter(
        ~_asked(("asked", "kept", "declined")) | Q(placed_by_office=True), floats=False
    )


def where(programme: Programme, role: str, *, due: Any = None) -> dict[str, Any]:
    """The line in the header: call, society, role, and what is due (a Waiting)."""
    society = programme.society
    return {
        "call": {"title": programme.call.name, "url": ""},
        "society": {"acronym": society.acronym, "name": society.name, "url": "", "accent": society.accent},
        "role": role,
        "due": due,
        "zone": programme.call.zone,
    }


def taken(keys: Iterable[str]) -> dict[str, int]:
    """Quota key -> how many places it has given away; without what never gave one."""
    return dict(Quota.objects.filter(key__in=keys).values_list("key", "taken"))
