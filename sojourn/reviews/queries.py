"""Who reviews what, who stands in conflict with whom, and which scores a person may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.urls import reverse

from sojourn.applications import states as application_states
from sojourn.applications.models import Application, Choice, Letter
from sojourn.calls.models import Call, Criterion, Programme
from sojourn.core import assignment as plans
from sojourn.core import scoring
from sojourn.people import queries as people
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Closing, Score
from sojourn.societies import queries as societies
from sojourn.societies import states as conflict_states
from sojourn.societies.models import Conflict, Seat
from sojourn.ui.waiting import Waiting

FILE_CLOSES = timedelta(days=30)  # after the day of the results: a late release must not shut out the chair
SMALL = 3  # a committee up to this size scores everything together


def plain(text: str) -> str:
    """A name of an institution as it is compared: letters and figures only."""
    return "".join(character for character in text.casefold() if character.isalnum())


# --- conflicts ---


class Book:
    """The conflicts in force, asked many times and read once."""

    def __init__(self, rows) -> None:
        self.persons: dict[tuple, list[Conflict]] = defaultdict(list)
        self.places: dict[Any, list[Conflict]] = defaultdict(list)
        for row in rows:
            if row.against_id:
                self.persons[row.member_id, row.against_id].append(row)
            else:
                self.places[row.member_id].append(row)

    def between(self, user: Any, application: Application) -> list[Conflict]:
        """Every conflict of a person with an applicant, the own application among them."""
        key = getattr(user, "pk", user)
        found = list(self.persons.get((key, application.applicant_id), ()))
        if self.places.get(key):
            place = plain(application.institution)
            found += [row for row in self.places[key] if place and plain(row.institution) == place]
        return found

    def barred(self, user: Any, application: Application) -> bool:
        """Nobody decides about oneself; a barring conflict outranks every role."""
        own = getattr(user, "pk", user) == application.applicant_id
        return own or any(row.grade == "bars" for row in self.between(user, application))

    def disclosed(self, user: Any, application: Application) -> list[Conflict]:
        return [row for row in self.between(user, application) if row.grade == "disclosed"]


def book(users) -> Book:
    """The conflicts in force of some people, in whichever society they were noted."""
    rows = Conflict.objects.filter(state__in=conflict_states.IN_FORCE, member__in=users)
    return Book(rows.select_related("member"))


def barred(user: Any, application: Application) -> bool:
    return book([user]).barred(user, application)


@dataclass(frozen=True)
class Found:
    """A conflict that the system finds by itself."""

    seat: Seat
    application: Application
    ground: str
    grade: str
    explanation: str


def find_conflicts(programme: Programme, applications, seats) -> list[Found]:
    """Same institution, writer of a letter, works at a ranked centre; nothing twice that was noted before."""
    noted = set(
        Conflict.objects.filter(society=programme.society_id, against__isnull=False).values_list(
            "member_id", "against_id", "ground"
        )
    )
    writers, ranked = _writers(applications), _ranked(applications)
    found = []
    for seat in seats:
        place, address = plain(seat.institution), seat.user.email.casefold()
        for application in applications:
            told = []
            if place and place == plain(application.institution):
                told.append(("same_institution", "bars", f"Both at {application.institution}"))
            if address in writers[application.pk]:
                told.append(("letter_writer", "bars", "Named as referee in the application"))
            if place and place in ranked[application.pk]:
                told.append(("ranked_centre", "disclosed", f"Works at {seat.institution}"))
            for ground, grade, explanation in told:
                if (seat.user_id, application.applicant_id, ground) not in noted:
                    found.append(Found(seat, application, ground, grade, explanation))
    return found


def _writers(applications) -> dict[Any, set[str]]:
    named = defaultdict(set)
    letters = Letter.objects.filter(application__in=applications).exclude(state__in=("replaced", "named"))
    for key, email in letters.values_list("application_id", "email"):
        named[key].add(email.casefold())
    return named


def _ranked(applications) -> dict[Any, set[str]]:
    named = defaultdict(set)
    choices = Choice.objects.filter(application__in=applications)
    for key, name in choices.values_list("application_id", "offer__centre__institution__name"):
        named[key].add(plain(name))
    return named


# --- assigning ---


@dataclass
class Plan:
    """What assigning would do: conflicts found, new pairs (application, seat), and what stays short."""

    found: list[Found] = field(default_factory=list)
    pairs: list[tuple[Application, Seat]] = field(default_factory=list)
    short: dict[Application, int] = field(default_factory=dict)


def to_review(programme: Programme) -> list[Application]:
    """What goes to the committee, in the order of submission."""
    return list(
        Application.objects.filter(programme=programme, state__in=application_states.REVIEWED)
        .select_related("programme__society", "programme__call", "applicant")
        .order_by("submitted_at", "number", "pk")
    )


def plan(programme: Programme) -> Plan:
    """Small committees score everything together; larger ones share, `min_reviews` each. Only adds."""
    applications = to_review(programme)
    seats = list(societies.seats(programme.society).select_related("user"))
    made = Plan(find_conflicts(programme, applications, seats))
    conflicts = book([seat.user_id for seat in seats])
    barring = {(str(one.application.pk), str(one.seat.user_id)) for one in made.found if one.grade == "bars"}
    barring |= {
        (str(application.pk), str(seat.user_id))
        for application in applications
        for seat in seats
        if conflicts.barred(seat.user_id, application)
    }
    kept, gone = defaultdict(list), set()
    for key, user, state in Assignment.objects.filter(application__in=applications).values_list(
        "application_id", "reviewer_id", "state"
    ):
        if state in states.ACTIVE and (str(key), str(user)) not in barring:
            kept[str(key)].append(str(user))
        else:
            gone.add((str(key), str(user)))
    own = [seat for seat in seats if seat.role != "substitute"]
    substitutes = [seat for seat in seats if seat.role == "substitute"]
    by_user = {str(seat.user_id): seat for seat in seats}
    names = [str(application.pk) for application in applications]
    if len(own) <= SMALL:
        given = _together(names, own, substitutes, barring | gone, kept, programme.min_reviews)
    else:
        given = plans.assign(
            names,
            [str(seat.user_id) for seat in own],
            each=programme.min_reviews,
            conflicts=barring | gone,
            substitutes=[str(seat.user_id) for seat in substitutes],
            kept=kept,
        ).reviewers
    for application in applications:
        reviewers = given[str(application.pk)]
        made.pairs += [
            (application, by_user[name]) for name in reviewers if name not in kept[str(application.pk)]
        ]
        if len(reviewers) < programme.min_reviews:
            made.short[application] = programme.min_reviews - len(reviewers)
    return made


def _together(names, own, substitutes, barring, kept, least) -> dict[str, list[str]]:
    """Everybody scores everything; substitutes, the least burdened first, fill up to `least`."""
    given, load = {}, dict.fromkeys((str(seat.user_id) for seat in substitutes), 0)
    for name in names:
        reviewers = list(kept[name])
        members = [str(seat.user_id) for seat in own]
        reviewers += [user for user in members if user not in reviewers and (name, user) not in barring]
        while len(reviewers) < least:
            free = [user for user in load if user not in reviewers and (name, user) not in barring]
            if not free:
                break
            chosen = min(free, key=lambda user: load[user])
            reviewers.append(chosen)
            load[chosen] += 1
        given[name] = reviewers
    return given


# --- who sees which scores: the one question, with a truth table in the tests ---


def begun(call: Call, at: datetime) -> bool:
    """Nothing is reviewed before the call, with its grace, has closed."""
    return at > call.closes_at + timedelta(minutes=call.grace_minutes)


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
        state__in=states.ACTIVE,
    )
    if programme is not None:
        rows = rows.filter(application__programme=programme)
    mine = Assignment.objects.filter(reviewer=viewer)
    done = mine.filter(state="final").values("application_id")
    undone = mine.filter(state__in=states.OPEN).values("application_id")
    chaired = societies.chaired_by(viewer).values("pk")
    seen = Q(reviewer=viewer, declared_at__isnull=False)
    seen |= Q(state="final", application__in=done)
    seen |= Q(state="final", application__programme__society__in=chaired) & ~Q(application__in=undone)
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


# --- lists ---


def mine(user: Any, at: datetime) -> QuerySet[Assignment]:
    """A reviewer's own assignments of calls that are closed, without those in conflict."""
    rows = Assignment.objects.filter(
        reviewer=user,
        state__in=states.ACTIVE,
        application__state__in=application_states.REVIEWED,
        application__programme__call__closes_at__lt=at,
    )
    return without_conflict(rows, user).select_related(
        "application__programme__call", "application__programme__society", "reviewer"
    )


