"""The centres' handshake: who is asked, who has not answered, what a centre may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sojourn.calls.models import Call, CentreOffer, Programme
from sojourn.centres.models import Coordinator, Tutor
from sojourn.core.reminding import Owed
from sojourn.people import queries as people
from sojourn.selection import states
from sojourn.selection.models import Match, Nomination, Release


def declined_pairs(call: Call) -> set[tuple[Any, Any]]:
    """(application, offer) that a centre could not take."""
    rows = Nomination.objects.filter(match__call=call, state="declined")
    return set(rows.values_list("application_id", "offer_id"))


def nominations_of(match: Match) -> list[Nomination]:
    """The live nominations of a run, with what a page needs."""
    rows = Nomination.objects.filter(match=match).exclude(state="cancelled")
    return list(_with_parts(rows))


PARTS = (
    "match",
    "tutor",
    "application__programme__society",
    "application__programme__call",
    "offer__centre__institution",
    "offer__centre__society",
)


def _with_parts(rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Without the whole input and output of the run, which would be read once for every row."""
    return rows.select_related(*PARTS).defer("match__instance", "match__result")


def nominations(user: Any) -> QuerySet[Nomination]:
    """What a coordinator, or the federation's officer in her place, may answer; live runs only."""
    rows = _with_parts(Nomination.objects.exclude(match__state="discarded"))
    if not getattr(user, "is_authenticated", False):
        return rows.none()
    if people.is_federation_officer(user):
        return rows
    own = Coordinator.objects.filter(user=user).values("institution_id")
    return rows.filter(offer__centre__institution__in=own).exclude(state__in=UNASKED)


UNASKED = ("kept", "waived", "cancelled")  # nothing that a centre knows of


def coordinators(institutions) -> dict[Any, list[Coordinator]]:
    """Institution id -> who answers for it, the first contact first."""
    found = defaultdict(list)
    rows = Coordinator.objects.filter(institution__in=institutions).select_related("user")
    for row in rows.order_by("pk"):
        found[row.institution_id].append(row)
    return found


def nomination_behind(invitation: Any) -> Nomination | None:
    """The nomination that an invitation is for."""
    return Nomination.objects.filter(pk=invitation.thing_id).select_related(*PARTS).first()


def first_tutor(offer: CentreOffer) -> Tutor | None:
    return Tutor.objects.filter(centre=offer.centre_id, active=True).first()


def second_contacts(offer: CentreOffer) -> list[tuple[Any, str]]:
    """Whom to ask where the first contact is silent: the other coordinators, else the centre's tutors.

    (user or address, name) pairs.
    """
    others = coordinators([offer.centre.institution_id])[offer.centre.institution_id][1:]
    if others:
        return [(one.user, one.user.get_full_name()) for one in others]
    tutors = Tutor.objects.filter(centre=offer.centre_id, active=True)
    return [(one.email, one.name) for one in tutors]


def kept(at: datetime) -> list[Nomination]:
    """What was kept until the results were published, and now they are."""
    out = Release.objects.filter(state__in=states.OUT, published_at__lte=at).values("match")
    rows = Nomination.objects.filter(state="kept", match__in=out)
    return list(_with_parts(rows))


def unanswered() -> list[Nomination]:
    """Nominations of live runs that wait for their centre."""
    rows = Nomination.objects.filter(state="asked", match__state__in=("asking", "settled"))
    return list(_with_parts(rows).prefetch_related("chasers"))


def owed(programme: Programme, at: datetime) -> Iterator[Owed]:
    """Centres that have not answered about a fellow of this programme."""
    rows = Nomination.objects.filter(
        state="asked", match__state__in=("asking", "settled"), application__programme=programme
    )
    yield from map(owed_answer, _with_parts(rows).prefetch_related("chasers").order_by("due_at", "pk"))


def owed_answer(row: Nomination) -> Owed:
    """In confidence: the page of reminders counts them for whoever runs the match, and for nobody else."""
    told = max((one.at for one in row.chasers.all()), default=None)
    zone = row.application.programme.call.zone
    name = str(row.offer.centre.institution)
    return Owed(
        "centre", row.application.programme, row, name, row.due_at, zone, since=row.asked_at, told=told,
        about=row.application.applicant_id,
    )  # fmt: skip


def answers(call: Call) -> dict[tuple[Any, Any], Nomination]:
    """(application id, offer id) -> the centre's answer, over all runs; a later run's beats an earlier."""
    rows = Nomination.objects.filter(match__call=call).exclude(state="cancelled").select_related("tutor")
    return {(row.application_id, row.offer_id): row for row in rows.order_by("match__run_at", "due_at")}
