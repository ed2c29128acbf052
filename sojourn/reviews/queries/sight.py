"""What a person may see: assignments, applications, programmes, names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Call, Programme
from sojourn.journal import queries as journal
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Sweep
from sojourn.reviews.queries.conflicts import book, plain
from sojourn.reviews.queries.phases import hiding
from sojourn.societies import queries as societies
from sojourn.societies import states as conflict_states
from sojourn.societies.models import Conflict, Seat

RESULTS_OUT = "results_out"
FILE_CLOSES = timedelta(days=30)  # after the day of the results: a late release must not shut out the chair


def begun(call: Call, at: datetime) -> bool:
    """Nothing is reviewed before the call, with its grace, has closed."""
    return at > call.closes_at + timedelta(minutes=call.grace_minutes)


def deputised(user: Any) -> QuerySet[Application]:
    """Files that this person leads as vice chair: a conflict bars the chair from them, not the vice chair."""
    found = Q(pk__in=[])
    for society in societies.vice_of(user):
        chair = societies.chair(society)
        if chair is None:
            continue
        within = Q(programme__society=society)
        hidden = Q(applicant__in=societies.barring(chair))
        places = _barred_places(chair)
        if places:
            named = Application.objects.filter(within).order_by().values_list("institution", flat=True)
            hidden |= Q(institution__in={name for name in named if plain(name) in places})
        found |= within & hidden
    return without_conflict(Application.objects.filter(found), user, path="").order_by()


def _barred_places(member: Any) -> set[str]:
    rows = Conflict.objects.filter(
        member=member, grade="bars", state__in=conflict_states.IN_FORCE, against=None
    )
    return {plain(name) for name in rows.values_list("institution", flat=True)}


def leads(user: Any, application: Application) -> bool:
    """Whether this person leads through a file: the chair, or the vice chair where the chair may not."""
    seat = societies.seat_of(user, application.programme.society)
    if seat is None or seat.role not in ("chair", "vice"):
        return False
    return seat.role == "chair" or deputised(user).filter(pk=application.pk).exists()


def visible(viewer: Any, *, at: datetime, programme: Programme | None = None) -> QuerySet[Assignment]:
    """The assignments whose scores and comments this person may read now.

    Own ones; colleagues' final ones on the same application once one's own is final; as chair, final ones of
    the society, but where one reviews oneself only after one's own is final. Never with a barring conflict.
    Officers see coverage, not scores.
    """
    if not viewer.is_authenticated:
        return Assignment.objects.none()
    rows = Assignment.objects.filter(
        application__state__in=application_states.REVIEWED,
        application__programme__call__closes_at__lt=at,
        state__in=states.HELD,
    )
    if programme is not None:
        rows = rows.filter(application__programme=programme)
    mine = Assignment.objects.filter(reviewer=viewer)
    done = mine.filter(state="final").values("application_id")
    undone = mine.filter(state__in=states.OPEN).values("application_id")
    chaired = societies.chaired_by(viewer).values("pk")
    seen = Q(reviewer=viewer, declared_at__isnull=False)
    seen |= Q(state="final", application__in=done) & ~Q(application__programme__in=hiding(at))
    led = Q(application__programme__society__in=chaired)
    if societies.vice_of(viewer).exists():
        led |= Q(application__in=deputised(viewer).values("pk"))
    seen |= Q(state="final") & led & ~Q(application__in=undone)
    return without_conflict(rows.filter(seen), viewer).select_related("reviewer")


def without_conflict(rows: QuerySet, viewer: Any, *, path: str = "application__") -> QuerySet:
    """Leave out what stands in a barring conflict with the viewer, by person or by institution.

    `path` leads from a row to its application ("" for applications themselves).
    """
    noted = Conflict.objects.filter(member=viewer, grade="bars", state__in=conflict_states.IN_FORCE)
    persons = noted.filter(against__isnull=False).values("against_id")
    rows = rows.exclude(**{f"{path}applicant": viewer}).exclude(**{f"{path}applicant__in": persons})
    # names of institutions are compared without case and signs, which no two databases do alike
    places = {plain(name) for name in noted.filter(against=None).values_list("institution", flat=True)}
    if places:
        names = set(rows.values_list(f"{path}institution", flat=True))
        rows = rows.exclude(**{f"{path}institution__in": [name for name in names if plain(name) in places]})
    return rows


def colleagues(assignment: Assignment, viewer: Any, *, at: datetime) -> list[Assignment]:
    """The others' final scores on the same application, once one's own is final."""
    if assignment.state != "final":
        return []
    return list(
        visible(viewer, at=at)
        .filter(application=assignment.application_id)
        .exclude(pk=assignment.pk)
        .prefetch_related("scores__criterion")
    )


def mine(user: Any, at: datetime) -> QuerySet[Assignment]:
    """A reviewer's own assignments of closed calls, without those in conflict, until the results are out."""
    rows = Assignment.objects.filter(
        reviewer=user,
        state__in=states.HELD,
        application__state__in=application_states.REVIEWED,
        application__programme__call__closes_at__lt=at,
    ).exclude(application__programme__call__in=journal.reached(RESULTS_OUT, Call))
    return without_conflict(rows, user).select_related(
        "application__programme__call", "application__programme__society", "reviewer"
    )