def queue(user: Any, at: datetime) -> list[Assignment]:
    """Own assignments in the order of the work, with their scores."""
    return list(
        mine(user, at)
        .order_by("application__programme__call__closes_at", "application__programme", "assigned_at", "pk")
        .prefetch_related("scores")
    )


def after(assignment: Assignment, user: Any, at: datetime) -> Assignment | None:
    """The next one that is not final, going round."""
    rows = [row for row in queue(user, at) if row.state in states.OPEN or row.pk == assignment.pk]
    place = next((i for i, row in enumerate(rows) if row.pk == assignment.pk), -1)
    following = rows[place + 1 :] + rows[: max(place, 0)]
    return next((row for row in following if row.pk != assignment.pk), None)


def readable(user: Any, *, at: datetime) -> QuerySet[Application]:
    """Applications whose file this person may open as a reviewer without conflict, or as chair.

    This room never hears of the release; the file closes by the call's own day of results.
    """
    if not user.is_authenticated:
        return Application.objects.none()
    own = mine(user, at).filter(declared_at__isnull=False).values("application_id")
    rows = Application.objects.filter(
        Q(pk__in=own) | Q(programme__society__in=societies.chaired_by(user).values("pk")),
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


@dataclass(frozen=True)
class Covered:
    """One application's reviewers; `missing` of the least number are neither done nor on their way."""

    application: Application
    assignments: list[Assignment]
    missing: int

    @property
    def active(self) -> list[Assignment]:
        return [row for row in self.assignments if row.state in states.ACTIVE]

    @property
    def finals(self) -> int:
        return sum(row.state == "final" for row in self.assignments)


def coverage(programme: Programme, viewer: Any = None) -> list[Covered]:
    """Every application with its reviewers; those in conflict with the viewer are left out altogether."""
    applications = to_review(programme)
    conflicts = book([viewer]) if viewer is not None else Book(())
    given = defaultdict(list)
    rows = Assignment.objects.filter(application__in=applications).select_related("reviewer")
    for row in rows:
        given[row.application_id].append(row)
    return [
        Covered(
            application, given[application.pk], max(0, programme.min_reviews - _active(given, application))
        )
        for application in applications
        if viewer is None or not conflicts.barred(viewer, application)
    ]


def _active(given, application) -> int:
    return sum(row.state in states.ACTIVE for row in given[application.pk])


def counts(call: Call) -> list[tuple[Programme, int, int, int]]:
    """Per programme: applications to review, reviews asked, reviews final. Numbers only."""
    rows = Programme.objects.filter(call=call).select_related("society")
    active = Assignment.objects.filter(
        application__programme__call=call,
        application__state__in=application_states.REVIEWED,
        state__in=states.ACTIVE,
    )
    numbers = {
        key: (asked, done)
        for key, asked, done in active.values_list("application__programme_id")
        .annotate(asked=Count("pk"), done=Count("pk", filter=Q(state="final")))
        .order_by()
    }
    applications = dict(
        Application.objects.filter(programme__call=call, state__in=application_states.REVIEWED)
        .values_list("programme_id")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return [(row, applications.get(row.pk, 0), *numbers.get(row.pk, (0, 0))) for row in rows]


def reviewed(call: Call) -> dict[int, int]:
    """Programme id -> applications whose reviews are all final, and enough of them."""
    through = (
        Assignment.objects.filter(
            application__programme__call=call,
            application__state__in=application_states.REVIEWED,
            state__in=states.ACTIVE,
        )
        .order_by()
        .values("application")
        .annotate(asked=Count("pk"), done=Count("pk", filter=Q(state="final")))
        .filter(done=F("asked"), done__gte=F("application__programme__min_reviews"))
    )
    found = Application.objects.filter(pk__in=through.values("application")).order_by()
    return dict(found.values_list("programme").annotate(number=Count("pk")))


@dataclass(frozen=True)
class Standing:
    """What the committee's final scores say of one application; exact fractions."""

    mean: Fraction | None
    number: int
    spread: Fraction
    scores: list[tuple[Any, Fraction]]  # (reviewer, score)


def scores_for(programme: Programme, assignments: QuerySet[Assignment] | None = None) -> dict[Any, Standing]:
    """Application id -> standing, from final reviews (those in `assignments` only, where it is given)."""
    criteria = criteria_of(programme)
    if not criteria:
        return {}
    if assignments is None:
        assignments = Assignment.objects.filter(
            application__programme=programme, application__state__in=application_states.REVIEWED
        ).select_related("reviewer")
    rows = assignments.filter(state="final").prefetch_related(
        Prefetch("scores", queryset=Score.objects.order_by("criterion_id"))
    )
    scales = [scoring.Criterion(str(one.pk), one.weight, one.lowest, one.highest) for one in criteria]
    collected = defaultdict(list)
    for row in rows:
        marks = {str(score.criterion_id): score.value for score in row.scores.all()}
        if len(marks) == len(scales):
            collected[row.application_id].append((row.reviewer, scoring.score(marks, scales)))
    return {
        key: Standing(
            scoring.total(value for _, value in given), len(given), scoring.spread(v for _, v in given), given
        )
        for key, given in collected.items()
    }


def criteria_of(programme: Programme) -> list[Criterion]:
    return list(Criterion.objects.filter(programme=programme).order_by("order"))


def standing_of(assignment: Assignment) -> Fraction | None:
    """One reviewer's own weighted score; None while a criterion is open."""
    criteria = criteria_of(assignment.application.programme)
    marks = {str(score.criterion_id): score.value for score in assignment.scores.all()}
    if not criteria or len(marks) < len(criteria):
        return None
    return scoring.score(
        marks, [scoring.Criterion(str(one.pk), one.weight, one.lowest, one.highest) for one in criteria]
    )


def missing_scores(assignment: Assignment) -> list[Criterion]:
    given = set(Score.objects.filter(assignment=assignment).values_list("criterion_id", flat=True))
    return [one for one in criteria_of(assignment.application.programme) if one.pk not in given]


def closing(programme: Programme) -> Closing | None:
    return Closing.objects.filter(programme=programme).first()


def open_reviews(programme: Programme) -> int:
    """Reviews that were asked and are not final."""
    return Assignment.objects.filter(
        application__programme=programme,
        application__state__in=application_states.REVIEWED,
        state__in=states.OPEN,
    ).count()


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


def feedback_for(application: Application) -> list[str]:
    """What would have helped, as written in final reviews; for those who decide what the applicant reads."""
    rows = Assignment.objects.filter(application=application, state="final").exclude(feedback="")
    return list(rows.values_list("feedback", flat=True))


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Files to score, by call; applications that lack reviewers, by programme."""
    if not user.is_authenticated:
        return []
    lines, open_by_call = [], defaultdict(int)
    for row in mine(user, at):
        if row.state in states.OPEN:
            open_by_call[row.application.programme.call] += 1
    for call, number in open_by_call.items():
        title = f"application{'' if number == 1 else 's'} of the {call.year} call"
        lines.append(Waiting("Score", title, reverse("reviews:queue"), call.reviews_by, number))
    if not people.is_federation_officer(user):
        lines += _short_lines(user, at)
    return lines


def _short_lines(user: Any, at: datetime) -> list[Waiting]:
    """Society officers: what goes to the committee and has too few reviewers."""
    applications = (
        Application.objects.filter(
            programme__society__in=societies.officer_of(user).values("pk"),
            programme__call__closes_at__lt=at,
            programme__call__state="announced",
            state__in=application_states.REVIEWED,
        )
        .select_related("programme__call", "programme__society")
        .order_by("programme")
    )
    given = dict(
        Assignment.objects.filter(application__in=applications, state__in=states.ACTIVE)
        .values_list("application_id")
        .annotate(number=Count("pk"))
        .order_by()
    )
    short = defaultdict(int)
    for row in applications:
        if given.get(row.pk, 0) < row.programme.min_reviews:
            short[row.programme] += 1
    return [
        Waiting(
            "Assign reviewers to",
            f"application{'' if number == 1 else 's'} of {programme.society.acronym}",
            reverse("reviews:assign_all", args=[programme.call.slug, programme.society.slug]),
            programme.call.reviews_by,
            number,
        )
        for programme, number in short.items()
    ]


def recipient(letter: Any) -> str:
    """The address that a letter of this room should reach now; empty where it should reach nobody."""
    row = Assignment.objects.filter(pk=letter.thing_id).select_related("reviewer").first()
    return row.reviewer.email if row is not None else ""


def statistics(call: Call) -> dict[str, int]:
    """Numbers of a call: reviews asked, final, and reviewers."""
    rows = Assignment.objects.filter(application__programme__call=call, state__in=states.ACTIVE)
    return rows.aggregate(
        asked=Count("pk"),
        final=Count("pk", filter=Q(state="final")),
        reviewers=Count("reviewer", distinct=True),
    )
