"""A committee's ranking as each person may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sojourn.applications import queries as applications
from sojourn.applications.models import Application
from sojourn.calls.models import Programme
from sojourn.core import scoring
from sojourn.reviews import queries as reviews
from sojourn.selection.models import Decision, Panel, Ruling
from sojourn.societies import queries as societies
from sojourn.societies.models import Conflict, Seat


@dataclass
class Row:
    """One application before the committee. `position` is counted among the rows that the viewer sees."""

    application: Application
    standing: reviews.Standing | None
    decision: Decision | None
    suggested: str = ""  # place by the mean, "2=" for a tie
    position: int | None = None
    disclosed: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)  # minimum scores that were missed
    editable: bool = True


def panel_of(programme: Programme) -> Panel | None:
    return Panel.objects.filter(programme=programme).select_related("signed_by").first()


def chair_of(programme: Programme) -> Seat | None:
    return societies.seats(programme.society).filter(role="chair").select_related("user").first()


def reviewers(programme: Programme) -> QuerySet[Seat]:
    return societies.seats(programme.society).select_related("user")


def is_chair(user: Any, programme: Programme) -> bool:
    seat = societies.seat_of(user, programme.society) if getattr(user, "is_authenticated", False) else None
    return seat is not None and seat.role == "chair"


def panels_led(user: Any, *, at: datetime) -> QuerySet[Programme]:
    """Programmes of closed calls whose ranking this person works on, as chair or for the office."""
    if not getattr(user, "is_authenticated", False):
        return Programme.objects.none()
    return Programme.objects.filter(
        Q(society__in=societies.chaired_by(user).values("pk"))
        | Q(society__in=societies.officer_of(user).values("pk")),
        call__closes_at__lt=at,
        call__state__in=("announced", "completed"),
    ).select_related("call", "society")


def panels_shared(user: Any, *, at: datetime) -> QuerySet[Programme]:
    """Those, and the ones in which a vice chair decides what the chair may not see."""
    led = panels_led(user, at=at)
    if not societies.vice_of(user).exists():
        return led
    running = Programme.objects.filter(call__closes_at__lt=at, call__state__in=("announced", "completed"))
    shared = running.filter(pk__in=reviews.deputised(user).values("programme"))
    return (led | shared).select_related("call", "society")


def rows_of(programme: Programme) -> list[tuple[Application, Decision | None]]:
    """Every application before the committee with its decision, for those who count, not for a page."""
    applications = reviews.to_review(programme)
    decisions = {row.application_id: row for row in Decision.objects.filter(application__in=applications)}
    return [(application, decisions.get(application.pk)) for application in applications]


def hidden_from_chair(programme: Programme, applications: Iterable[Application]) -> set[Any]:
    """Ids of what the chair may not see for a conflict: the vice chair, or else the office, decides it."""
    chair = chair_of(programme)
    if chair is None:
        return set()
    conflicts = reviews.book([chair.user_id])
    return {row.pk for row in applications if conflicts.barred(chair.user_id, row)}


def left_to(user: Any, programme: Programme, applications: Iterable[Application]) -> set[Any]:
    """Ids of the rows hidden from the chair that this person decides: the vice chair those without a conflict
    of her own; an officer without conflict what no vice chair can."""
    applications = list(applications)
    hidden = hidden_from_chair(programme, applications)
    if not hidden:
        return set()
    vice = societies.vice_chair(programme.society)
    conflicts = reviews.book([user] if vice is None else [user, vice])
    of_vice = {
        row.pk for row in applications if row.pk in hidden and vice and not conflicts.barred(vice, row)
    }
    if vice is not None and user == vice:
        return of_vice
    if not societies.is_officer(user, programme.society):
        return set()
    return {row.pk for row in applications if row.pk in hidden - of_vice and not conflicts.barred(user, row)}


def mine_of(user: Any, programme: Programme, applications: Iterable[Application]) -> set[Any]:
    """Ids of the rows that this person decides: the chair's, or what is left to vice chair or office."""
    applications = list(applications)
    if is_chair(user, programme):
        hidden = hidden_from_chair(programme, applications)
        return {one.pk for one in applications} - hidden
    return left_to(user, programme, applications)


def deputises(user: Any, programme: Programme) -> bool:
    """Whether the vice chair has something to decide that the chair may not see."""
    return societies.is_vice(user, programme.society) and bool(
        left_to(user, programme, reviews.to_review(programme))
    )


