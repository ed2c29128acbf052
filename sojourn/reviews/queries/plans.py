"""What is to be reviewed, and who would be given what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import assignment as plans
from sojourn.reviews import states
from sojourn.reviews.models import Assignment
from sojourn.reviews.queries.conflicts import Found, book, find_conflicts
from sojourn.societies import queries as societies
from sojourn.societies.models import Seat

SMALL = 3  # a committee up to this size scores everything together


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
