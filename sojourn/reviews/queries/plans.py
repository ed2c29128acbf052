"""What is to be reviewed, and who would be given what."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from sojourn.applications import states as application_states
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import assignment as plans
from sojourn.core import names
from sojourn.reviews import states
from sojourn.reviews.models import Assignment, Load
from sojourn.reviews.queries.conflicts import book
from sojourn.reviews.queries.finding import Found, find_conflicts
from sojourn.societies import queries as societies
from sojourn.societies.models import Seat

SMALL = 3  # a committee up to this size scores everything together
TOPIC = 1.0  # what a topic of the reviewer in the file is worth, beside nothing


@dataclass
class Plan:
    """What assigning would do: conflicts found, new pairs (application, seat), and what stays short.

    `released` are reviews that somebody late would hand over; `loads` are all files of a seat then and
    its limit; `worst` is the application served worst, with its reviewers and those of its topics.
    `digest` names exactly this plan: only what was shown is confirmed.
    """

    found: list[Found] = field(default_factory=list)
    pairs: list[tuple[Application, Seat]] = field(default_factory=list)
    short: dict[Application, int] = field(default_factory=dict)
    released: list[Assignment] = field(default_factory=list)
    loads: list[tuple[Seat, int, int | None]] = field(default_factory=list)
    kept: dict[Any, int] = field(default_factory=dict)
    worst: tuple[Application, int, int] | None = None
    together: bool = True
    groups: int = 0
    digest: str = ""


def to_review(programme: Programme) -> list[Application]:
    """What goes to the committee, in the order of submission."""
    return list(
        Application.objects.filter(programme=programme, state__in=application_states.REVIEWED)
        .select_related("programme__society", "programme__call", "applicant")
        .order_by("submitted_at", "number", "pk")
    )


def plan(
    programme: Programme, viewer: Any = None, *, way: str = "balanced", late: Collection[Any] = ()
) -> Plan:
    """Small committees score everything together; larger ones share, `min_reviews` each. Only adds.

    What stands in conflict with the viewer is no part of it, not even as a number in a load: somebody else
    assigns that. `late` are ids of reviewers whose open files go to others; what is done stays.
    """
    applications = to_review(programme)
    if viewer is not None:
        own_book = book([viewer])
        applications = [one for one in applications if not own_book.barred(viewer, one)]
    seats = list(societies.seats(programme.society).select_related("user"))
    made = Plan(find_conflicts(programme, applications, seats))
    barring = _barring(made.found, applications, seats)
    kept, gone, taken = defaultdict(list), set(), []
    planned = {application.pk for application in applications}
    rows = Assignment.objects.filter(application__programme=programme)
    for key, application_id, user, state in rows.values_list("pk", "application_id", "reviewer_id", "state"):
        pair = (str(application_id), str(user))
        if application_id not in planned:
            continue
        if state in states.OPEN and user in late:
            taken.append(key)
            gone.add(pair)
        elif state in states.ACTIVE and pair not in barring:
            kept[pair[0]].append(pair[1])
        elif state in states.HANDED_BACK:
            gone.add(pair)
    if taken:
        of_whom = ("reviewer", "application__programme__call", "application__programme__society")
        made.released = list(rows.filter(pk__in=taken).select_related(*of_whom))
    own = [seat for seat in seats if seat.role != "substitute"]
    substitutes = [seat for seat in seats if seat.role == "substitute"]
    by_user = {str(seat.user_id): seat for seat in seats}
    loads = {str(row.reviewer_id): row for row in Load.objects.filter(programme=programme)}
    keys = [str(application.pk) for application in applications]
    made.together = len(own) <= SMALL
    topics = _topics(applications, loads)
    if made.together:
        given = _together(keys, own, substitutes, barring | gone, kept, programme.min_reviews)
    else:
        limits = {user: row.most for user, row in loads.items() if row.most is not None}
        for user in map(str, late):  # nothing more for whom is late already
            limits[user] = sum(user in users for users in kept.values())
        first = _by_rule(keys, own, barring | gone, kept, topics, limits) if way == "rule" else kept
        wanted = topics
        if way == "random":
            drawn, wanted = _drawn(programme), set()
            keys, own = sorted(keys, key=drawn), sorted(own, key=lambda seat: drawn(str(seat.user_id)))
        given = _shared(keys, own, substitutes, programme.min_reviews, barring | gone, limits, first, wanted)
    for application in applications:
        reviewers = given[str(application.pk)]
        made.pairs += [
            (application, by_user[name]) for name in reviewers if name not in kept[str(application.pk)]
        ]
        if len(reviewers) < programme.min_reviews:
            made.short[application] = programme.min_reviews - len(reviewers)
    _describe(made, applications, seats, given, kept, loads, topics)
    return made


def _shared(keys, own, substitutes, least, barring, limits, kept, topics) -> dict[str, list[str]]:
    """In balance, all linked by common files.

    With topics nobody gets more than an equal part where that serves everybody: else one would get them all.
    """
    users = [str(seat.user_id) for seat in own]
    held = {user: sum(user in given for given in kept.values()) for user in users}
    asked = sum(max(least, len(kept[key])) for key in keys)
    part = -(-asked // len(users)) if users else 0
    bound = {user: min(limits.get(user, part), max(part, held[user])) for user in users}

    def made(limits: dict[str, int]) -> plans.Plan:
        return plans.assign(
            keys,
            users,
            each=least,
            conflicts=barring,
            limits=limits,
            substitutes=[str(seat.user_id) for seat in substitutes],
            kept=kept,
            affinity=dict.fromkeys(topics, TOPIC) if topics else None,
        )

    if topics:
        equal = made(bound)
        if not equal.short and not equal.called:
            return equal.reviewers
    return made(limits).reviewers


def _barring(found: list[Found], applications, seats) -> set[tuple[str, str]]:
    """Only pairs that can be barred are asked: noted by person, or a member with a noted institution."""
    conflicts = book([seat.user_id for seat in seats])
    barring = {(str(one.application.pk), str(one.seat.user_id)) for one in found if one.grade == "bars"}
    noted = defaultdict(set)
    for member, person in conflicts.persons:
        noted[person].add(member)
    users = {seat.user_id for seat in seats}
    wide = {user for user in users if conflicts.places.get(user)}
    for application in applications:
        asked = noted.get(application.applicant_id, set()) | wide | ({application.applicant_id} & users)
        barring |= {(str(application.pk), str(user)) for user in asked if conflicts.barred(user, application)}
    return barring


def _topics(applications, loads: dict[str, Load]) -> set[tuple[str, str]]:
    """(application, reviewer) where a topic of the reviewer stands in the file."""
    wanted = {
        user: [names.fold(topic) for topic in row.topics if topic.strip()] for user, row in loads.items()
    }
    wanted = {user: topics for user, topics in wanted.items() if topics}
    if not wanted:
        return set()
    found = set()
    for application in applications:
        text = names.fold(f"{application.interests} {application.training}")
        found |= {
            (str(application.pk), user)
            for user, topics in wanted.items()
            if any(topic in text for topic in topics)
        }
    return found


def _drawn(programme: Programme) -> Callable[[str], str]:
    """An order that nobody chose, by the digest of random ids: what is confirmed is what was shown."""
    return lambda key: hashlib.sha256(f"{programme.pk} {key}".encode()).hexdigest()


def _by_rule(keys, own, barring, kept, topics, limits) -> dict[str, list[str]]:
    """Each file to everybody of its topics, as far as the limits go; the rest is filled up in balance."""
    given = {key: list(kept[key]) for key in keys}
    load: dict[str, int] = defaultdict(int)
    for users in given.values():
        for user in users:
            load[user] += 1
    for key in keys:
        for seat in own:
            user = str(seat.user_id)
            full = user in limits and load[user] >= limits[user]
            if (key, user) in topics and (key, user) not in barring and user not in given[key] and not full:
                given[key].append(user)
                load[user] += 1
    return given


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


def _describe(made: Plan, applications, seats, given, kept, loads, topics) -> None:
    """What a person who confirms it wants to know, and the name of the plan."""
    count: dict[str, int] = defaultdict(int)
    for users in given.values():
        for user in users:
            count[user] += 1
    made.loads = [
        (
            seat,
            count[str(seat.user_id)],
            loads[str(seat.user_id)].most if str(seat.user_id) in loads else None,
        )
        for seat in seats
        if seat.role != "substitute" or count[str(seat.user_id)]
    ]
    made.kept = {application.pk: len(kept[str(application.pk)]) for application in applications}
    made.groups = _groups(given.values())
    suited = {
        application: sum((str(application.pk), user) in topics for user in given[str(application.pk)])
        for application in applications
    }
    if applications:
        worst = min(applications, key=lambda one: (len(given[str(one.pk)]), suited[one]))
        made.worst = (worst, len(given[str(worst.pk)]), suited[worst])
    told = (
        sorted((str(application.pk), str(seat.user_id)) for application, seat in made.pairs),
        sorted(str(row.pk) for row in made.released),
        sorted((key, sorted(users)) for key, users in kept.items()),
        sorted(str(application.pk) for application in applications),
        [(seat.pk, number, most) for seat, number, most in made.loads],
        sorted((str(one.application.pk), str(one.seat.user_id), one.ground, one.grade) for one in made.found),
    )
    made.digest = hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _groups(given: Collection[Collection[str]]) -> int:
    """Into how many groups without a common file the reviewers fall: scores compare inside one only."""
    groups: list[set[str]] = []
    for users in given:
        if users:
            touched = [group for group in groups if group & set(users)]
            groups = [group for group in groups if group not in touched] + [set(users).union(*touched)]
    return len(groups)