def ranking(programme: Programme, viewer: Any, *, at: datetime) -> list[Row]:
    """The table as this person may see it: the chair without rows in conflict, single scores included;
    others the means only, and to decide only what is left to them of what the chair may not see."""
    pairs = rows_of(programme)
    own = reviews.book([viewer])
    listed = [application for application, _ in pairs]
    mine = mine_of(viewer, programme, listed)
    shown = [pair for pair in pairs if not own.barred(viewer, pair[0])]
    chairs = is_chair(viewer, programme)
    standings = standings_for(programme, viewer, at=at)
    suggested = _suggested(shown, standings)
    numbered = positions(
        groups({a.pk: d.position for a, d in shown if d is not None and d.outcome == "ranked"})
    )
    notes = disclosed_notes(programme, [application for application, _ in shown]) if chairs else {}
    rows = [
        Row(
            application,
            standings.get(application.pk),
            decision,
            suggested.get(application.pk, ""),
            numbered.get(application.pk),
            notes.get(application.pk, []),
            editable=application.pk in mine,
        )
        for application, decision in shown
    ]
    order = {row.application.pk: i for i, row in enumerate(rows)}
    return sorted(
        rows,
        key=lambda row: (
            row.position or 10_000,
            row.decision is not None and row.decision.outcome == "unranked",
            -(row.standing.mean if row.standing and row.standing.mean is not None else -1),
            order[row.application.pk],
        ),
    )


def standings_for(programme: Programme, viewer: Any, *, at: datetime) -> dict[Any, Any]:
    """An officer scores nothing and reads all means; a member of the committee what the own reviews allow."""
    if societies.is_officer(viewer, programme.society) and not is_chair(viewer, programme):
        return reviews.scores_for(programme)
    return reviews.scores_for(programme, reviews.visible(viewer, at=at, programme=programme))


def _suggested(pairs, standings) -> dict[Any, str]:
    means = {
        application.pk: standings[application.pk].mean
        for application, _ in pairs
        if application.pk in standings
    }
    return {one.key: one.label for one in scoring.placed(means)}


def disclosed_notes(programme: Programme, applications: list[Application]) -> dict[Any, list[str]]:
    """What is disclosed to the chair only: which member stands in which lesser conflict with whom."""
    seats = [row.user_id for row in societies.seats(programme.society)]
    conflicts = reviews.book(seats)
    grounds = dict(Conflict.GROUNDS)
    noted = defaultdict(list)
    for application in applications:
        for user in seats:
            for row in conflicts.disclosed(user, application):
                told = f"{row.member.formal_name}: {grounds.get(row.ground, row.ground).lower()}"
                noted[application.pk].append(told)
    return noted


def decides(user: Any, application: Application) -> bool:
    """The chair what is not in conflict with the chair; the vice chair, or else an officer, the rest."""
    return bool(mine_of(user, application.programme, [application]))


def rulings(programme: Programme) -> dict[Any, Ruling]:
    return {row.application_id: row for row in Ruling.objects.filter(application__programme=programme)}


def unruled(programme: Programme, viewer: Any = None) -> int:
    """Borderline applications whose eligibility is not decided; for a page without what bars its reader."""
    ruled = Ruling.objects.filter(application__programme=programme).values("application")
    rows = Application.objects.filter(programme=programme, state="borderline").exclude(pk__in=ruled)
    return (rows if viewer is None else reviews.without_conflict(rows, viewer, path="")).count()


def eligibility_lines(application: Application, *, at: datetime) -> list[dict[str, str]]:
    """Rule by rule as the committee's cover sheet says it: without a date of birth, and of a third person."""
    sections = applications.sheets_for_committee([application], at=at)[application.pk]
    return next((one["lines"] for one in sections if one["title"].startswith("Eligibility")), [])


# --- positions: groups of equals, best first ---


def groups(given: Mapping[Any, int | None]) -> list[list[Any]]:
    """Ids by position, equals together; gaps do not matter."""
    found = defaultdict(list)
    for key, position in given.items():
        if position is not None:
            found[position].append(key)
    return [found[position] for position in sorted(found)]


def positions(grouped: list[list[Any]]) -> dict[Any, int]:
    """Counted as in sport: 1, 2, 2, 4."""
    numbered, before = {}, 0
    for group in grouped:
        numbered |= dict.fromkeys(group, before + 1)
        before += len(group)
    return numbered


def merged(shown: list[list[Any]], hidden: Mapping[Any, int]) -> list[list[Any]]:
    """Put back the rows that who ordered `shown` does not see: each behind as many rows as before."""
    result: list[list[Any]] = []
    waiting = sorted(hidden, key=lambda key: (hidden[key], str(key)))
    before = 0
    for group in shown:
        while waiting and hidden[waiting[0]] <= before:
            result.append([waiting.pop(0)])
        result.append(list(group))
        before += len(group)
    return result + [[key] for key in waiting]