def readable(user: Any, *, at: datetime) -> QuerySet[Application]:
    """Applications whose file this person may open as a reviewer without conflict, or as chair.

    A reviewer's file closes when the results of the call are out; the chair's some time after their day. The
    chair's opens once conflicts were looked for: a reviewer's are looked for as she declares.
    """
    if not user.is_authenticated:
        return Application.objects.none()
    own = mine(user, at).filter(declared_at__isnull=False).values("application_id")
    led = Q(programme__society__in=societies.chaired_by(user).values("pk"))
    if societies.vice_of(user).exists():
        led |= Q(pk__in=deputised(user).values("pk"))
    rows = Application.objects.filter(
        Q(pk__in=own) | led & Q(programme__in=Sweep.objects.values("programme")),
        state__in=application_states.REVIEWED,
        programme__call__closes_at__lt=at,
    ).exclude(
        Q(programme__call__state="completed") | Q(programme__call__results_on__lt=at.date() - FILE_CLOSES)
    )
    return without_conflict(rows, user, path="").select_related(
        "programme__call", "programme__society", "applicant"
    )


def programmes_covered(user: Any, *, at: datetime) -> QuerySet[Programme]:
    """Programmes of closed calls whose coverage this person may see: officers and the chair."""
    if not user.is_authenticated:
        return Programme.objects.none()
    return Programme.objects.filter(
        Q(society__in=societies.officer_of(user).values("pk"))
        | Q(society__in=societies.chaired_by(user).values("pk")),
        call__closes_at__lt=at,
        call__state__in=("announced", "completed"),
    ).select_related("call", "society")


def calls_covered(user: Any, *, at: datetime) -> QuerySet[Call]:
    return Call.objects.filter(pk__in=programmes_covered(user, at=at).values("call_id"))


def coverable(user: Any, *, at: datetime) -> QuerySet[Application]:
    """Applications whose reviewers this person may see, none in conflict."""
    rows = Application.objects.filter(
        programme__in=programmes_covered(user, at=at), state__in=application_states.REVIEWED
    )
    return without_conflict(rows, user, path="").select_related(
        "programme__call", "programme__society", "applicant"
    )


def assignments_covered(user: Any, *, at: datetime) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(application__in=coverable(user, at=at).values("pk"))
    return rows.select_related("application__programme__call", "application__programme__society")


def sees_names(user: Any, programme: Programme) -> bool:
    """Who reviews what is known to the chair and the society's office; the federation sees numbers."""
    seat = societies.seat_of(user, programme.society)
    if seat is not None and seat.role == "chair":
        return True
    return societies.officers(programme.society).filter(user=user).exists()


def reads_names(user: Any, programme: Programme) -> bool:
    """Of a blind programme nobody of the committee reads an applicant's name, the chair included."""
    return not programme.blind or societies.seat_of(user, programme.society) is None


def shown_name(application: Application) -> str:
    """The applicant's name, or a code where the programme reviews blindly."""
    if application.programme.blind:
        return f"Application {application.number or application.pk.hex[:6].upper()}"
    return application.formal_name or str(application)


def seats_for(application: Application) -> list[Seat]:
    """Seats that could still be given this application by hand: without conflict and without assignment."""
    given = Assignment.objects.filter(application=application).values("reviewer_id")
    seats = list(
        societies.seats(application.programme.society).select_related("user").exclude(user__in=given)
    )
    conflicts = book([seat.user_id for seat in seats])
    return [seat for seat in seats if not conflicts.barred(seat.user_id, application)]
