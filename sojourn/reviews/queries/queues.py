"""What a reviewer still has to do, and what the desks must hear of."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.journal import queries as journal
from sojourn.people import queries as people
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Habit, Score
from sojourn.reviews.queries.sight import mine, shown_name, without_conflict
from sojourn.reviews.queries.standings import criteria_of
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting

# of an application: what no list of files shows
LONG = ("training", "interests", "cv", "office_note")


def queue(user: Any, at: datetime) -> list[Assignment]:
    """Own assignments in the order of the work.

    Rows that a list shows, not whole files: their programmes are read once each, long texts not at all.
    """
    rows = list(
        mine(user, at)
        .order_by("application__programme__call__closes_at", "application__programme", "assigned_at", "pk")
        .select_related(None)
        .select_related("application")
        .defer("comment", "feedback", *(f"application__{name}" for name in LONG))
    )
    programmes = Programme.objects.select_related("call", "society").in_bulk(
        {row.application.programme_id for row in rows}
    )
    for row in rows:
        row.reviewer = user
        row.application.programme = programmes[row.application.programme_id]
    return rows


def neighbours(assignment: Assignment, rows: list[Assignment]) -> tuple[Assignment | None, Assignment | None]:
    """The one before and the one after in the queue, whatever their state."""
    place = next((i for i, row in enumerate(rows) if row.pk == assignment.pk), 0)
    before = rows[place - 1] if place else None
    return before, rows[place + 1] if place + 1 < len(rows) else None


def ready(
    user: Any, at: datetime, programme: Programme, rows: list[Assignment] | None = None
) -> list[Assignment]:
    """Drafts that have every score: what one press may make final. `rows`: the queue, where it is at hand."""
    drafts = [
        row
        for row in (queue(user, at) if rows is None else rows)
        if row.state == "scoring" and row.application.programme_id == programme.pk
    ]
    if not drafts:
        return []
    needed = {one.pk for one in criteria_of(programme)}
    given: dict[Any, set[int]] = defaultdict(set)
    scores = Score.objects.filter(assignment__in=[row.pk for row in drafts])
    for key, criterion in scores.values_list("assignment_id", "criterion_id"):
        given[key].add(criterion)
    return [row for row in drafts if needed <= given[row.pk]]


def search(rows: list[Assignment], words: str) -> list[Assignment]:
    """Those whose shown name or number holds the words; what a blind programme hides is not searched."""
    wanted = words.casefold().split()
    return [
        row
        for row in rows
        if all(one in f"{shown_name(row.application)} {row.application.number}".casefold() for one in wanted)
    ]


def looked_today(application: Application, user: Any, at: datetime) -> bool:
    return (
        journal.about(application)
        .filter(verb="reviews.look", actor=user, at__gt=at - timedelta(days=1))
        .exists()
    )


def uses_keys(user: Any) -> bool:
    """Whether single keys act for this person on the pages of reviewing."""
    return not Habit.objects.filter(person=user, keys=False).exists()


def after(
    assignment: Assignment, user: Any, at: datetime, rows: list[Assignment] | None = None
) -> Assignment | None:
    """The next one that is not final, going round. `rows`: the queue, where it is at hand."""
    listed = queue(user, at) if rows is None else rows
    rows = [row for row in listed if row.state in states.OPEN or row.pk == assignment.pk]
    place = next((i for i, row in enumerate(rows) if row.pk == assignment.pk), -1)
    following = rows[place + 1 :] + rows[: max(place, 0)]
    return next((row for row in following if row.pk != assignment.pk), None)


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
        without_conflict(Application.objects, user, path="")
        .filter(
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
