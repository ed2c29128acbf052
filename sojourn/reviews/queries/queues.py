"""What a reviewer still has to do, and what the desks must hear of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Call, Programme
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
        _in_order(mine(user, at))
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


def _in_order(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.order_by(
        "application__programme__call__closes_at", "application__programme", "assigned_at", "pk"
    )


@dataclass(frozen=True)
class Way:
    """Where one file stands in somebody's work: keys only, however long the queue."""

    before: Any  # the ones beside it, whatever their state
    beyond: Any
    following: Any  # the next one to score, going round
    done: int
    total: int  # of the same programme
    number: int


def way(assignment: Assignment, user: Any, at: datetime) -> Way:
    """Files are not read: a page that shows one must not cost by how many wait behind it."""
    rows = list(_in_order(mine(user, at)).values_list("pk", "state", "application__programme"))
    place = next((i for i, (key, *_) in enumerate(rows) if key == assignment.pk), None)
    if place is None:
        return Way(None, None, None, 0, 0, 1)
    beside = [row for row in rows if row[2] == rows[place][2]]
    round_ = rows[place + 1 :] + rows[:place]
    return Way(
        before=rows[place - 1][0] if place else None,
        beyond=rows[place + 1][0] if place + 1 < len(rows) else None,
        following=next((key for key, state, _ in round_ if state in states.OPEN), None),
        done=sum(state in states.ANSWERED for _, state, _ in beside),
        total=len(beside),
        number=1 + next(i for i, (key, *_) in enumerate(beside) if key == assignment.pk),
    )


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


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Files to score, by call; applications that lack reviewers, by programme."""
    if not user.is_authenticated:
        return []
    lines = []
    undone = mine(user, at).filter(state__in=states.OPEN).order_by()
    numbers = dict(undone.values_list("application__programme__call").annotate(number=Count("pk")))
    for call in Call.objects.filter(pk__in=numbers).order_by("closes_at", "pk") if numbers else ():
        number = numbers[call.pk]
        title = f"application{'' if number == 1 else 's'} of the {call.year} call"
        lines.append(Waiting("Score", title, reverse("reviews:queue"), call.reviews_by, number, "reviewer"))
    if not people.is_federation_officer(user):
        lines += _short_lines(user, at)
    return lines


def _short_lines(user: Any, at: datetime) -> list[Waiting]:
    """Society officers: what goes to the committee and has too few reviewers."""
    offices = [society.pk for society in societies.officer_of(user)]
    if not offices:
        return []
    applications = (
        without_conflict(Application.objects, user, path="")
        .filter(
            programme__society__in=offices,
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
            programme=programme.pk,
        )
        for programme, number in short.items()
    ]


def recipient(letter: Any) -> str:
    """The address that a letter of this room should reach now; empty where it should reach nobody."""
    row = (
        Assignment.objects.filter(pk=letter.thing_id)
        .select_related("reviewer", "application__programme")
        .first()
    )
    if row is None:
        return ""
    call = row.application.programme.call_id
    left = Assignment.objects.filter(
        reviewer=row.reviewer, state__in=states.OPEN, application__programme__call=call
    )
    return "" if letter.kind == "reviews.remind" and not left.exists() else row.reviewer.email
